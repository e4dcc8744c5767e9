import type { ZoneClock } from '../../kit/zone-clock.ts';
import type { Payin } from '../../payments/payin.ts';
import type { Payout } from '../../payments/payout.ts';
import { payinFields } from './present-payin.ts';
import { payoutFields, type Beside } from './present.ts';

/** The body of a callback about a payout. The same payout gives the same bytes. */
export function xpayoutEvent(
  zone: ZoneClock,
): (payout: Payout, at: Date, beside: Beside) => string {
  return (payout, _at, beside) => JSON.stringify(payoutFields(payout, beside, zone));
}

/** The body of a callback about a pay-in: the same fields. */
export function xpayoutPayinEvent(
  zone: ZoneClock,
): (payin: Payin, at: Date, beside: { readonly referenceId: string | null }) => string {
  return (payin, _at, beside) => JSON.stringify(payinFields(payin, beside, zone));
}
