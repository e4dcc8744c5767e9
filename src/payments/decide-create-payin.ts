/**
 * Decides a batch of new pay-ins against what was loaded under the merchants' locks. Pure; a pay-in holds nothing, so
 * the books are not touched.
 */
import type { Promised } from '../outbox/outbox.ts';
import { referenceKey } from './create-payout.ts';
import {
  payinIdentityFields,
  usualMethod,
  type CreatePayin,
  type CreatePayinAnswer,
} from './create-payin.ts';
import type { NewOrder } from './orders.ts';
import { nextPayinEnquiryAt } from './payin-schedule.ts';
import type { Payin, PayinHistoryEntry } from './payin.ts';
import { nothingOff, type OffSwitches } from '../switches/off-switches.ts';
import { planAt, quoteFee } from './quote.ts';
import { isPayinOff } from './switched-off.ts';
import type { NewXprizoTransaction } from './xprizo-transactions.ts';

export interface CreatePayinDecision {
  readonly answers: CreatePayinAnswer[];
  readonly payins: Payin[];
  readonly history: PayinHistoryEntry[];
  readonly orders: NewOrder[];
  readonly xprizo: NewXprizoTransaction[];
  readonly promised: Promised[];
}

/** By `referenceKey`: `earlier` are pay-ins, `spent` what requests for money from other wallets have spent. */
export function decideCreatePayin(
  commands: readonly CreatePayin[],
  earlier: ReadonlyMap<string, Payin>,
  spent: ReadonlySet<string> = new Set(),
  off: OffSwitches = nothingOff,
): CreatePayinDecision {
  const decision: CreatePayinDecision = {
    answers: [],
    payins: [],
    history: [],
    orders: [],
    xprizo: [],
    promised: [],
  };
  const byReference = new Map(earlier);
  for (const command of commands) {
    const key = referenceKey(command.merchantId, command.reference);
    const found = byReference.get(key);
    const answer = spent.has(key)
      ? ({ kind: 'reference_conflict', fields: [] } as const)
      : found === undefined
        ? create(command, off, decision)
        : compare(command, found);
    decision.answers.push(answer);
    if (answer.kind === 'created') byReference.set(key, answer.payin);
  }
  return decision;
}

function compare(command: CreatePayin, found: Payin): CreatePayinAnswer {
  const asked = { ...command, method: command.method ?? usualMethod };
  const fields = payinIdentityFields.filter((field) => found[field] !== asked[field]);
  return fields.length > 0
    ? { kind: 'reference_conflict', fields }
    : { kind: 'replayed', payin: found };
}

function create(
  command: CreatePayin,
  off: OffSwitches,
  decision: CreatePayinDecision,
): CreatePayinAnswer {
  const { merchantId, payinId, currency, amountMinor, at, expiresAt, details } = command;
  if (command.isServed === false) return { kind: 'not_served' };
  const feePlan = planAt(amountMinor, command.feePlan);
  const quote = quoteFee({ minor: amountMinor, currency }, feePlan);
  if (quote.feeMinor + quote.gstMinor >= amountMinor) return { kind: 'fee_exceeds_amount' };
  if (isPayinOff(off, command)) return { kind: 'not_served' };
  const payin: Payin = {
    merchantId,
    payinId,
    version: 1,
    status: 'created',
    statusReason: 'accepted',
    contract: command.contract,
    method: command.method ?? usualMethod,
    transactionNumber: command.transactionNumber,
    reference: command.reference,
    currency,
    amountMinor,
    ...quote,
    feePlan,
    ...command.place,
    promptId: null,
    challengeUrl: null,
    expiresAt,
    receivedMinor: 0n,
    utr: null,
    payerVpa: null,
    remarks: null,
    createdAt: at,
    updatedAt: null,
  };
  const about = { merchantId, payinId, version: 1 };
  decision.payins.push(payin);
  decision.history.push({
    ...about,
    fromStatus: null,
    toStatus: 'created',
    because: 'accepted',
    at,
  });
  if (details !== null)
    decision.orders.push({ merchantId, orderId: payinId, direction: 'in', details, at });
  if (command.xprizo !== undefined) {
    const { reference, xprizo } = command;
    decision.xprizo.push({ merchantId, transactionId: payinId, reference, details: xprizo, at });
  }
  decision.promised.push({
    merchantId,
    outboxId: payinId,
    topic: 'payin',
    subjectId: payinId,
    subjectVersion: 1,
    target: '',
    payload: null,
    at,
    dueAt: nextPayinEnquiryAt(payin, at, 0),
  });
  return { kind: 'created', payin };
}
