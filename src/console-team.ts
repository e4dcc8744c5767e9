/** Puts together what the people of a merchant work with at the dashboard. */
import type { Config } from './config.ts';
import type { TeamDeps } from './console/merchant/deps.ts';
import type { Pool } from './db/connection.ts';
import type { DeploymentSecrets } from './identity/deployment-secrets.ts';
import { ZoneClock } from './kit/zone-clock.ts';
import type { PaymentPage } from './payment-page.ts';
import type { CreateLane } from './payments/create-lane.ts';
import type { CreatePayinLane } from './payments/create-payin-lane.ts';
import { NumberSupply } from './payments/numbers.ts';
import { OrderNumbers } from './payments/order-numbers.ts';
import type { PayinLane } from './payments/payin-lane.ts';
import { PayoutDesk } from './payments/payout-desk.ts';
import { TransactionNumbers } from './payments/transaction-numbers.ts';
import type { CollectionProvider } from './providers/collection.ts';
import { ifscExists } from './providers/ifsc.ts';
import type { PayoutProvider } from './providers/provider.ts';
import { Downloads } from './reports/downloads.ts';
import type { Egress } from './webhooks/egress.ts';

export interface DeskGiven {
  readonly config: Pick<Config, 'timeZone' | 'xpayout'>;
  readonly pool: Pool;
  readonly provider: Pick<PayoutProvider, 'name' | 'windows'>;
  readonly mobileProvider?: Pick<PayoutProvider, 'name'> | undefined;
}

export function openPayoutDesk({ config, pool, provider, mobileProvider }: DeskGiven): PayoutDesk {
  const zone = new ZoneClock(config.xpayout.timeZone);
  return new PayoutDesk({
    ...{ pool, provider, zone, ifscExists },
    paysMobiles: mobileProvider !== undefined,
    numbers: new NumberSupply(pool, 'TX', config.timeZone),
    orderNumbers: new OrderNumbers(pool, zone),
    transactionNumbers: new TransactionNumbers(pool),
  });
}

export interface TeamGiven {
  readonly config: Pick<Config, 'environment' | 'timeZone' | 'xpayout'>;
  readonly pool: Pool;
  readonly desk: PayoutDesk;
  readonly createLane: CreateLane;
  readonly createPayinLane: CreatePayinLane;
  readonly payinLane: PayinLane;
  readonly collections: Pick<CollectionProvider, 'name' | 'payeeVpa'> | undefined;
  readonly page: Pick<PaymentPage, 'paymentUrlOf' | 'moved'>;
  readonly secrets: Pick<DeploymentSecrets, 'sealer'>;
  readonly egress: Pick<Egress, 'checkUrl'>;
  readonly onBatch: () => void;
  readonly onWebhooks: () => void;
}

export function openTeamDeps(given: TeamGiven): Omit<TeamDeps, 'people'> {
  const { config, pool, page, collections, egress, onWebhooks } = given;
  return {
    ...{ pool, onWebhooks },
    environment: config.environment,
    zone: new ZoneClock(config.timeZone),
    payouts: { desk: given.desk, lane: given.createLane, onBatch: given.onBatch },
    links: collections && {
      lane: given.createPayinLane,
      ends: given.payinLane,
      provider: collections,
      numbers: new OrderNumbers(pool, new ZoneClock(config.xpayout.timeZone)),
      urlOf: (payin) => page.paymentUrlOf(payin),
      moved: (payin) => {
        page.moved(payin);
      },
    },
    sealer: given.secrets.sealer,
    checkUrl: (url) => egress.checkUrl(url),
    downloads: new Downloads(),
  };
}
