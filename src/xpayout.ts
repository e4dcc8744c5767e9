/** Puts the XPayout door together from what the gateway has: lanes of its own, the payment page, the callbacks. */
import type { Config } from './config.ts';
import type { Pool } from './db/connection.ts';
import { xpayoutDoor } from './dialects/xpayout/door.ts';
import type { ProviderCallback } from './dialects/xpayout/parts.ts';
import { callerAddressFrom } from './http/caller-address.ts';
import type { Door } from './http/door.ts';
import { ApiCallers } from './identity/api-callers.ts';
import type { DeploymentSecrets } from './identity/deployment-secrets.ts';
import type { RateLimits } from './identity/rate-limits.ts';
import { openNonceLane } from './identity/request-nonces.ts';
import { systemClock } from './kit/clock.ts';
import type { ZoneClock } from './kit/zone-clock.ts';
import type { PaymentPage } from './payment-page.ts';
import type { CreateLane } from './payments/create-lane.ts';
import { openCreatePayinLane, type CreatePayinLane } from './payments/create-payin-lane.ts';
import { OrderNumbers } from './payments/order-numbers.ts';
import type { Payin } from './payments/payin.ts';
import type { CollectionProvider } from './providers/collection.ts';
import { Downloads } from './reports/downloads.ts';
import { ifscExists } from './providers/ifsc.ts';
import type { PayoutProvider } from './providers/provider.ts';
import type { OffSwitches } from './switches/off-switches.ts';
import type { Egress } from './webhooks/egress.ts';

export interface Xpayout {
  readonly door: Door;
  /** The lane of its pay-ins, for others who make them. */
  readonly payinLane: CreatePayinLane;
  close(): Promise<void>;
}

export interface XpayoutGiven {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly pool: Pool;
  readonly createLane: CreateLane;
  readonly provider: PayoutProvider;
  readonly rateLimits: RateLimits;
  readonly zone: ZoneClock;
  readonly secrets: DeploymentSecrets;
  readonly egress: Egress;
  readonly page: PaymentPage;
  readonly providerCallback: ProviderCallback;
  /** Absent where there are no pay-ins. */
  readonly collections: CollectionProvider | undefined;
  /** Called when a pay-in may have to be asked about. */
  readonly onPayins: () => void;
  readonly off: () => Promise<OffSwitches>;
}

const minuteMs = 60_000;

export function openXpayout(given: XpayoutGiven): Xpayout {
  const { config, databaseUrl, pool, zone, egress, page, collections } = given;
  const oneMerchantPerCommit = config.commitScope === 'merchant';
  const nonceLane = openNonceLane({ url: databaseUrl, oneMerchantPerCommit });
  const payinLane = openCreatePayinLane({
    url: databaseUrl,
    oneMerchantPerCommit,
    off: given.off,
    onCommitted: given.onPayins,
  });
  const payins = collections && {
    lane: payinLane,
    provider: collections,
    lifeMs: config.xpayout.payinMinutes * minuteMs,
    paymentUrlOf: (payin: Payin) => page.paymentUrlOf(payin),
  };
  const door = xpayoutDoor({
    pool,
    createLane: given.createLane,
    payoutProvider: given.provider,
    nonceLane,
    zone,
    numbers: new OrderNumbers(pool, zone),
    rateLimits: given.rateLimits,
    callers: new ApiCallers(pool, given.secrets.sealer),
    downloads: new Downloads(),
    clock: systemClock,
    callerAddressOf: callerAddressFrom(config.trustedProxies),
    ifscExists,
    checkUrl: (url) => egress.checkUrl(url),
    payPage: (query) => page.payPage(query),
    providerCallback: given.providerCallback,
    brand: config.brand,
    isSecure: config.publicUrl.startsWith('https:'),
    ...(payins && { payins }),
  });
  return {
    ...{ door, payinLane },
    close: async () => {
      await Promise.all([nonceLane.close(), payinLane.close()]);
    },
  };
}
