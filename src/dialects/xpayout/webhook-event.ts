import type { ZoneClock } from '../../kit/zone-clock.ts';
import type { Payout } from '../../payments/payout.ts';
import { payoutFields, type Beside } from './present.ts';

/** The body of a callback about a payout. The same payout gives the same bytes. */
export function xpayoutEvent(
  zone: ZoneClock,
): (payout: Payout, at: Date, beside: Beside) => string {
  return (payout, _at, beside) => JSON.stringify(payoutFields(payout, beside, zone));
}
