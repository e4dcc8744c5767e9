/**
 * Decides a batch of new payouts against what was loaded under the merchants' locks.
 * Pure: no clock, no chance, no I/O. One bad command never touches its neighbours: a refusal is an answer.
 */
import { accountOf } from '../ledger/accounts.ts';
import type { Book } from '../ledger/book.ts';
import type { Promised } from '../outbox/outbox.ts';
import {
  identityFields,
  likenessOf,
  referenceKey,
  type CreateAnswer,
  type CreatePayout,
} from './create-payout.ts';
import { payoutLegs } from './payout-journals.ts';
import type { HistoryEntry, Payout } from './payout.ts';
import { quoteFee } from './quote.ts';

export interface CreateState {
  readonly book: Book;
  /** Earlier payouts by `referenceKey`. */
  readonly byReference: ReadonlyMap<string, Payout>;
  /** Likenesses seen in the last ten minutes. */
  readonly recentLikenesses: ReadonlySet<string>;
}

export interface CreateDecision {
  readonly answers: CreateAnswer[];
  readonly payouts: Payout[];
  readonly history: HistoryEntry[];
  readonly promised: Promised[];
}

export function decideCreate(
  commands: readonly CreatePayout[],
  state: CreateState,
): CreateDecision {
  const decision: CreateDecision = { answers: [], payouts: [], history: [], promised: [] };
  const byReference = new Map(state.byReference);
  const likenesses = new Set(state.recentLikenesses);
  for (const command of commands) {
    const answer =
      refuseOrReplay(command, byReference, likenesses) ?? hold(command, state.book, decision);
    decision.answers.push(answer);
    if (answer.kind !== 'created' && answer.kind !== 'insufficient_funds') continue;
    if (command.reference !== null)
      byReference.set(referenceKey(command.merchantId, command.reference), answer.payout);
    if (answer.kind === 'created') likenesses.add(likenessOf(command));
  }
  return decision;
}

function refuseOrReplay(
  command: CreatePayout,
  byReference: ReadonlyMap<string, Payout>,
  likenesses: ReadonlySet<string>,
): CreateAnswer | undefined {
  if (command.reference === null) {
    const looksAlike = command.nearDuplicateGuard && likenesses.has(likenessOf(command));
    return looksAlike ? { kind: 'near_duplicate' } : undefined;
  }
  const earlier = byReference.get(referenceKey(command.merchantId, command.reference));
  if (earlier === undefined) return undefined;
  const fields = identityFields.filter((field) => earlier[field] !== command[field]);
  return fields.length > 0
    ? { kind: 'reference_conflict', fields }
    : { kind: 'replayed', payout: earlier };
}

function hold(command: CreatePayout, book: Book, decision: CreateDecision): CreateAnswer {
  const { currency, at } = command;
  const wallet = book.find(command.merchantId, accountOf('wallet', currency));
  if (wallet === undefined) throw new RangeError('The merchant has no wallet in this currency.');
  const quote = quoteFee({ minor: command.amountMinor, currency }, command.feePlan);
  const legs = payoutLegs({ ...quote, currency, amountMinor: command.amountMinor });
  const reserveNo = book.reserve(wallet, {
    subjectId: command.payoutId,
    fact: 'payout.created',
    legs,
    at,
  });
  const payout = newPayout(command, quote, reserveNo ?? null);
  decision.payouts.push(payout);
  decision.history.push({
    merchantId: payout.merchantId,
    payoutId: payout.payoutId,
    version: 1,
    fromStatus: null,
    toStatus: payout.status,
    because: payout.statusReason,
    at,
  });
  // The reference of a refused payout is spent, so that a late duplicate can never pay after a top-up.
  if (reserveNo === undefined) return { kind: 'insufficient_funds', payout };
  decision.promised.push({
    merchantId: payout.merchantId,
    outboxId: payout.payoutId,
    topic: 'payout',
    subjectId: payout.payoutId,
    subjectVersion: 1,
    target: '',
    payload: null,
    at,
  });
  return { kind: 'created', payout };
}

function newPayout(
  command: CreatePayout,
  quote: { readonly feeMinor: bigint; readonly gstMinor: bigint },
  reserveNo: bigint | null,
): Payout {
  const refused = reserveNo === null;
  return {
    merchantId: command.merchantId,
    payoutId: command.payoutId,
    version: 1,
    status: refused ? 'failed' : 'queued',
    statusReason: refused ? 'insufficient_funds' : 'accepted',
    contract: command.contract,
    transactionNumber: command.transactionNumber,
    reference: command.reference,
    beneficiaryName: command.beneficiaryName,
    beneficiaryAccountNumber: command.beneficiaryAccountNumber,
    beneficiaryIfsc: command.beneficiaryIfsc,
    currency: command.currency,
    amountMinor: command.amountMinor,
    feeMinor: quote.feeMinor,
    gstMinor: quote.gstMinor,
    reserveNo,
    rail: null,
    utr: null,
    remarks: refused ? 'Insufficient wallet balance' : null,
    createdAt: command.at,
    updatedAt: null,
  };
}
