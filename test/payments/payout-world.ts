/** One payout and its books in memory, driven through the same decision as the database is. */
import { Book, type Journal, type RuledAccount } from '../../src/ledger/book.ts';
import type { Promised } from '../../src/outbox/outbox.ts';
import type { ClaimEnd } from '../../src/outbox/end-claim.ts';
import type { Attempt } from '../../src/payments/attempt.ts';
import { decideCreate } from '../../src/payments/decide-create.ts';
import { decideResolve } from '../../src/payments/decide-resolve.ts';
import type { HistoryEntry, Payout } from '../../src/payments/payout.ts';
import type {
  FactSource,
  ResolveAnswer,
  ResolveCommand,
  ResolvePolicy,
  StartAttempt,
} from '../../src/payments/resolve-command.ts';
import type { OpenedCase, StoredFact } from '../../src/payments/resolve-state.ts';
import type { Outcome, Rail } from '../../src/providers/provider.ts';
import { at as start, idOf, onePercent, wallet, wish } from './samples.ts';

const rails: readonly Rail[] = ['IMPS', 'NEFT'];

export const policy: ResolvePolicy = {
  maxInFlightMs: 30_000,
  deduplicates: true,
  maySubmitAgain: true,
  otherRailCodes: new Set(['IMPS_NOT_ALLOWED']),
  chooseRail: (_amount, excluded) => ({
    rail: rails.find((rail) => !excluded.has(rail)),
    reason: 'the next one',
  }),
  referenceOf: (attemptNo) => `REF-${String(attemptNo)}`,
  jitter: 0,
};

export class PayoutWorld {
  account: RuledAccount = wallet(1_000_00n);
  payout: Payout;
  attempts: Attempt[] = [];
  facts: StoredFact[] = [];
  /** What was heard of payouts that are not this one. */
  strays: StoredFact[] = [];
  cases: OpenedCase[] = [];
  journals: Journal[] = [];
  history: HistoryEntry[] = [];
  events: Promised[] = [];
  promise: { state: ClaimEnd['state']; leaseId: string | null; dueAt: Date };
  answers: ResolveAnswer[] = [];
  nowMs = start.getTime();
  #ids = 0;

  /** Created, with its hold, and waiting. */
  constructor() {
    const book = new Book([this.account]);
    const state = {
      book,
      byReference: new Map<string, Payout>(),
      recentLikenesses: new Set<string>(),
    };
    const { payouts } = decideCreate([wish({ feePlan: onePercent })], state);
    const [payout] = payouts;
    if (payout === undefined) throw new Error('The payout was not created.');
    this.payout = payout;
    const { merchantId, payoutId, version, status, statusReason, createdAt } = payout;
    this.history.push({
      ...{ merchantId, payoutId, version, fromStatus: null },
      ...{ toStatus: status, because: statusReason, at: createdAt },
    });
    this.journals.push(...book.journals);
    this.promise = { state: 'due', leaseId: null, dueAt: start };
  }

  /** Created, claimed by `worker` and about to be sent. */
  static submitted(): PayoutWorld {
    const world = new PayoutWorld();
    world.take('worker');
    return world;
  }

  /** A worker claims the payout and takes it up. */
  take(leaseId: string, may: Parameters<PayoutWorld['start']>[1] = {}): ResolveAnswer {
    this.promise = { ...this.promise, state: 'due', leaseId };
    return this.start(leaseId, may);
  }

  start(
    leaseId: string,
    may: Partial<Pick<StartAttempt, 'paused' | 'maySubmitAgain' | 'off'>> = {},
  ): ResolveAnswer {
    const { merchantId, payoutId } = this.payout;
    const { chooseRail, referenceOf } = policy;
    const about = {
      merchantId,
      payoutId,
      leaseId,
      providerOf: () => 'bank',
      chooseRail,
      referenceOf,
    };
    const free = { paused: false, maySubmitAgain: true, ...may };
    return this.apply([{ kind: 'start', ...about, ...free, at: this.now() }])[0] as ResolveAnswer;
  }

  hear(outcome: Outcome, source: FactSource = 'callback', attemptNo = 1): ResolveAnswer {
    return this.apply([this.news(outcome, source, attemptNo)])[0] as ResolveAnswer;
  }

  /** A reply and an enquiry are brought by the worker that holds the claim. */
  news(
    outcome: Outcome,
    source: FactSource = 'callback',
    attemptNo = 1,
    change: Partial<ResolvePolicy> = {},
  ): ResolveCommand {
    const { merchantId, payoutId } = this.payout;
    const leaseId = source === 'reply' || source === 'enquiry' ? this.promise.leaseId : null;
    const about = { merchantId, payoutId, attemptNo, source, outcome, leaseId };
    return { kind: 'fact', ...about, policy: { ...policy, ...change }, at: this.now() };
  }

  now(): Date {
    return new Date(this.nowMs);
  }

  /** One batch, committed unless the process is killed before its COMMIT. */
  apply(commands: readonly ResolveCommand[], isCommitted = true): ResolveAnswer[] {
    const account = { ...this.account };
    const book = new Book([account]);
    const { answers, resolution } = decideResolve(commands, {
      book,
      payouts: [
        {
          payout: this.payout,
          attempts: this.attempts,
          factKeys: new Set(this.facts.map(({ factKey }) => factKey)),
          leaseId: this.promise.leaseId,
          promiseOpen: this.promise.state === 'due',
        },
      ],
      strayFacts: this.strays,
      endpointsOf: () => ['endpoint'],
      eventOf: (payout) => `${payout.status} ${String(payout.version)}`,
      makeId: () => idOf((this.#ids += 1)),
    });
    if (!isCommitted) return answers;
    const [working] = resolution.all();
    if (working === undefined) throw new Error('The payout was not loaded.');
    this.account = account;
    this.payout = working.payout;
    this.attempts = working.attempts;
    for (const fact of resolution.facts)
      (fact.payoutId === this.payout.payoutId ? this.facts : this.strays).push(fact);
    this.cases.push(...resolution.cases);
    this.journals.push(...book.journals);
    this.history.push(...resolution.history);
    this.events.push(...resolution.promised);
    this.answers.push(...answers);
    for (const { state, dueAt } of resolution.claimEnds.values())
      this.promise = { state, dueAt, leaseId: null };
    return answers;
  }

  /** Balances of all accounts but the ruled one, credits less debits, from the journals alone; zeros are left out. */
  balances(): Record<string, bigint> {
    const sums: Record<string, bigint> = {};
    for (const { kind, legs } of this.journals) {
      if (kind === 'reserve' || kind === 'void') continue;
      for (const { debit, credit, amountMinor } of legs) {
        sums[debit] = (sums[debit] ?? 0n) - amountMinor;
        sums[credit] = (sums[credit] ?? 0n) + amountMinor;
      }
    }
    return Object.fromEntries(Object.entries(sums).filter(([, minor]) => minor !== 0n));
  }

  caseCodes(): string[] {
    return [...new Set(this.cases.map(({ code }) => code))].sort();
  }
}
