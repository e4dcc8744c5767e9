/**
 * When to ask again about what is open (rule U4): dense at first, hourly in the end, never giving up. Its age decides,
 * and not how often it was asked: an outage in which nothing was answered does not put the next question off.
 */

const firstDelayMs = 10_000;
const denseDelayMs = 30_000;
const lastDelayMs = 3_600_000;

/** Of the age, as its divisor, until the next question: after an answer that it is open still, and after none. */
const shareOf = { answered: 10, unanswered: 40 } as const;

/**
 * After 10 seconds, then every 30, and later on a tenth of the age later, or a fortieth where nobody answered; `jitter`
 * between 0 and 1 stretches the delay by up to a tenth.
 */
export function nextEnquiryAt(
  now: Date,
  openSince: Date,
  jitter: number,
  after: keyof typeof shareOf = 'unanswered',
): Date {
  const ageMs = Math.max(0, now.getTime() - openSince.getTime());
  if (ageMs < firstDelayMs) return stretched(now, firstDelayMs, jitter);
  const delayMs = Math.max(ageMs / shareOf[after], denseDelayMs);
  return stretched(now, Math.min(delayMs, lastDelayMs), jitter);
}

/**
 * Where the answer was that nothing is there: three of them have to be heard before more is done, whatever the age. They lie
 * across the longest time in flight (rule U5): the first question comes ten seconds after the sending, and two of these
 * delays follow it. Where answers come by callbacks, one is looked for before the first has been heard.
 */
export function afterNotFoundAt(
  now: Date,
  jitter: number,
  { maxInFlightMs, awaited }: { readonly maxInFlightMs: number; readonly awaited: boolean },
): Date {
  const beforeMs = firstDelayMs + (awaited ? denseDelayMs : 0);
  return stretched(now, Math.max(firstDelayMs, (maxInFlightMs - beforeMs) / 2), jitter);
}

/** `delayMs`, and up to a tenth of it more: what came open together is not asked about together. */
export function stretched(now: Date, delayMs: number, jitter: number): Date {
  return new Date(now.getTime() + Math.floor(delayMs + (delayMs / 10) * jitter));
}

/** After this a person is asked to look: T+1 in the words of the rails. */
export const overdueAfterMs = 24 * 3_600_000;
