/**
 * Decides what becomes of pay-ins: pure, over what was loaded under the wallets' locks. Whoever brings the news, the
 * same facts end in the same books; a payment is never lost, whatever its pay-in has become meanwhile.
 */
import { formatMoney } from '../kit/money.ts';
import { bookGone, creditPayment, holdPayment, promiseRefund, takeBack } from './book-payment.ts';
import { decideRefund, decideRelease } from './decide-refund.ts';
import { judgePayment } from './judge-payment.ts';
import type {
  AbandonCard,
  ApplyCollection,
  CancelPayin,
  ExpirePayin,
  NotePlace,
  PayinAnswer,
  PayinCommand,
} from './payin-command.ts';
import {
  creditOf,
  payinFactKey,
  standingOf,
  type PayinFact,
  type PayinVerdict,
} from './payin-fact.ts';
import { PayinResolution, type PayinInputs, type PayinWorking } from './payin-state.ts';
import type { Payin } from './payin.ts';
import type { Quote } from './quote.ts';

export interface PayinDecision {
  readonly answers: PayinAnswer[];
  readonly resolution: PayinResolution;
}

export function decidePayins(
  commands: readonly PayinCommand[],
  inputs: PayinInputs,
): PayinDecision {
  const resolution = new PayinResolution(inputs);
  const answers = commands.map((command): PayinAnswer => {
    const working = resolution.find(command.merchantId, command.payinId);
    switch (command.kind) {
      case 'news':
        return hear(command, working, resolution);
      case 'expire':
        return expire(command, working, resolution);
      case 'place':
        return notePlace(command, working);
      case 'abandon':
        return abandon(command, working, resolution);
      case 'cancel':
        return cancel(command, working, resolution);
      case 'refund':
        return decideRefund(command, working, resolution);
      case 'release':
        return decideRelease(command, working, resolution);
    }
  });
  return { answers, resolution };
}

/** All that one piece of news needs. */
interface Hearing {
  readonly command: ApplyCollection;
  readonly working: PayinWorking;
  readonly resolution: PayinResolution;
  /** What is known of the payment already. */
  readonly earlier: readonly PayinFact[];
}

interface Verdict {
  readonly verdict: PayinVerdict;
  /** Taken from the payment. */
  readonly quote?: Quote;
}

function hear(
  command: ApplyCollection,
  working: PayinWorking,
  resolution: PayinResolution,
): PayinAnswer {
  const { news, provider } = command;
  const { payment } = news;
  const factKey = payinFactKey({ ...payment, provider, kind: news.kind }, payment.currency);
  if (working.has(factKey)) return { kind: 'settled', note: 'nothing new' };
  const earlier = working.factsOf(provider, payment.paymentId);
  const { verdict, quote } = judge({ command, working, resolution, earlier });
  resolution.keep(working, factOf(command, factKey, verdict, quote));
  return working.payin === undefined
    ? { kind: 'stray', note: 'no such pay-in' }
    : { kind: 'settled', note: verdict };
}

function judge(hearing: Hearing): Verdict {
  const { command, working, earlier } = hearing;
  const { kind, payment } = command.news;
  const told = earlier.find((fact) => fact.kind === 'received');
  // What contradicts itself is booked by nobody but a person.
  if (payment.currency !== (working.payin?.currency ?? 'INR'))
    return suspicious(hearing, 'payment_differs');
  if (kind === 'failed') return failed(hearing, command.news);
  if (told !== undefined && told.amountMinor !== payment.amountMinor)
    return suspicious(hearing, 'payment_differs');
  return kind === 'received' ? received(hearing) : reversed(hearing);
}

function suspicious(
  { command, working, resolution }: Hearing,
  code: string,
  beside: Readonly<Record<string, string>> = {},
): Verdict {
  const { payment, reference } = command.news;
  const { amountMinor: minor, currency, paymentId, utr } = payment;
  const amount = `${formatMoney({ minor, currency })} ${currency}`;
  const details = { paymentId, reference, amount, source: command.source, ...beside };
  resolution.openCase(working, code, { ...details, ...(utr !== null && { utr }) }, command.at);
  return { verdict: 'case' };
}

function received(hearing: Hearing): Verdict {
  const { command, working, resolution } = hearing;
  const { news, provider, at } = command;
  const { payin } = working;
  // A provider that tells of one payment under two of our references was paid once.
  const bookedUnder = resolution.holderOf(working, provider, news.payment.paymentId);
  if (bookedUnder !== undefined) return suspicious(hearing, 'payment_of_another', { bookedUnder });
  const terms = resolution.inputs.termsOf(working.merchantId);
  const judgement = judgePayment(payin, news.payment, terms);
  if (judgement.kind === 'credit' && payin !== undefined) {
    const { quote, because } = judgement;
    const credit = { from: 'payin_clearing', quote, because, at } as const;
    creditPayment(resolution, working, payin, news.payment, credit);
    return { verdict: 'credited', quote };
  }
  holdPayment(resolution, working, news.payment, at);
  if (judgement.kind === 'give_back') {
    promiseRefund(resolution, working, provider, news.payment, at);
    return { verdict: 'giving_back' };
  }
  suspicious(hearing, judgement.kind === 'hold' ? judgement.code : 'unknown_payin');
  return { verdict: 'held' };
}

/** Ends a pay-in that nobody has paid; beside a payment it tells nothing. */
function failed(
  { command, working, resolution }: Hearing,
  news: Extract<ApplyCollection['news'], { kind: 'failed' }>,
): Verdict {
  const isUnpaid = !working.facts.some(({ kind }) => kind === 'received');
  if (working.payin?.status !== 'created' || !isUnpaid) return { verdict: 'noted' };
  const remarks = news.message === '' ? null : news.message;
  resolution.move(working, 'failed', news.code.toLowerCase(), command.at, { remarks });
  return { verdict: 'applied' };
}

function reversed(hearing: Hearing): Verdict {
  const { command, working, resolution } = hearing;
  const { at, news, provider } = command;
  const { reference, payment } = news;
  // What was taken back had come, though the news of that may be slower; told already, it changes nothing.
  hear({ ...command, news: { kind: 'received', reference, payment } }, working, resolution);
  const earlier = working.factsOf(provider, payment.paymentId);
  const standing = standingOf(earlier);
  const credited = creditOf(earlier);
  if (standing === 'held' || standing === 'giving_back') {
    bookGone(resolution, working, payment, 'held_returned', at);
    return { verdict: 'applied' };
  }
  if (standing !== 'credited' || credited === undefined || working.payin === undefined)
    return suspicious(hearing, 'reversal_without_payment');
  const { payin } = working;
  const isCovered = takeBack(resolution, working, payin, payment, credited, at);
  if (!isCovered) suspicious(hearing, 'reversal_uncovered');
  return { verdict: 'applied' };
}

/**
 * Only upon an answer that was given after the time was over: no payment made in time is passed over. Where no answer can be had any
 * more a payment may be, so a person is told to look for it.
 */
function expire(
  { askedAt, isUnanswered = false, at }: ExpirePayin,
  working: PayinWorking,
  resolution: PayinResolution,
): PayinAnswer {
  const { payin } = working;
  if (payin?.status !== 'created') return { kind: 'settled', note: 'has ended' };
  if (askedAt < payin.expiresAt) return { kind: 'refused', why: 'the time is not over' };
  if (isUnanswered)
    resolution.openCase(working, 'never_answered', { reference: payin.providerReference }, at);
  resolution.move(working, 'expired', 'time_over', at);
  return { kind: 'settled', note: 'expired' };
}

/** Before that the authorisation may still be under way, and its answer is worth more than an enquiry's. */
const cardInFlightMs = 120_000;

export function isCardYoung({ createdAt }: Pick<Payin, 'createdAt'>, at: Date): boolean {
  return at.getTime() - createdAt.getTime() < cardInFlightMs;
}

/** The acquirer has promised that nothing will be charged. */
function abandon(
  { askedAt, at }: AbandonCard,
  working: PayinWorking,
  resolution: PayinResolution,
): PayinAnswer {
  const { payin, facts } = working;
  if (payin?.status !== 'created') return { kind: 'settled', note: 'has ended' };
  if (payin.method !== 'card' || isCardYoung(payin, askedAt) || facts.length > 0)
    return { kind: 'refused', why: 'it may yet be paid' };
  const remarks = 'The card was not charged.';
  resolution.move(working, 'failed', 'never_arrived', at, { remarks });
  return { kind: 'settled', note: 'failed' };
}

function cancel(
  { at, by }: CancelPayin,
  working: PayinWorking,
  resolution: PayinResolution,
): PayinAnswer {
  const { payin, facts } = working;
  if (payin?.status !== 'created') return { kind: 'settled', note: 'has ended' };
  if (facts.length > 0) return { kind: 'refused', why: 'a payment has come' };
  const remarks = `Cancelled by the ${by ?? 'customer'}`;
  resolution.move(working, 'failed', 'cancelled', at, { remarks });
  return { kind: 'settled', note: 'cancelled' };
}

function notePlace({ promptId, challengeUrl }: NotePlace, working: PayinWorking): PayinAnswer {
  const { payin } = working;
  if (payin === undefined) return { kind: 'refused', why: 'no such pay-in' };
  const known = {
    promptId: payin.promptId ?? promptId ?? null,
    challengeUrl: payin.challengeUrl ?? challengeUrl ?? null,
  };
  working.payin = { ...payin, ...known };
  working.changed = true;
  return { kind: 'settled', note: 'noted' };
}

function factOf(
  { merchantId, payinId, provider, source, news, at: seenAt }: ApplyCollection,
  factKey: string,
  verdict: PayinVerdict,
  quote: Quote = { feeMinor: 0n, gstMinor: 0n },
): PayinFact {
  const { paymentId, amountMinor, utr, payerVpa } = news.payment;
  const { code, message } = news.kind === 'failed' ? news : { code: null, message: null };
  const about = { merchantId, payinId, factKey, provider, paymentId, source, kind: news.kind };
  return { ...about, amountMinor, ...quote, utr, payerVpa, code, message, verdict, seenAt };
}
