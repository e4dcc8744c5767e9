/** Puts the XoomPe door together. */
import type { Config } from './config.ts';
import type { Pool } from './db/connection.ts';
import { xoompeDoor } from './dialects/xoompe/door.ts';
import { callerAddressFrom } from './http/caller-address.ts';
import type { Door } from './http/door.ts';
import type { Admission } from './identity/admission.ts';
import type { RateLimits } from './identity/rate-limits.ts';
import type { Sessions } from './identity/sessions.ts';
import { systemClock } from './kit/clock.ts';
import type { CreateLane } from './payments/create-lane.ts';
import { NumberSupply } from './payments/numbers.ts';
import { ifscExists } from './providers/ifsc.ts';

export interface XoompeGiven {
  readonly config: Config;
  readonly pool: Pool;
  readonly createLane: CreateLane;
  readonly identity: {
    readonly sessions: Sessions;
    readonly admission: Admission;
    readonly rateLimits: RateLimits;
  };
}

export function openXoompe({ config, pool, createLane, identity }: XoompeGiven): Door {
  return xoompeDoor({
    ...{ pool, createLane, ifscExists },
    numbers: new NumberSupply(pool, 'TX', config.timeZone),
    sessions: identity.sessions,
    admission: identity.admission,
    rateLimits: identity.rateLimits,
    clock: systemClock,
    callerAddressOf: callerAddressFrom(config.trustedProxies),
    settings: {
      basePath: config.xoompe.basePath,
      timeZone: config.timeZone,
      brand: config.brand,
    },
  });
}
