/** Puts the payment page together from the settings: its door, its answer for other doors, and its links. */
import { paymentUrl } from './checkout/addresses.ts';
import { checkoutDoor } from './checkout/door.ts';
import type { PayQuery } from './checkout/link.ts';
import { pageAnswer } from './checkout/layout.ts';
import { payPage } from './checkout/pay-page.ts';
import { refusalPage } from './checkout/refusal-page.ts';
import { shareLooks, type FindPayin } from './checkout/recent-views.ts';
import { siteOf } from './checkout/site.ts';
import type { Config } from './config.ts';
import type { Door, HttpAnswer } from './http/door.ts';
import type { Clock } from './kit/clock.ts';
import type { PayinView } from './payments/payin-view.ts';

export interface PaymentPage {
  readonly door: Door;
  /** For the route `pay` of a merchant contract; `query` as it was parsed. */
  payPage(query: PayQuery): Promise<HttpAnswer>;
  /** What the merchant hands to its customer; good until the pay-in expires. */
  paymentUrlOf(payin: LinkedPayin): string;
  /** It has just been changed: the page shows it as it is now. */
  moved(payin: Pick<LinkedPayin, 'merchantId' | 'payinId'>): void;
  /** Shows nothing of any payment. */
  refusalPage(status: number): HttpAnswer;
}

export type LinkedPayin = Pick<
  PayinView,
  'merchantId' | 'payinId' | 'amountMinor' | 'currency' | 'expiresAt'
>;

export interface PaymentPageParts {
  readonly config: Pick<
    Config,
    'brand' | 'brandLogo' | 'brandColour' | 'publicUrl' | 'environment' | 'xpayout'
  >;
  readonly payLinkKeys: readonly Buffer[];
  readonly findPayin: FindPayin;
  readonly clock: Clock;
  /** The page of the sandbox bank where a UPI link is paid without an app; never used in live. */
  readonly payerPageUrl: ((upiIntent: string) => string) | undefined;
}

/** Throws when the logo cannot be read. */
export function openPaymentPage({ config, clock, ...given }: PaymentPageParts): PaymentPage {
  const seal = { keys: given.payLinkKeys, environment: config.environment };
  const looks = shareLooks(given.findPayin, () => clock.now().getTime());
  const parts = {
    site: siteOf(config),
    seal,
    findPayin: looks.find,
    clock,
    // UPI is paid in India, whatever the zone of the deployment is.
    timeZone: config.xpayout.timeZone,
    payerPageUrl: config.environment === 'sandbox' ? given.payerPageUrl : undefined,
  };
  return {
    door: checkoutDoor(parts),
    payPage: (query) => payPage(parts, query),
    moved: ({ merchantId, payinId }) => {
      looks.forget(merchantId, payinId);
    },
    refusalPage: (status) => pageAnswer(parts.site, refusalPage(status)),
    paymentUrlOf: ({ expiresAt, ...payin }) => {
      // The link ends in whole seconds, never after the pay-in.
      const expiresAtSeconds = Math.floor(expiresAt.getTime() / 1_000);
      return paymentUrl(config.publicUrl, { ...payin, expiresAtSeconds }, seal);
    },
  };
}
