import {
  delayOf as bankDelayOf,
  type Behaviour as BankBehaviour,
} from '../sandbox-bank/behaviours.ts';
import type { Spoiling } from '../sandbox-bank/reply.ts';

/** These ruin the answer on its way out, in the same ways as the sandbox bank. */
const SPOILING = [
  'execute-then-drop',
  'timeout-before',
  'timeout-after',
  'error-before',
  'error-after',
  'bad-json',
  'huge-body',
  'slow-body',
  'unauthorised',
] as const satisfies readonly BankBehaviour[];

/** These show in callbacks, in enquiries or in the money. */
const LATER = [
  'decline-then-capture',
  'answer-twice',
  'callback-late',
  'callback-out-of-order',
  'callback-none',
  'wrong-amount',
  'unknown-code',
  'not-found-for',
  'dispute-later',
] as const;

export type Behaviour = (typeof SPOILING)[number] | (typeof LATER)[number];

/** A behaviour chosen for one request. `delayMs` null: the behaviour's own. */
export type Mischief = { behaviour: Behaviour; delayMs: number | null };

/** Behaviours that leave no trace of the authorisation in the book. */
export const UNRECORDED: readonly Behaviour[] = ['timeout-before', 'error-before', 'unauthorised'];

/** Behaviours that a rule may also ask for on an enquiry: all of them only spoil the answer. */
export const ENQUIRY_BEHAVIOURS: readonly Behaviour[] = [
  'timeout-before',
  'error-before',
  'unauthorised',
  'bad-json',
  'huge-body',
  'slow-body',
  'not-found-for',
];

const LATER_DELAY_MS = 10_000;

export function delayOf(mischief: Mischief): number {
  const spoiling = spoilingOf(mischief);
  return spoiling === null ? (mischief.delayMs ?? LATER_DELAY_MS) : bankDelayOf(spoiling);
}

/** What ruins the answer itself, or null for what shows later. */
export function spoilingOf({ behaviour, delayMs }: Mischief): Spoiling | null {
  const found = SPOILING.find((each) => each === behaviour);
  return found === undefined ? null : { behaviour: found, delayMs };
}

export function isBehaviour(word: unknown): word is Behaviour {
  return [...SPOILING, ...LATER].some((behaviour) => behaviour === word);
}
