/** Everything this door is handed; it makes nothing itself. */
import type { CallerAddressOf } from '../../http/caller-address.ts';
import type { Queryable } from '../../db/connection.ts';
import type { Admission } from '../../identity/admission.ts';
import type { RateLimits } from '../../identity/rate-limits.ts';
import type { Sessions } from '../../identity/sessions.ts';
import type { Clock } from '../../kit/clock.ts';
import type { CreateLane } from '../../payments/create-lane.ts';
import type { NumberSupply } from '../../payments/numbers.ts';

export interface XoompeSettings {
  /** `/XoomPeAPI`. */
  readonly basePath: string;
  readonly timeZone: string;
  /** Named in the challenge of a 401. */
  readonly brand: string;
}

export interface XoompeParts {
  readonly pool: Queryable;
  readonly createLane: CreateLane;
  readonly numbers: NumberSupply;
  readonly admission: Admission;
  readonly sessions: Sessions;
  readonly rateLimits: RateLimits;
  readonly callerAddressOf: CallerAddressOf;
  readonly clock: Clock;
  /** Asked for live merchants only. */
  readonly ifscExists: (code: string) => boolean;
  readonly settings: XoompeSettings;
}
