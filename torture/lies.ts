/** How the acquirer and M-Pesa misbehave all the while: each lie comes to an end that they would stand by. */
import type { Providers } from './providers.ts';

type Lies = Readonly<Record<string, number>>;

/** A share of all payments by card for each, and of all enquiries about one. */
const ofCards: Lies = {
  'execute-then-drop': 0.03,
  'error-before': 0.02,
  'error-after': 0.02,
  'bad-json': 0.02,
  'decline-then-capture': 0.02,
  'answer-twice': 0.04,
  'callback-late': 0.04,
  'callback-out-of-order': 0.04,
  'callback-none': 0.04,
  'unknown-code': 0.02,
  'dispute-later': 0.03,
};
const ofCardEnquiries: Lies = { 'error-before': 0.05, 'bad-json': 0.04, 'not-found-for': 0.06 };

/** Of M-Pesa, on every kind of request. A refused payout that is paid afterwards nobody could stand by. */
const ofEveryAnswer: Lies = {
  'error-before': 0.02,
  busy: 0.02,
  'token-killed': 0.01,
  'drop-after': 0.03,
  'error-after': 0.02,
  'bad-json': 0.02,
};
const ofResults: Lies = {
  'unknown-code': 0.02,
  'wrong-amount': 0.02,
  'callback-twice': 0.04,
  'callback-late': 0.04,
  'callback-out-of-order': 0.04,
  'callback-none': 0.04,
};
const ofMpesa: Readonly<Record<string, Lies>> = {
  prompt: { ...ofEveryAnswer, ...ofResults, 'refuse-then-pay': 0.03 },
  payout: { ...ofEveryAnswer, ...ofResults },
  query: ofEveryAnswer,
  status: { ...ofEveryAnswer, 'callback-late': 0.04, 'callback-none': 0.04, 'not-found': 0.03 },
  reversal: { ...ofEveryAnswer, 'callback-late': 0.1, 'callback-none': 0.1 },
};

const delayMs = 4_000;

/** In place of whatever they were told before. */
export async function tellLies({ acquirer, daraja }: Providers): Promise<void> {
  await Promise.all([acquirer.clearRules(), daraja.clearRules()]);
  for (const [behaviour, probability] of Object.entries(ofCards))
    await acquirer.addRule({ on: 'authorise', behaviour, probability, delayMs });
  for (const [behaviour, probability] of Object.entries(ofCardEnquiries))
    await acquirer.addRule({ on: 'enquiry', behaviour, probability, delayMs });
  for (const [on, lies] of Object.entries(ofMpesa))
    for (const [behaviour, probability] of Object.entries(lies))
      await daraja.addRule({ on, behaviour, probability, delayMs });
}
