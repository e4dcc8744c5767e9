/** What a batch of resolutions knows and what it has decided so far. */
import type { Book } from '../ledger/book.ts';
import type { Promised } from '../outbox/outbox.ts';
import type { ClaimEnd } from '../outbox/end-claim.ts';
import { announce, type OrderBeside } from './announce.ts';
import type { Attempt } from './attempt.ts';
import type { FactSource } from './resolve-command.ts';
import { tellOutcome, type XprizoBeside } from './xprizo-beside.ts';
import { mayMove, type HistoryEntry, type Payout, type PayoutStatus } from './payout.ts';

export interface StoredFact {
  readonly merchantId: string;
  readonly payoutId: string;
  readonly factKey: string;
  readonly source: FactSource;
  readonly kind: string;
  readonly amountMinor: bigint | null;
  readonly utr: string | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly verdict: 'applied' | 'noted' | 'case';
  readonly seenAt: Date;
}

export interface OpenedCase {
  readonly merchantId: string;
  readonly caseId: string;
  /** The payout or pay-in that it is about. */
  readonly subjectId: string;
  readonly code: string;
  readonly details: Readonly<Record<string, string>>;
  readonly openedAt: Date;
}

export interface LoadedPayout {
  readonly payout: Payout;
  readonly attempts: readonly Attempt[];
  readonly factKeys: ReadonlySet<string>;
  /** Who holds the promise to bring this payout to its end. */
  readonly leaseId: string | null;
  /** Whether that promise is still to be kept. */
  readonly promiseOpen: boolean;
  readonly order?: OrderBeside;
  readonly xprizo?: XprizoBeside;
}

/** What a contract may tell of a change beside the payout itself. */
export interface EventContext {
  readonly referenceId: string | null;
  /** Of the latest attempt. */
  readonly providerReference: string | null;
  readonly xprizo?: XprizoBeside | undefined;
}

/** A fact about one of our references that fits nothing we know. */
export interface StrayFact {
  readonly merchantId: string;
  readonly payoutId: string;
  readonly factKey: string;
}

export interface ResolveInputs {
  readonly book: Book;
  readonly payouts: readonly LoadedPayout[];
  /** What was heard before of payouts that are not in `payouts`. */
  readonly strayFacts: readonly StrayFact[];
  /** Active endpoints per merchant. */
  readonly endpointsOf: (merchantId: string) => readonly string[];
  /** The frozen bytes of a change, in the words of the payout's contract. */
  readonly eventOf: (payout: Payout, at: Date, beside: EventContext) => string;
  /** Identifiers made outside: a decision has no randomness of its own. */
  readonly makeId: () => string;
}

/** One payout while a batch works on it. */
export class Working {
  payout: Payout;
  readonly attempts: Attempt[];
  readonly factKeys: Set<string>;
  readonly leaseId: string | null;
  readonly promiseOpen: boolean;
  readonly order: OrderBeside | undefined;
  readonly xprizo: XprizoBeside | undefined;
  changed = false;
  readonly #loadedAttempts: number;
  readonly #touched = new Set<number>();

  constructor(loaded: LoadedPayout) {
    this.payout = loaded.payout;
    this.attempts = [...loaded.attempts];
    this.factKeys = new Set(loaded.factKeys);
    this.leaseId = loaded.leaseId;
    this.promiseOpen = loaded.promiseOpen;
    this.order = loaded.order;
    this.xprizo = loaded.xprizo;
    this.#loadedAttempts = loaded.attempts.length;
  }

  attempt(attemptNo: number): Attempt | undefined {
    return this.attempts[attemptNo - 1];
  }

  get latest(): Attempt | undefined {
    return this.attempts.at(-1);
  }

  setAttempt(attempt: Attempt): void {
    this.attempts[attempt.attemptNo - 1] = attempt;
    this.#touched.add(attempt.attemptNo);
  }

  /** Corrects what is known of the payout without a change of status. */
  change(change: Partial<Pick<Payout, 'rail' | 'utr'>>): void {
    this.payout = { ...this.payout, ...change };
    this.changed = true;
  }

  newAttempts(): Attempt[] {
    return this.attempts.slice(this.#loadedAttempts);
  }

  updatedAttempts(): Attempt[] {
    return this.attempts.filter(
      ({ attemptNo }) => attemptNo <= this.#loadedAttempts && this.#touched.has(attemptNo),
    );
  }
}

/** Everything a batch will write. */
export class Resolution {
  readonly inputs: ResolveInputs;
  readonly history: HistoryEntry[] = [];
  readonly facts: StoredFact[] = [];
  readonly cases: OpenedCase[] = [];
  readonly promised: Promised[] = [];
  readonly claimEnds = new Map<string, ClaimEnd>();
  readonly #working = new Map<string, Working>();
  readonly #strays = new Set<string>();

  constructor(inputs: ResolveInputs) {
    this.inputs = inputs;
    for (const loaded of inputs.payouts) {
      this.#working.set(
        `${loaded.payout.merchantId} ${loaded.payout.payoutId}`,
        new Working(loaded),
      );
    }
    for (const { merchantId, payoutId, factKey } of inputs.strayFacts)
      this.#strays.add(`${merchantId} ${payoutId} ${factKey}`);
  }

  /** Whether this is news; true once for each fact about a payout that we do not know. */
  isNewStray({ merchantId, payoutId, factKey }: StrayFact): boolean {
    const key = `${merchantId} ${payoutId} ${factKey}`;
    const isNew = !this.#strays.has(key);
    this.#strays.add(key);
    return isNew;
  }

  find(merchantId: string, payoutId: string): Working | undefined {
    return this.#working.get(`${merchantId} ${payoutId}`);
  }

  all(): Working[] {
    return [...this.#working.values()];
  }

  /** The one place where a status changes: version, history and the merchant's news go together. */
  move(
    working: Working,
    status: PayoutStatus,
    because: string,
    at: Date,
    change: Partial<Pick<Payout, 'rail' | 'utr' | 'remarks'>> = {},
  ): void {
    const before = working.payout;
    if (!mayMove(before.status, status))
      throw new RangeError(`No move from ${before.status} to ${status}.`);
    const payout: Payout = {
      ...before,
      ...change,
      status,
      statusReason: because,
      version: before.version + 1,
      updatedAt: at,
    };
    working.payout = payout;
    working.changed = true;
    const { merchantId, payoutId, version } = payout;
    this.history.push({
      merchantId,
      payoutId,
      version,
      fromStatus: before.status,
      toStatus: status,
      because,
      at,
    });
    if (payout.contract === 'xprizo') this.#tellOutcome(before, working, at);
    else this.#announce(working, at);
  }

  openCase(
    { payout }: { readonly payout: Pick<Payout, 'merchantId' | 'payoutId'> },
    code: string,
    details: Readonly<Record<string, string>>,
    at: Date,
  ): void {
    const { merchantId, payoutId } = payout;
    this.cases.push({
      merchantId,
      caseId: this.inputs.makeId(),
      subjectId: payoutId,
      code,
      details,
      openedAt: at,
    });
  }

  /** What becomes of the promise to bring the payout to its end. */
  settle(
    working: Working,
    state: ClaimEnd['state'],
    dueAt: Date,
    at: Date,
    error: string | null = null,
  ): void {
    if (!working.promiseOpen) return;
    const { merchantId, payoutId } = working.payout;
    this.claimEnds.set(`${merchantId} ${payoutId}`, {
      merchantId,
      outboxId: payoutId,
      leaseId: null,
      state,
      dueAt,
      error,
      at,
    });
  }

  /** The end of a transaction is told once, to whoever created it; a return of days later is none. */
  #tellOutcome(before: Payout, { payout, xprizo }: Working, at: Date): void {
    const hasEnded = payout.status === 'succeeded' || payout.status === 'failed';
    if (!hasEnded || before.status === 'succeeded' || xprizo === undefined) return;
    const { eventOf, makeId } = this.inputs;
    const payload = eventOf(payout, at, { referenceId: null, providerReference: null, xprizo });
    const told = { version: payout.version, payload, outboxId: makeId(), at };
    this.promised.push(...tellOutcome(xprizo, told));
  }

  #announce({ payout, order, latest }: Working, at: Date): void {
    const { merchantId, payoutId: subjectId, version: subjectVersion } = payout;
    const change = { merchantId, subjectId, subjectVersion, at };
    const providerReference = latest?.providerReference ?? null;
    const payloadOf = (referenceId: string | null) =>
      this.inputs.eventOf(payout, at, { referenceId, providerReference });
    this.promised.push(...announce(this.inputs, change, order, payloadOf));
  }
}
