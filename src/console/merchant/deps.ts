/** What the routes of a merchant's people work with. */
import type { Pool } from '../../db/connection.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { ZoneClock } from '../../kit/zone-clock.ts';
import type { CreateLane } from '../../payments/create-lane.ts';
import type { CreatePayinLane } from '../../payments/create-payin-lane.ts';
import type { OrderNumbers } from '../../payments/order-numbers.ts';
import type { PayinLane } from '../../payments/payin-lane.ts';
import type { Payin } from '../../payments/payin.ts';
import type { PayoutDesk } from '../../payments/payout-desk.ts';
import type { CollectionProvider } from '../../providers/collection.ts';
import type { Downloads } from '../../reports/downloads.ts';
import type { Egress } from '../../webhooks/egress.ts';
import type { PeopleDeps } from '../sign-in/deps.ts';

export interface TeamDeps {
  readonly pool: Pool;
  readonly environment: 'sandbox' | 'live';
  readonly people: PeopleDeps;
  /** In which a day begins and ends. */
  readonly zone: ZoneClock;
  readonly payouts: PayoutCounter;
  /** Absent where customers cannot pay by a link. */
  readonly links: PaymentLinks | undefined;
  readonly sealer: Sealer;
  readonly checkUrl: Egress['checkUrl'];
  readonly downloads: Downloads;
  /** A webhook may be due. */
  readonly onWebhooks: () => void;
}

export interface PayoutCounter {
  readonly desk: PayoutDesk;
  readonly lane: CreateLane;
  /** A batch waits to be carried out. */
  readonly onBatch: () => void;
}

export interface PaymentLinks {
  readonly lane: CreatePayinLane;
  readonly ends: PayinLane;
  readonly provider: Pick<CollectionProvider, 'name' | 'payeeVpa'>;
  readonly numbers: OrderNumbers;
  urlOf(payin: Payin): string;
  /** The page shows it as it is now. */
  moved(payin: Pick<Payin, 'merchantId' | 'payinId'>): void;
}
