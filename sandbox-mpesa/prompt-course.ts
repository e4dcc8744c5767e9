import type { Chance } from '../sandbox-bank/chance.ts';
import { UNKNOWN_CODE } from './behaviours.ts';
import { phone, WORKING, type Book } from './book.ts';
import type { Callbacks } from './callbacks.ts';
import { MOST_A_DAY } from './codes.ts';
import type { Prompt, Prompts } from './prompts.ts';
import { promptCallback, receiptOf } from './results.ts';
import { dayOf } from './times.ts';

type Parts = { book: Book; prompts: Prompts; callbacks: Callbacks; chance: Chance };

/** How a prompt goes on. All of it belongs inside a transaction. */
export type PromptCourse = {
  /** What is due by itself: the steering word, a rule, or the end of its time. */
  step(prompt: Prompt, at: number): Prompt;
  /** The customer has answered: '0' pays, every other code refuses. */
  answer(prompt: Prompt, code: string, at: number): Prompt;
};

export function openPromptCourse({ book, prompts, callbacks, chance }: Parts): PromptCourse {
  const announce = (prompt: Prompt, code: string, at: number) => {
    const { behaviour, callbackUrl, delayMs } = prompt;
    if (behaviour === 'callback-none') return;
    const extra = behaviour === 'wrong-amount' ? 1n : 0n;
    const dueAt = behaviour === 'callback-late' ? at + delayMs : at;
    const body = promptCallback(prompt, code, extra);
    const first = callbacks.add(callbackUrl, body, dueAt);
    if (behaviour === 'callback-twice') callbacks.add(callbackUrl, body, dueAt, first);
    if (behaviour === 'callback-out-of-order')
      callbacks.add(callbackUrl, promptCallback(prompt, '1037'), dueAt, first);
  };
  const idle = { nextStep: null, dueAt: null } as const;

  const refuse = (prompt: Prompt, code: string, at: number) => {
    const refused = { ...prompt, ...idle, status: 'refused', resultCode: code } as const;
    announce(prompts.save({ ...refused, shownCode: null, updatedAt: at }), code, at);
    return refused;
  };
  /** Tells something else first, and does `nextStep` after the delay. */
  const pretend = (prompt: Prompt, code: string, nextStep: string, at: number) => {
    const dueAt = at + prompt.delayMs;
    const shown = prompts.save({ ...prompt, shownCode: code, nextStep, dueAt, updatedAt: at });
    announce(shown, code, at);
    return shown;
  };
  const pay = (prompt: Prompt, at: number) => {
    const { msisdn, amount, behaviour } = prompt;
    if (behaviour === 'refuse') return refuse(prompt, prompt.code ?? '1', at);
    if (behaviour === 'refuse-then-pay' && prompt.shownCode === null)
      return pretend(prompt, prompt.code ?? '1037', 'pay', at);
    if (book.spentSince(phone(msisdn), dayOf(at)) + amount > MOST_A_DAY)
      return refuse(prompt, '4', at);
    const receipt = receiptOf(chance, 'prompt', prompt.seq);
    const move = {
      kind: 'deposit',
      receipt,
      from: phone(msisdn),
      to: WORKING,
      amount,
      at,
    } as const;
    if (book.move(move) === null) return refuse(prompt, '1', at);
    const end = { status: 'paid', resultCode: '0', receipt, shownCode: null, ...idle } as const;
    const paid = prompts.save({ ...prompt, ...end, updatedAt: at });
    if (behaviour === 'unknown-code') return pretend(paid, UNKNOWN_CODE, 'truth', at);
    announce(paid, '0', at);
    return paid;
  };
  const answer = (prompt: Prompt, code: string, at: number) =>
    code === '0' || prompt.behaviour === 'refuse-then-pay'
      ? pay(prompt, at)
      : refuse(prompt, code, at);

  return {
    answer,
    step(prompt, at) {
      if (prompt.nextStep !== 'truth') return answer(prompt, codeOf(prompt.nextStep), at);
      const shown = prompts.save({ ...prompt, ...idle, shownCode: null, updatedAt: at });
      announce(shown, '0', at);
      return shown;
    },
  };
}

/** A step is `pay`, or `end:` with the code of the result. */
function codeOf(step: string | null): string {
  return step?.startsWith('end:') === true ? step.slice(4) : '0';
}
