/** What it can be told to do wrong, and on which requests. */
export const REQUESTS = ['prompt', 'payout', 'query', 'status', 'reversal'] as const;
export type Request = (typeof REQUESTS)[number];

/** Nothing is done, and the answer says so or says nothing. */
const BEFORE = ['timeout-before', 'error-before', 'busy', 'token-killed'] as const;
/** Done, and the answer is ruined. */
const ANSWERS = ['drop-after', 'timeout-after', 'error-after', 'bad-json'] as const;
/** What comes later is wrong. */
const COURSES = [
  'refuse',
  'refuse-then-pay',
  'unknown-code',
  'wrong-amount',
  'callback-twice',
  'callback-late',
  'callback-out-of-order',
  'callback-none',
] as const;
/** A result that says there is no such payment. */
const STATUS_ONLY = ['not-found'] as const;

const BEHAVIOURS = [...BEFORE, ...ANSWERS, ...COURSES, ...STATUS_ONLY] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** A behaviour with its details, chosen for one request. */
export type Mischief = { behaviour: Behaviour; delayMs: number; code: string | null };

export function isBehaviour(word: unknown): word is Behaviour {
  return BEHAVIOURS.some((behaviour) => behaviour === word);
}

export function behavioursOn(request: Request): readonly Behaviour[] {
  if (request === 'query') return [...BEFORE, ...ANSWERS];
  if (request === 'status')
    return [...BEFORE, ...ANSWERS, 'callback-late', 'callback-none', ...STATUS_ONLY];
  if (request === 'reversal')
    return [...BEFORE, ...ANSWERS, 'refuse', 'callback-late', 'callback-none'];
  return [...BEFORE, ...ANSWERS, ...COURSES];
}

export const isBefore = (behaviour: Behaviour): boolean =>
  BEFORE.some((each) => each === behaviour);
export const isAnswer = (behaviour: Behaviour): boolean =>
  ANSWERS.some((each) => each === behaviour);

const DEFAULT_DELAY_MS: Partial<Record<Behaviour, number>> = {
  'timeout-before': 600_000,
  'timeout-after': 600_000,
  'refuse-then-pay': 10_000,
  'unknown-code': 10_000,
  'callback-late': 10_000,
};

export const delayOf = (behaviour: Behaviour, told: number | null): number =>
  told ?? DEFAULT_DELAY_MS[behaviour] ?? 0;

/** Not one of the codes that Safaricom documents. */
export const UNKNOWN_CODE = '7777';
