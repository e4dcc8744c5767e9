/** What a reply means for a delivery: kept, tried again later, or given up. Pure: time and chance are handed in. */
import type { EgressReply } from './reply.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The wait before the first, second ... tenth attempt: the schedule of the Standard Webhooks specification. */
export const attemptDelaysMs: readonly number[] = [
  0,
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

/**
 * For the callback address of an order, whose contract says 24 hours: with all of the jitter the last attempt falls
 * within them.
 */
export const orderDelaysMs: readonly number[] = [
  0,
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  8 * hour,
  4 * hour,
];

/**
 * What a contract promises of its webhooks. `usual`: Standard Webhooks, any 2xx acknowledges. `order`: the same for a day.
 * `approval`: 200 alone acknowledges,
 * the receiver may take half a minute, and after a day it is over.
 */
export type Manner = 'usual' | 'order' | 'approval';

/** The wait before each attempt of an approval webhook: the last is made a day after the first. */
export const approvalDelaysMs: readonly number[] = [
  0,
  15 * second,
  30 * second,
  minute,
  5 * minute,
  15 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  8 * hour,
];

const delaysMs: Readonly<Record<Manner, readonly number[]>> = {
  usual: attemptDelaysMs,
  order: orderDelaysMs,
  approval: approvalDelaysMs,
};

/** How long a receiver may take; undefined: as long as every other. */
export const timeoutMs: Readonly<Record<Manner, number | undefined>> = {
  usual: undefined,
  order: undefined,
  approval: 30 * second,
};

/** Up to this share of a wait is added, so that what failed together does not come back together. */
const jitter = 0.2;
const longestRetryAfterMs = 24 * hour;
/** How long an endpoint rests that asked for it without saying how long. */
const restMs = 5 * second;
const longestRestMs = hour;

export interface Verdict {
  readonly state: 'done' | 'due' | 'dead';
  readonly dueAt: Date;
  readonly error: string | null;
  /** The endpoint asked for less: nothing is sent to it for so long. */
  readonly restMs: number;
  /** 410: the endpoint says that it is no longer there. */
  readonly isGone: boolean;
}

/** `attemptsMade` counts this one and starts anew with a replay; `random` gives 0 up to 1. */
export function judgeReply(
  reply: EgressReply,
  attemptsMade: number,
  now: Date,
  random: () => number,
  manner: Manner = 'usual',
): Verdict {
  const made = { attemptsMade, manner };
  if (reply.kind !== 'answer') return retry(made, now, reply.reason, 0, 0, random);
  const { status, retryAfterMs } = reply;
  if (manner === 'approval' ? status === 200 : status >= 200 && status < 300)
    return { state: 'done', dueAt: now, error: null, restMs: 0, isGone: false };
  const error = `The endpoint answered ${status}.`;
  if (status === 410 && manner !== 'approval')
    return { state: 'dead', dueAt: now, error, restMs: 0, isGone: true };
  const asksForLess = status === 429 || status === 502 || status === 504;
  const rest = retryAfterMs ?? (asksForLess ? restMs : 0);
  return retry(
    made,
    now,
    error,
    Math.min(rest, longestRestMs),
    Math.min(retryAfterMs ?? 0, longestRetryAfterMs),
    random,
  );
}

/** `delayMs` is undefined when this was the last attempt. */
function retry(
  { attemptsMade, manner }: { readonly attemptsMade: number; readonly manner: Manner },
  now: Date,
  error: string,
  rest: number,
  atLeastMs: number,
  random: () => number,
): Verdict {
  const delayMs = delaysMs[manner][attemptsMade];
  if (delayMs === undefined)
    return { state: 'dead', dueAt: now, error, restMs: rest, isGone: false };
  const waitMs = Math.floor(Math.max(delayMs, atLeastMs) * (1 + jitter * random()));
  return {
    state: 'due',
    dueAt: new Date(now.getTime() + waitMs),
    error,
    restMs: rest,
    isGone: false,
  };
}
