/** What is held in suspense leaves it: back to the customer, or into the wallet by the word of a person. */
import { bookGone, creditPayment, promiseRefund, type BookedPayment } from './book-payment.ts';
import { priced } from './judge-payment.ts';
import type { ApplyRefund, PayinAnswer, ReleasePayment } from './payin-command.ts';
import { payinFactKey, standingOf, type PayinFact } from './payin-fact.ts';
import type { PayinResolution, PayinWorking } from './payin-state.ts';

/** What the provider said about giving a payment back. While nobody knows, the same refund is asked for again. */
export function decideRefund(
  command: ApplyRefund,
  working: PayinWorking,
  resolution: PayinResolution,
): PayinAnswer {
  const { order, outcome, provider, at, againAt } = command;
  const { merchantId, outboxId, leaseId } = command;
  const settle = (state: 'due' | 'done', dueAt: Date, error: string | null) =>
    resolution.claimEnds.push({ merchantId, outboxId, leaseId, state, dueAt, error, at });
  if (outcome.kind === 'unknown') {
    settle('due', againAt, outcome.why);
    return { kind: 'settled', note: 'nobody knows' };
  }
  settle('done', at, null);
  const facts = working.factsOf(provider, order.paymentId);
  const standing = standingOf(facts);
  const isRefund = outcome.kind === 'refunded';
  const kind = isRefund ? 'refunded' : 'refund_refused';
  const about = {
    provider,
    paymentId: order.paymentId,
    kind,
    amountMinor: order.amountMinor,
  } as const;
  const factKey = payinFactKey(about, order.currency, order.refundId);
  if (working.has(factKey)) return { kind: 'settled', note: 'nothing new' };
  const isGone = standing === 'gone';
  const { paymentId } = order;
  if (isRefund) {
    // A provider may refuse a refund and do it all the same, after another one was asked for.
    const isAnother = facts.some((fact) => fact.kind === 'refunded');
    const detail = isAnother ? `${paymentId}:${order.refundId}` : paymentId;
    bookGone(resolution, working, bookedOf(order), 'given_back', at, detail);
    // It has left before, or is in the wallet: this stands in suspense as our loss.
    if (isGone) resolution.openCase(working, 'refunded_twice', { paymentId }, at);
    if (standing === 'credited')
      resolution.openCase(working, 'refunded_after_credit', { paymentId }, at);
  }
  if (!isRefund && !isGone)
    resolution.openCase(working, 'refund_refused', { paymentId, code: outcome.code }, at);
  resolution.keep(working, {
    ...blank(working, factKey, at),
    ...about,
    source: 'reply',
    utr: isRefund ? outcome.utr : null,
    code: isRefund ? null : outcome.code,
    message: isRefund ? null : outcome.message,
    verdict: isRefund ? 'applied' : isGone ? 'noted' : 'case',
  });
  return { kind: 'settled', note: kind };
}

export function decideRelease(
  command: ReleasePayment,
  working: PayinWorking,
  resolution: PayinResolution,
): PayinAnswer {
  const { paymentId, to, at, actor, note } = command;
  const { payin } = working;
  const received = working.facts.find(
    (fact) => fact.paymentId === paymentId && fact.kind === 'received',
  );
  if (received === undefined) return { kind: 'refused', why: 'There is no such payment.' };
  const { provider, amountMinor } = received;
  if (standingOf(working.factsOf(provider, paymentId)) !== 'held')
    return { kind: 'refused', why: 'The payment is not held.' };
  const currency = payin?.currency ?? 'INR';
  const payment = { ...received, currency };
  const about = { provider, paymentId, kind: 'released', amountMinor } as const;
  const key = `${to} ${String(working.facts.length)}`;
  const fact = {
    ...blank(working, payinFactKey(about, currency, key), at),
    ...about,
    source: 'operator',
    utr: received.utr,
    payerVpa: received.payerVpa,
    code: actor,
    message: note,
  } as const;
  if (to === 'customer') {
    promiseRefund(resolution, working, provider, payment, at);
    resolution.keep(working, { ...fact, verdict: 'giving_back' });
    return { kind: 'settled', note: 'giving back' };
  }
  if (payin === undefined || payin.status === 'reversed')
    return { kind: 'refused', why: 'Its pay-in cannot be paid any more; give it back.' };
  const judgement = priced(payin, payment, 'released');
  if (judgement.kind !== 'credit')
    return { kind: 'refused', why: 'The payment does not cover its own fee.' };
  const { quote, because } = judgement;
  const credit = { from: 'suspense', quote, because, at } as const;
  creditPayment(resolution, working, payin, payment, credit);
  resolution.keep(working, { ...fact, ...quote, verdict: 'credited' });
  return { kind: 'settled', note: 'credited' };
}

function bookedOf(order: ApplyRefund['order']): BookedPayment {
  const { paymentId, amountMinor, currency } = order;
  return { paymentId, amountMinor, currency, utr: null, payerVpa: null };
}

function blank({ merchantId, payinId }: PayinWorking, factKey: string, seenAt: Date) {
  const nothing = { feeMinor: 0n, gstMinor: 0n, utr: null, payerVpa: null } as const;
  return { merchantId, payinId, factKey, seenAt, ...nothing } satisfies Partial<PayinFact>;
}
