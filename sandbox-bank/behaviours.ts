import { REFUSAL_CODES, type RefusalCode } from './refusals.ts';

/** In the order of their magic numbers: the first is 01. Append only, numbers are published. */
const BEHAVIOURS = [
  'refuse',
  'refuse-after-accept',
  'execute-then-drop',
  'timeout-before',
  'timeout-after',
  'error-after',
  'error-before',
  'refuse-then-execute',
  'answer-twice',
  'callback-before-reply',
  'callback-late',
  'callback-out-of-order',
  'callback-none',
  'wrong-amount',
  'unknown-code',
  'bad-json',
  'huge-body',
  'slow-body',
  'not-found-for',
  'reverse-later',
  'unauthorised',
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** A behaviour with its details, chosen for one request. `delayMs` null: the behaviour's own. */
export type Mischief = { behaviour: Behaviour; delayMs: number | null; code: RefusalCode };

/** Behaviours that leave no trace of the submit in the book. */
const UNRECORDED = ['timeout-before', 'error-before', 'unauthorised'] as const;
export type Unrecorded = (typeof UNRECORDED)[number];

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

const DEFAULT_DELAY_MS: Partial<Record<Behaviour, number>> = {
  'timeout-before': 600_000,
  'timeout-after': 600_000,
  'callback-before-reply': 5_000,
  'callback-late': 10_000,
  'unknown-code': 10_000,
  'slow-body': 60_000,
  'not-found-for': 10_000,
  'reverse-later': 10_000,
};

/** The delay of a chosen behaviour: what the rule says, else the behaviour's own. */
export function delayOf(mischief: Pick<Mischief, 'behaviour' | 'delayMs'>): number {
  return mischief.delayMs ?? DEFAULT_DELAY_MS[mischief.behaviour] ?? 0;
}

const MAGIC = /^99900(\d{2})(\d?)/;

/** What a magic account number asks for; null for every other account. The digit after the behaviour's number picks the refusal code. */
export function magicOf(accountNumber: string): Mischief | null {
  const parts = MAGIC.exec(accountNumber);
  const behaviour = parts === null ? undefined : BEHAVIOURS[Number(parts[1]) - 1];
  if (behaviour === undefined) return null;
  const code = REFUSAL_CODES[Number(parts?.[2] || '0')] ?? REFUSAL_CODES[0];
  return { behaviour, delayMs: null, code };
}

export function isBehaviour(word: unknown): word is Behaviour {
  return BEHAVIOURS.some((behaviour) => behaviour === word);
}

export function isUnrecorded(word: Behaviour): word is Unrecorded {
  return UNRECORDED.some((behaviour) => behaviour === word);
}
