/** Puts the two sites of the console together: the one of operators and the one of merchants' people. */
import path from 'node:path';
import type { Config } from './config.ts';
import { consoleDoor } from './console/door.ts';
import type { Gatekeeper } from './console/gatekeeper.ts';
import type { TeamDeps } from './console/merchant/deps.ts';
import { teamRoutes } from './console/merchant/routes.ts';
import { operatorRoutes } from './console/operator/routes.ts';
import { openSiteFiles } from './console/site-files.ts';
import type { Pool } from './db/connection.ts';
import { callerAddressFrom } from './http/caller-address.ts';
import type { Door } from './http/door.ts';
import { systemClock } from './kit/clock.ts';

export interface ConsoleParts {
  readonly config: Pick<Config, 'brand' | 'environment' | 'publicUrl' | 'trustedProxies'>;
  readonly pool: Pool;
  readonly team: TeamDeps;
}

export interface ConsoleSites {
  readonly doors: readonly Door[];
}

const builtFolder = path.join(import.meta.dirname, '../web/dist');

export function openConsole({ config, pool, team }: ConsoleParts): ConsoleSites {
  const gatekeeper: Gatekeeper = { callerOf: () => Promise.resolve(undefined) };
  const shared = {
    brand: config.brand,
    isSecure: config.publicUrl.startsWith('https:'),
    files: openSiteFiles(builtFolder),
    gatekeeper,
    callerAddressOf: callerAddressFrom(config.trustedProxies),
    now: () => systemClock.now().getTime(),
  };
  const deps = { pool, environment: config.environment };
  return {
    doors: [
      consoleDoor({
        ...shared,
        audience: 'operator',
        basePath: '/console',
        routes: operatorRoutes(deps),
      }),
      consoleDoor({
        ...shared,
        audience: 'merchant',
        basePath: '/dashboard',
        routes: teamRoutes(team),
      }),
    ],
  };
}
