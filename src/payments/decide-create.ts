/**
 * Decides a batch of new payouts against what was loaded under the merchants' locks.
 * Pure: no clock, no chance, no I/O. One bad command never touches its neighbours: a refusal is an answer.
 */
import { accountOf } from '../ledger/accounts.ts';
import type { Book } from '../ledger/book.ts';
import {
  daySpendingKey,
  identityFields,
  likenessOf,
  referenceKey,
  type AnsweredPayout,
  type CreateAnswer,
  type CreatePayout,
} from './create-payout.ts';
import type { NewOrder } from './orders.ts';
import { payoutLegs } from './payout-journals.ts';
import type { Payout } from './payout.ts';
import { quoteFee } from './quote.ts';
import { nothingOff, type OffSwitches } from '../switches/off-switches.ts';
import { isPayoutOff, type Carriers } from './switched-off.ts';
import type { NewXprizoTransaction } from './xprizo-transactions.ts';

export interface CreateState {
  readonly book: Book;
  /** Earlier payouts by `referenceKey`. */
  readonly byReference: ReadonlyMap<string, Payout>;
  /** Keys that transfers have spent: whoever is paid by one is no beneficiary of a payout. */
  readonly spent?: ReadonlySet<string>;
  /** Likenesses seen in the last ten minutes, those of failed payouts included. */
  readonly recentLikenesses: ReadonlySet<string>;
  /** By `daySpendingKey`: what was paid out on the day of the caps, failed payouts left out. */
  readonly paidToday?: ReadonlyMap<string, bigint>;
  /** What an operator has switched off, and who would carry the payouts. */
  readonly off?: OffSwitches;
  readonly carriers?: Carriers;
}

export interface CreateDecision {
  readonly answers: CreateAnswer[];
  /** Each is the first line of its own history, and is written with its promise if its money is held. */
  readonly payouts: Payout[];
  readonly orders: NewOrder[];
  readonly xprizo: NewXprizoTransaction[];
}

export function decideCreate(
  commands: readonly CreatePayout[],
  state: CreateState,
): CreateDecision {
  const decision: CreateDecision = { answers: [], payouts: [], orders: [], xprizo: [] };
  const byReference = new Map<string, AnsweredPayout>(state.byReference);
  const likenesses = new Set(state.recentLikenesses);
  const paidToday = new Map(state.paidToday);
  const means = { ...state, paidToday };
  // Only a payout without a reference is ever compared by its likeness.
  const anyCompared = commands.some(({ reference }) => reference === null);
  const anyCapped = commands.some(({ caps }) => caps !== undefined);
  for (const command of commands) {
    const { merchantId, reference } = command;
    const key = reference === null ? undefined : referenceKey(merchantId, reference);
    const answer =
      (key === undefined
        ? refuseAlike(command, likenesses)
        : refuseOrReplay(command, {
            spent: state.spent?.has(key),
            earlier: byReference.get(key),
          })) ?? make(command, means, decision);
    decision.answers.push(answer);
    if (!('payout' in answer) || answer.kind === 'replayed') continue;
    if (key !== undefined) byReference.set(key, answer.payout);
    if (anyCompared) likenesses.add(likenessOf(command));
    if (answer.kind !== 'created' || !anyCapped) continue;
    const spending = daySpendingKey(command);
    paidToday.set(spending, (paidToday.get(spending) ?? 0n) + command.amountMinor);
  }
  return decision;
}

function refuseAlike(
  command: CreatePayout,
  likenesses: ReadonlySet<string>,
): CreateAnswer | undefined {
  const looksAlike = command.nearDuplicateGuard && likenesses.has(likenessOf(command));
  return looksAlike ? { kind: 'near_duplicate' } : undefined;
}

/** What is known of the command's reference. */
interface Earlier {
  readonly spent: boolean | undefined;
  readonly earlier: AnsweredPayout | undefined;
}

function refuseOrReplay(
  command: CreatePayout,
  { spent, earlier }: Earlier,
): CreateAnswer | undefined {
  if (spent === true) return { kind: 'reference_conflict', fields: ['beneficiaryAccountNumber'] };
  if (earlier === undefined) return undefined;
  const fields = identityFields.filter((field) => earlier[field] !== command[field]);
  return fields.length > 0
    ? { kind: 'reference_conflict', fields }
    : { kind: 'replayed', payout: earlier };
}

interface Means extends Pick<CreateState, 'book' | 'off' | 'carriers'> {
  readonly paidToday: ReadonlyMap<string, bigint>;
}

/** But for the Xprizo contract a payout comes of whatever could be paid at all: the reference of a refused one is spent, so that a late duplicate can never pay. */
function make(
  command: CreatePayout,
  { book, paidToday, off = nothingOff, carriers = {} }: Means,
  decision: CreateDecision,
): CreateAnswer {
  const { currency, at } = command;
  if (command.isServed === false || isPayoutOff(off, command, carriers))
    return { kind: 'not_served' };
  const wallet = book.find(command.merchantId, accountOf('wallet', currency));
  if (wallet === undefined) throw new RangeError('The merchant has no wallet in this currency.');
  const quote = quoteFee({ minor: command.amountMinor, currency }, command.feePlan);
  const legs = payoutLegs({ ...quote, currency, amountMinor: command.amountMinor });
  const isCapped = exceedsCaps(command, paidToday);
  const entry = { subjectId: command.payoutId, fact: 'payout.created', legs, at };
  const reserveNo = isCapped ? undefined : book.reserve(wallet, entry);
  const refusal = isCapped
    ? 'limit_exceeded'
    : reserveNo === undefined
      ? 'insufficient_funds'
      : undefined;
  if (refusal !== undefined && command.xprizo !== undefined) return { kind: 'not_covered' };
  const payout = newPayout(command, quote, reserveNo ?? null, refusal);
  decision.payouts.push(payout);
  if (command.details !== undefined)
    decision.orders.push({
      merchantId: payout.merchantId,
      orderId: payout.payoutId,
      direction: 'out',
      details: command.details,
      at,
    });
  if (command.xprizo !== undefined)
    decision.xprizo.push({
      merchantId: payout.merchantId,
      transactionId: payout.payoutId,
      reference: command.reference ?? '',
      details: command.xprizo,
      at,
    });
  // The reference of a refused payout is spent, and so is its likeness for a while: a late duplicate can never pay after a top-up.
  return { kind: refusal ?? 'created', payout };
}

function exceedsCaps(command: CreatePayout, paidToday: Means['paidToday']): boolean {
  const { caps, amountMinor } = command;
  if (caps === undefined) return false;
  if (caps.orderMinor !== null && amountMinor > caps.orderMinor) return true;
  if (caps.dayMinor === null) return false;
  return (paidToday.get(daySpendingKey(command)) ?? 0n) + amountMinor > caps.dayMinor;
}

const refusals = {
  insufficient_funds: 'Insufficient wallet balance',
  limit_exceeded: 'Payout limit exceeded',
} as const;

function newPayout(
  command: CreatePayout,
  quote: { readonly feeMinor: bigint; readonly gstMinor: bigint },
  reserveNo: bigint | null,
  refusal: keyof typeof refusals | undefined,
): Payout {
  return {
    merchantId: command.merchantId,
    payoutId: command.payoutId,
    version: 1,
    status: refusal === undefined ? 'queued' : 'failed',
    statusReason: refusal ?? 'accepted',
    contract: command.contract,
    transactionNumber: command.transactionNumber,
    reference: command.reference,
    beneficiaryName: command.beneficiaryName,
    beneficiaryAccountNumber: command.beneficiaryAccountNumber,
    beneficiaryIfsc: command.beneficiaryIfsc,
    beneficiaryVpa: command.beneficiaryVpa,
    beneficiaryMobile: command.beneficiaryMobile,
    wishedRail: command.wishedRail,
    currency: command.currency,
    amountMinor: command.amountMinor,
    feeMinor: quote.feeMinor,
    gstMinor: quote.gstMinor,
    reserveNo,
    rail: null,
    utr: null,
    remarks: refusal === undefined ? null : refusals[refusal],
    createdAt: command.at,
    updatedAt: null,
  };
}
