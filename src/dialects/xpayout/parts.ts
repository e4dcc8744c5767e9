/** Everything this door is handed; it makes nothing itself. */
import type { Queryable } from '../../db/connection.ts';
import type { CallerAddressOf } from '../../http/caller-address.ts';
import type { ApiCallers } from '../../identity/api-callers.ts';
import type { RateLimits } from '../../identity/rate-limits.ts';
import type { NonceLane } from '../../identity/request-nonces.ts';
import type { Clock } from '../../kit/clock.ts';
import type { ZoneClock } from '../../kit/zone-clock.ts';
import type { CreateLane } from '../../payments/create-lane.ts';
import type { HttpAnswer } from '../../http/door.ts';
import type { OrderNumbers } from '../../payments/order-numbers.ts';
import type { CreatePayinLane } from '../../payments/create-payin-lane.ts';
import type { Payin } from '../../payments/payin.ts';
import type { Downloads } from '../../reports/downloads.ts';
import type { CollectionProvider } from '../../providers/collection.ts';
import type { PayoutProvider } from '../../providers/provider.ts';

export interface XpayoutParts {
  readonly pool: Queryable;
  readonly createLane: CreateLane;
  /** What payouts travel by. */
  readonly payoutProvider: Pick<PayoutProvider, 'name' | 'windows'>;
  readonly nonceLane: NonceLane;
  readonly numbers: OrderNumbers;
  readonly callers: ApiCallers;
  readonly rateLimits: RateLimits;
  readonly callerAddressOf: CallerAddressOf;
  readonly downloads: Downloads;
  readonly clock: Clock;
  /** Of the times and days that this contract tells. */
  readonly zone: ZoneClock;
  /** Asked for live merchants only. */
  readonly ifscExists: (code: string) => boolean;
  /** Says why a callback address is refused. */
  readonly checkUrl: (
    url: string,
  ) => { readonly ok: true } | { readonly ok: false; readonly reason: string };
  /** Absent where nothing is collected. */
  readonly payins?: PayinParts;
  /** The page under a signed payment link; `query` as it was parsed. */
  readonly payPage: (query: Readonly<Record<string, unknown>>) => Promise<HttpAnswer>;
  /** What a provider calls us with, by its name; undefined when no provider has that name. */
  readonly providerCallback: ProviderCallback;
  /** Shown on the page of the documentation. */
  readonly brand: string;
  /** The world comes by https, though a proxy before us may ask without. */
  readonly isSecure: boolean;
}

export type ProviderCallback = (
  provider: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  rawBody: Buffer,
) => Promise<{ readonly status: number; readonly body: string } | undefined>;

export interface PayinParts {
  readonly lane: CreatePayinLane;
  readonly provider: Pick<CollectionProvider, 'name' | 'payeeVpa'>;
  /** How long a customer has. */
  readonly lifeMs: number;
  /** The signed link to the page where the customer pays. */
  readonly paymentUrlOf: (payin: Payin) => string;
}
