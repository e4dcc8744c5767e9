/** What a batch of news about pay-ins knows and what it has decided so far. */
import { accountOf } from '../ledger/accounts.ts';
import type { Book, RuledAccount } from '../ledger/book.ts';
import type { Currency } from '../kit/money.ts';
import type { Promised } from '../outbox/outbox.ts';
import type { ClaimEnd } from '../outbox/end-claim.ts';
import { announce, type OrderBeside } from './announce.ts';
import { isBooking, type BookedPaymentKey } from './booked-payments.ts';
import type { PayinFact } from './payin-fact.ts';
import type { PayinTerms } from './payin-terms.ts';
import { mayPayinMove, type Payin, type PayinHistoryEntry, type PayinStatus } from './payin.ts';
import { remarkOnPayments } from './remark-on-payments.ts';
import type { OpenedCase } from './resolve-state.ts';
import { tellOutcome, type XprizoBeside } from './xprizo-beside.ts';

export interface LoadedPayin {
  readonly merchantId: string;
  readonly payinId: string;
  /** Undefined: the reference is one of ours, and this database does not know it. */
  readonly payin: Payin | undefined;
  /** In the order in which they were seen. */
  readonly facts: readonly PayinFact[];
  readonly order?: OrderBeside;
  readonly xprizo?: XprizoBeside;
}

/** What a contract may tell of a change beside the pay-in itself. */
export interface PayinEventContext extends Pick<OrderBeside, 'referenceId'> {
  readonly xprizo?: XprizoBeside | undefined;
}

export interface PayinInputs {
  readonly book: Book;
  readonly payins: readonly LoadedPayin[];
  /** Payments that this news is about, and that are in the books under another pay-in. */
  readonly booked: readonly BookedPaymentKey[];
  readonly termsOf: (merchantId: string) => PayinTerms;
  /** Active endpoints per merchant. */
  readonly endpointsOf: (merchantId: string) => readonly string[];
  /** The frozen bytes of a change, in the words of the pay-in's contract. */
  readonly eventOf: (payin: Payin, at: Date, beside: PayinEventContext) => string;
  /** Identifiers made outside: a decision has no randomness of its own. */
  readonly makeId: () => string;
}

/** One pay-in while a batch works on it. */
export class PayinWorking {
  readonly merchantId: string;
  readonly payinId: string;
  payin: Payin | undefined;
  readonly facts: PayinFact[];
  readonly order: OrderBeside | undefined;
  readonly xprizo: XprizoBeside | undefined;
  changed = false;

  constructor({ merchantId, payinId, payin, facts, order, xprizo }: LoadedPayin) {
    this.merchantId = merchantId;
    this.payinId = payinId;
    this.payin = payin;
    this.facts = [...facts];
    this.order = order;
    this.xprizo = xprizo;
  }

  has(factKey: string): boolean {
    return this.facts.some((fact) => fact.factKey === factKey);
  }

  factsOf(provider: string, paymentId: string): PayinFact[] {
    return this.facts.filter((fact) => fact.provider === provider && fact.paymentId === paymentId);
  }
}

type Change = Partial<
  Pick<Payin, 'receivedMinor' | 'feeMinor' | 'gstMinor' | 'utr' | 'payerVpa' | 'remarks'>
>;

/** Everything a batch will write. */
export class PayinResolution {
  readonly inputs: PayinInputs;
  readonly history: PayinHistoryEntry[] = [];
  readonly facts: PayinFact[] = [];
  readonly cases: OpenedCase[] = [];
  readonly promised: Promised[] = [];
  readonly claimEnds: ClaimEnd[] = [];
  readonly #working = new Map<string, PayinWorking>();
  readonly #booked: BookedPaymentKey[];

  constructor(inputs: PayinInputs) {
    this.inputs = inputs;
    this.#booked = [...inputs.booked];
    for (const loaded of inputs.payins)
      this.#working.set(`${loaded.merchantId} ${loaded.payinId}`, new PayinWorking(loaded));
  }

  find(merchantId: string, payinId: string): PayinWorking {
    const working = this.#working.get(`${merchantId} ${payinId}`);
    if (working === undefined) throw new RangeError('The pay-in was not loaded.');
    return working;
  }

  changed(): Payin[] {
    return [...this.#working.values()].flatMap(({ changed, payin }) =>
      changed && payin !== undefined ? [payin] : [],
    );
  }

  walletOf({ merchantId }: PayinWorking, currency: Currency): RuledAccount {
    const wallet = this.inputs.book.find(merchantId, accountOf('wallet', currency));
    if (wallet === undefined) throw new RangeError('The merchant has no wallet in this currency.');
    return wallet;
  }

  /**
   * Where money stands is told by the order of its facts, and clocks of processes differ or are set back: under the lock
   * of the wallet each fact is seen after the one before it, whatever the clock says.
   */
  keep(working: PayinWorking, fact: PayinFact): void {
    const lastMs = working.facts.at(-1)?.seenAt.getTime() ?? -Infinity;
    const seenAt = new Date(Math.max(fact.seenAt.getTime(), lastMs + 1));
    const kept = { ...fact, seenAt };
    working.facts.push(kept);
    this.facts.push(kept);
    if (isBooking(kept)) this.#booked.push(kept);
    this.#remark(working);
  }

  /** Another pay-in of the merchant that has this payment. One payment is in the books under one of them. */
  holderOf(
    { merchantId, payinId }: PayinWorking,
    provider: string,
    paymentId: string,
  ): string | undefined {
    return this.#booked.find(
      (other) =>
        other.merchantId === merchantId &&
        other.payinId !== payinId &&
        other.provider === provider &&
        other.paymentId === paymentId,
    )?.payinId;
  }

  /** A word for whoever looks at one that nothing has paid, without a line of history. */
  #remark(working: PayinWorking): void {
    const { payin } = working;
    if (payin?.status !== 'created' && payin?.status !== 'expired') return;
    const remarks = remarkOnPayments(working.facts);
    if (remarks === undefined || remarks === payin.remarks) return;
    working.payin = { ...payin, remarks };
    working.changed = true;
  }

  /**
   * The one place where a pay-in's life goes on: version, history and the merchant's news go together. The same status
   * again is a line of its own, as after a second payment.
   */
  move(
    working: PayinWorking,
    status: PayinStatus,
    because: string,
    at: Date,
    change: Change = {},
  ): void {
    const before = working.payin;
    if (before === undefined) throw new RangeError('There is no such pay-in.');
    if (status !== before.status && !mayPayinMove(before.status, status))
      throw new RangeError(`No move from ${before.status} to ${status}.`);
    const version = before.version + 1;
    const payin: Payin = {
      ...before,
      ...change,
      status,
      statusReason: because,
      version,
      updatedAt: at,
    };
    working.payin = payin;
    working.changed = true;
    const { merchantId, payinId } = payin;
    const about = { merchantId, payinId, version, because, at };
    this.history.push({ ...about, fromStatus: before.status, toStatus: status });
    if (before.status === 'created') this.#keepPromise(payin, at);
    if (payin.contract === 'xprizo') this.#tellOutcome(before, payin, working.xprizo, at);
    else this.#announce(payin, working.order, at);
  }

  openCase(
    { merchantId, payinId }: Pick<PayinWorking, 'merchantId' | 'payinId'>,
    code: string,
    details: Readonly<Record<string, string>>,
    at: Date,
  ): void {
    const caseId = this.inputs.makeId();
    this.cases.push({ merchantId, caseId, subjectId: payinId, code, details, openedAt: at });
  }

  /** Nobody has to ask any more. */
  #keepPromise({ merchantId, payinId }: Payin, at: Date): void {
    const kept = { leaseId: null, state: 'done', dueAt: at, error: null, at } as const;
    this.claimEnds.push({ merchantId, outboxId: payinId, ...kept });
  }

  /** The end of a transaction is told once, to whoever created it. */
  #tellOutcome(before: Payin, payin: Payin, xprizo: XprizoBeside | undefined, at: Date): void {
    if (before.status !== 'created' || xprizo === undefined) return;
    const { eventOf, makeId } = this.inputs;
    const payload = eventOf(payin, at, { referenceId: null, xprizo });
    const told = { version: payin.version, payload, outboxId: makeId(), at };
    this.promised.push(...tellOutcome(xprizo, told));
    if (payin.status !== 'succeeded' || xprizo.transferWalletNo === null) return;
    const { merchantId, payinId: subjectId, version: subjectVersion } = payin;
    const about = { merchantId, topic: 'exchange', subjectId, subjectVersion, target: '' } as const;
    this.promised.push({ ...about, outboxId: makeId(), payload: null, at });
  }

  #announce(payin: Payin, order: OrderBeside | undefined, at: Date): void {
    const { merchantId, payinId: subjectId, version: subjectVersion } = payin;
    const change = { merchantId, subjectId, subjectVersion, at };
    const payloadOf = (referenceId: string | null) =>
      this.inputs.eventOf(payin, at, { referenceId });
    this.promised.push(...announce(this.inputs, change, order, payloadOf));
  }
}
