/**
 * What evidence about one attempt does to the books. The first attempt that paid ends the hold; money that a provider
 * moved beside that stands in suspense, once for each attempt, and a person is shown every contradiction.
 */
import { accountOf } from '../ledger/accounts.ts';
import type { Entry, RuledAccount } from '../ledger/book.ts';
import { amountInWords } from '../kit/money.ts';
import type { Outcome } from '../providers/provider.ts';
import type { Attempt } from './attempt.ts';
import { hasFact, hasMovedMoney, hasStrangeMoneyOut, utrsOf } from './fact-key.ts';
import { extraPaymentLegs, payoutLegs } from './payout-journals.ts';
import type { ApplyFact } from './resolve-command.ts';
import type { Resolution, StoredFact, Working } from './resolve-state.ts';

export type Evidence = Extract<Outcome, { kind: 'succeeded' | 'reversed' | 'rejected' }>;
type Paid = Extract<Evidence, { kind: 'succeeded' | 'reversed' }>;
type Returned = Extract<Evidence, { kind: 'reversed' }>;
type Refused = Extract<Evidence, { kind: 'rejected' }>;

/** All that one judgement needs. */
export interface Hearing {
  readonly command: ApplyFact;
  readonly working: Working;
  readonly attempt: Attempt;
  readonly resolution: Resolution;
}

export function judge(hearing: Hearing, evidence: Evidence): StoredFact['verdict'] {
  const { payout } = hearing.working;
  if (evidence.kind === 'rejected') return refused(hearing, evidence);
  if (evidence.amountMinor !== payout.amountMinor || evidence.currency !== payout.currency)
    return suspicious(hearing, 'amount_differs', {
      told: amountInWords(evidence.amountMinor, evidence.currency),
      source: hearing.command.source,
    });
  const hasEnded = payout.status !== 'processing';
  if (hasEnded && hearing.attempt.state !== 'succeeded') return extraPayment(hearing, evidence);
  const cameAndWent =
    evidence.kind === 'reversed' || hasFact(hearing.working, hearing.attempt, 'reversed');
  // Another attempt decides: nothing is left of what this one did against its refusal.
  if (hearing.attempt.state === 'rejected' && cameAndWent)
    return suspicious(hearing, 'paid_after_refusal', { utr: evidence.utr ?? '' });
  return evidence.kind === 'succeeded' ? paid(hearing, evidence) : returned(hearing, evidence);
}

function suspicious(
  { command, working, attempt, resolution }: Hearing,
  code: string,
  details: Readonly<Record<string, string>>,
): 'case' {
  const about = { ...details, attempt: String(attempt.attemptNo) };
  resolution.openCase(working, code, about, command.at);
  return 'case';
}

function paid(hearing: Hearing, evidence: Paid): StoredFact['verdict'] {
  const { command, working, attempt, resolution } = hearing;
  const { payout } = working;
  if (payout.status !== 'processing') {
    if (evidence.utr === null || evidence.utr === payout.utr) return 'noted';
    if (payout.utr !== null) return suspicious(hearing, 'second_utr', { utr: evidence.utr });
    working.change({ utr: evidence.utr });
    return 'noted';
  }
  if (attempt.state === 'rejected')
    suspicious(hearing, 'paid_after_refusal', { utr: evidence.utr ?? '' });
  const fact = `paid:${String(attempt.attemptNo)}`;
  resolution.inputs.book.post(walletOf(hearing), holdOf(working), entry(hearing, fact));
  working.setAttempt({ ...attempt, state: 'succeeded', detail: null, updatedAt: command.at });
  resolution.move(working, 'succeeded', 'paid', command.at, { utr: evidence.utr, remarks: null });
  return 'applied';
}

function refused(hearing: Hearing, evidence: Refused): StoredFact['verdict'] {
  const { command, working, attempt, resolution } = hearing;
  const { payout } = working;
  if (attempt.state === 'succeeded')
    return suspicious(hearing, 'refused_after_success', { code: evidence.code });
  if (payout.status !== 'processing' || attempt !== working.latest) return 'noted';
  const { code } = evidence;
  // Rule U11: money moved, if of another amount or by another attempt, so a refusal is no proof that nothing did.
  if (hasMovedMoney(working, attempt) || hasStrangeMoneyOut(working))
    return suspicious(hearing, 'refused_after_success', { code });
  working.setAttempt({ ...attempt, state: 'rejected', detail: code, updatedAt: command.at });
  if (command.policy.otherRailCodes.has(code)) {
    const tried = new Set(working.attempts.map(({ rail }) => rail));
    if (command.policy.chooseRail(payout, tried).rail !== undefined) return 'applied';
  }
  resolution.inputs.book.void(
    walletOf(hearing),
    holdOf(working),
    entry(hearing, `refused:${code}`),
  );
  resolution.move(working, 'failed', code, command.at, { remarks: evidence.message });
  return 'applied';
}

/** Rule U10: accepted at any age, once. A reversal seen before its success implies it. */
function returned(hearing: Hearing, evidence: Returned): StoredFact['verdict'] {
  const { command, working, resolution } = hearing;
  const { reversalReference } = evidence;
  if (working.payout.status === 'reversed')
    return suspicious(hearing, 'second_return', { reversalReference });
  paid(hearing, evidence);
  resolution.inputs.book.reverse(
    walletOf(hearing),
    entry(hearing, `returned:${reversalReference}`),
  );
  resolution.move(working, 'reversed', 'returned', command.at, { remarks: 'Returned by the bank' });
  return 'applied';
}

/**
 * Rule U9: a provider paid although the payout had failed or another attempt had paid it. The merchant, whose money is
 * where it belongs, is never taken negative: the loss stands in suspense until a person or a return ends it.
 */
function extraPayment(hearing: Hearing, evidence: Paid): StoredFact['verdict'] {
  const { command, working, attempt, resolution } = hearing;
  const { book } = resolution.inputs;
  const subjectId = working.payout.payoutId;
  const legs = extraPaymentLegs(working.payout);
  const { at } = command;
  const code = working.payout.status === 'failed' ? 'paid_after_failure' : 'paid_twice';
  const utr = evidence.utr ?? '';
  const wasReturned = hasFact(working, attempt, 'reversed');
  if (evidence.kind === 'succeeded') {
    if (paidBefore(hearing))
      return isAnotherPayment(hearing, evidence)
        ? suspicious(hearing, 'second_utr', { utr })
        : 'noted';
    // The return has told of it already.
    if (wasReturned) return 'noted';
    const fact = `extra_payment:${String(attempt.attemptNo)}`;
    book.record(walletOf(hearing), { subjectId, fact, legs, at });
    return suspicious(hearing, code, { utr });
  }
  const { reversalReference } = evidence;
  if (wasReturned) return suspicious(hearing, 'second_return', { reversalReference });
  // It came and went before it was booked: nothing is in suspense, but it was not to happen.
  if (!paidBefore(hearing)) return suspicious(hearing, code, { utr, reversalReference });
  const fact = `extra_returned:${String(attempt.attemptNo)}`;
  book.reverse(walletOf(hearing), { subjectId, fact, legs, at });
  return 'applied';
}

/** Whoever first told of it may not have known its UTR. */
function isAnotherPayment({ working, attempt }: Hearing, { utr }: Paid): boolean {
  return utr !== null && utrsOf(working, attempt).some((known) => known !== '' && known !== utr);
}

function paidBefore({ working, attempt }: Hearing): boolean {
  return hasFact(working, attempt, 'succeeded');
}

function walletOf({ working, resolution }: Hearing): RuledAccount {
  const { merchantId, currency } = working.payout;
  const wallet = resolution.inputs.book.find(merchantId, accountOf('wallet', currency));
  if (wallet === undefined) throw new RangeError('The wallet of a payout was not locked.');
  return wallet;
}

function holdOf(working: Working): bigint {
  const { reserveNo } = working.payout;
  if (reserveNo === null) throw new RangeError('A payout under way has no hold.');
  return reserveNo;
}

function entry({ command, working }: Hearing, fact: string): Entry {
  const subjectId = working.payout.payoutId;
  return { subjectId, fact, legs: payoutLegs(working.payout), at: command.at };
}
