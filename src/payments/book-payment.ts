/** What a payment of a customer does to the books and to its pay-in. */
import type { Currency } from '../kit/money.ts';
import type { RefundOrder } from '../providers/collection.ts';
import { refundReference } from '../providers/references.ts';
import { creditLegs, goneLegs, heldLegs } from './payin-journals.ts';
import { standingOf, type PayinFact } from './payin-fact.ts';
import type { PayinResolution, PayinWorking } from './payin-state.ts';
import type { Payin } from './payin.ts';
import type { Quote } from './quote.ts';

export interface BookedPayment {
  readonly paymentId: string;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly utr: string | null;
  readonly payerVpa: string | null;
}

/** Into the wallet, less fee and tax; the pay-in has succeeded, or has received one more. */
export function creditPayment(
  resolution: PayinResolution,
  working: PayinWorking,
  payin: Payin,
  payment: BookedPayment,
  credit: {
    readonly from: 'payin_clearing' | 'suspense';
    readonly quote: Quote;
    readonly because: string;
    readonly at: Date;
  },
): void {
  const { from, quote, because, at } = credit;
  const { amountMinor, currency } = payment;
  const verb = from === 'suspense' ? 'released' : 'credited';
  const legs = creditLegs(from, { ...quote, amountMinor, currency });
  record(resolution, working, payment, `${verb}:${payment.paymentId}`, legs, at);
  const isFirst = payin.receivedMinor === 0n;
  resolution.move(working, 'succeeded', because, at, {
    receivedMinor: payin.receivedMinor + amountMinor,
    feeMinor: isFirst ? quote.feeMinor : payin.feeMinor + quote.feeMinor,
    gstMinor: isFirst ? quote.gstMinor : payin.gstMinor + quote.gstMinor,
    remarks: null,
    ...(isFirst && { utr: payment.utr, payerVpa: payment.payerVpa }),
  });
}

/** It is here and nobody's yet. */
export function holdPayment(
  resolution: PayinResolution,
  working: PayinWorking,
  payment: BookedPayment,
  at: Date,
): void {
  record(resolution, working, payment, `held:${payment.paymentId}`, heldLegs(payment), at);
}

/** The promise to give back what is held. The provider de-duplicates on its id. */
export function promiseRefund(
  resolution: PayinResolution,
  working: PayinWorking,
  provider: string,
  { paymentId, amountMinor, currency, utr }: BookedPayment,
  at: Date,
): void {
  const { merchantId, payinId, payin } = working;
  const about: RefundPromise = {
    ...{ provider, paymentId, amountMinor: String(amountMinor), currency },
    ...(utr !== null && { utr }),
  };
  resolution.promised.push({
    merchantId,
    outboxId: resolution.inputs.makeId(),
    topic: 'refund',
    subjectId: payinId,
    subjectVersion: payin?.version ?? 1,
    target: '',
    payload: JSON.stringify(about),
    at,
  });
}

/** What the payload of a refund's promise says. */
export interface RefundPromise {
  readonly provider: string;
  readonly paymentId: string;
  /** Digits. */
  readonly amountMinor: string;
  readonly currency: Currency;
  readonly utr?: string;
}

/** `outboxId`: of the promise. The same order whoever makes it, and however often. */
export function refundOrderOf(
  { paymentId, amountMinor, currency, utr }: RefundPromise,
  outboxId: string,
  merchantNo: number,
): RefundOrder {
  return {
    refundId: outboxId.replaceAll('-', ''),
    reference: refundReference(merchantNo, outboxId),
    ...{ paymentId, amountMinor: BigInt(amountMinor), currency, utr: utr ?? null },
  };
}

/** What was held, or was never ours to give, has left. */
export function bookGone(
  resolution: PayinResolution,
  working: PayinWorking,
  payment: BookedPayment,
  verb: 'given_back' | 'held_returned' | 'uncovered',
  at: Date,
  /** Tells apart what happens to one payment more than once. */
  detail = payment.paymentId,
): void {
  record(resolution, working, payment, `${verb}:${detail}`, goneLegs(payment), at);
}

/**
 * The provider takes a credited payment back. Out of the wallet, with fee and tax given back to the merchant; what the
 * wallet does not cover stands in suspense and the answer is false.
 */
export function takeBack(
  resolution: PayinResolution,
  working: PayinWorking,
  payin: Payin,
  payment: BookedPayment,
  credited: PayinFact,
  at: Date,
): boolean {
  const wallet = resolution.walletOf(working, payin.currency);
  const { amountMinor, feeMinor, gstMinor } = credited;
  const isLast = !keepsAnother(working, credited);
  const net = amountMinor - feeMinor - gstMinor;
  const isCovered = wallet.postedMinor - wallet.heldMinor >= net;
  if (isCovered) {
    const legs = creditLegs('payin_clearing', { ...credited, currency: payin.currency });
    const fact = `returned:${payment.paymentId}`;
    resolution.inputs.book.reverse(wallet, { subjectId: payin.payinId, fact, legs, at });
  } else bookGone(resolution, working, payment, 'uncovered', at);
  if (isLast) resolution.move(working, 'reversed', 'returned', at);
  else if (isCovered)
    resolution.move(working, payin.status, 'payment_returned', at, {
      receivedMinor: payin.receivedMinor - amountMinor,
      feeMinor: payin.feeMinor - feeMinor,
      gstMinor: payin.gstMinor - gstMinor,
    });
  return isCovered;
}

/** What was taken back uncovered still counts as received, so the sum cannot say which payment is the last. */
function keepsAnother(working: PayinWorking, { provider, paymentId }: PayinFact): boolean {
  const others = working.facts.filter(
    (fact) => fact.provider === provider && fact.paymentId !== paymentId,
  );
  return others.some(
    (fact) => standingOf(working.factsOf(provider, fact.paymentId)) === 'credited',
  );
}

function record(
  resolution: PayinResolution,
  working: PayinWorking,
  { currency }: BookedPayment,
  fact: string,
  legs: ReturnType<typeof creditLegs>,
  at: Date,
): void {
  const wallet = resolution.walletOf(working, currency);
  resolution.inputs.book.record(wallet, { subjectId: working.payinId, fact, legs, at });
}
