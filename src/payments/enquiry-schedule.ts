/** When to ask again about an attempt whose outcome is open (rule U4): dense at first, hourly in the end, never giving up. */

const delaysMs = [10, 30, 60, 120, 300, 600, 1_800].map((seconds) => seconds * 1_000);
const lastDelayMs = 3_600_000;

/** `asked` counts the enquiries so far; `jitter` between 0 and 1 stretches the delay by up to a tenth. */
export function nextEnquiryAt(now: Date, asked: number, jitter: number): Date {
  const delayMs = delaysMs[asked] ?? lastDelayMs;
  return new Date(now.getTime() + delayMs + Math.floor((delayMs / 10) * jitter));
}

/** After this a person is asked to look: T+1 in the words of the rails. */
export const overdueAfterMs = 24 * 3_600_000;
