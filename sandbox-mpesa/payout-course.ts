import type { Chance } from '../sandbox-bank/chance.ts';
import { UNKNOWN_CODE } from './behaviours.ts';
import { phone, UTILITY, WORKING, type Book } from './book.ts';
import type { Callbacks } from './callbacks.ts';
import { LEAST_PAYOUT, MOST_A_DAY, MOST_AT_ONCE, MOST_IN_A_PHONE } from './codes.ts';
import type { Payout, Payouts } from './payouts.ts';
import { payoutResult } from './results.ts';
import { dayOf } from './times.ts';

type Parts = { book: Book; payouts: Payouts; callbacks: Callbacks; chance: Chance };

/** Takes the step that is due; belongs inside a transaction. */
export type PayoutCourse = { step(payout: Payout, at: number): Payout };

export function openPayoutCourse({ book, payouts, callbacks, chance }: Parts): PayoutCourse {
  const announce = (payout: Payout, code: string, at: number) => {
    const { behaviour, resultUrl, timeoutUrl, delayMs } = payout;
    if (behaviour === 'callback-none') return;
    const funds = { utility: book.balance(UTILITY), working: book.balance(WORKING) };
    const style = chance.fraction('style', payout.originatorId);
    const extra = behaviour === 'wrong-amount' ? 1n : 0n;
    const dueAt = behaviour === 'callback-late' ? at + delayMs : at;
    const body = payoutResult(payout, code, funds, style, extra);
    const first = callbacks.add(resultUrl, body, dueAt);
    if (behaviour === 'callback-twice') callbacks.add(resultUrl, body, dueAt, first);
    if (behaviour === 'callback-out-of-order')
      callbacks.add(timeoutUrl, payoutResult(payout, '26', funds, style), dueAt, first);
  };
  const idle = { nextStep: null, dueAt: null } as const;

  const refuse = (payout: Payout, code: string, at: number) => {
    const end = { status: 'refused', resultCode: code, shownCode: null, ...idle } as const;
    const refused = payouts.save({ ...payout, ...end, updatedAt: at });
    announce(refused, code, at);
    return refused;
  };
  /** Tells something else first, and does `nextStep` after the delay. */
  const pretend = (payout: Payout, code: string, nextStep: string, at: number) => {
    const dueAt = at + payout.delayMs;
    const shown = payouts.save({ ...payout, shownCode: code, nextStep, dueAt, updatedAt: at });
    announce(shown, code, at);
    return shown;
  };
  const pay = (payout: Payout, at: number) => {
    const { msisdn, amount, behaviour, receipt } = payout;
    if (behaviour === 'refuse') return refuse(payout, payout.code ?? '2040', at);
    if (behaviour === 'refuse-then-pay' && payout.shownCode === null)
      return pretend(payout, payout.code ?? '2040', 'pay', at);
    const paidToday = book.paidSince(phone(msisdn), dayOf(at));
    const limit = limitOf(amount, paidToday, book.balance(phone(msisdn)));
    if (limit !== null) return refuse(payout, limit, at);
    const move = { kind: 'payout', receipt, from: UTILITY, to: phone(msisdn), amount, at } as const;
    if (book.move(move) === null) return refuse(payout, '1', at);
    const end = { status: 'paid', resultCode: '0', shownCode: null, ...idle } as const;
    const paid = payouts.save({ ...payout, ...end, updatedAt: at });
    if (behaviour === 'unknown-code') return pretend(paid, UNKNOWN_CODE, 'truth', at);
    announce(paid, '0', at);
    return paid;
  };

  return {
    step(payout, at) {
      const { nextStep } = payout;
      if (nextStep === 'pay') return pay(payout, at);
      if (nextStep?.startsWith('end:') === true) return refuse(payout, nextStep.slice(4), at);
      const shown = payouts.save({ ...payout, ...idle, shownCode: null, updatedAt: at });
      announce(shown, '0', at);
      return shown;
    },
  };
}

function limitOf(amount: bigint, paidToday: bigint, inThePhone: bigint): string | null {
  if (amount < LEAST_PAYOUT) return '2';
  if (amount > MOST_AT_ONCE) return '3';
  if (paidToday + amount > MOST_A_DAY) return '4';
  return inThePhone + amount > MOST_IN_A_PHONE ? '8' : null;
}
