/** Everything this door is handed; it makes nothing itself. */
import type { Queryable } from '../../db/connection.ts';
import type { CallerAddressOf } from '../../http/caller-address.ts';
import type { ApiCallers } from '../../identity/api-credentials.ts';
import type { NonceLane } from '../../identity/request-nonces.ts';
import type { Clock } from '../../kit/clock.ts';
import type { ZoneClock } from '../../kit/zone-clock.ts';
import type { CreateLane } from '../../payments/create-lane.ts';
import type { OrderNumbers } from '../../payments/order-numbers.ts';

export interface XpayoutParts {
  readonly pool: Queryable;
  readonly createLane: CreateLane;
  readonly nonceLane: NonceLane;
  readonly numbers: OrderNumbers;
  readonly callers: ApiCallers;
  readonly callerAddressOf: CallerAddressOf;
  readonly clock: Clock;
  /** Of the times and days that this contract tells. */
  readonly zone: ZoneClock;
  /** Asked for live merchants only. */
  readonly ifscExists: (code: string) => boolean;
  /** Says why a callback address is refused. */
  readonly checkUrl: (
    url: string,
  ) => { readonly ok: true } | { readonly ok: false; readonly reason: string };
  /** Shown on the page of the documentation. */
  readonly brand: string;
}
