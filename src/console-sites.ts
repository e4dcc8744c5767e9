/** Puts the two sites of the console together: the one of operators and the one of merchants' people. */
import path from 'node:path';
import type { Config } from './config.ts';
import { consoleDoor } from './console/door.ts';
import { openGatekeeper } from './console/gatekeeper.ts';
import type { TeamDeps } from './console/merchant/deps.ts';
import { teamRoutes } from './console/merchant/routes.ts';
import { operatorRoutes } from './console/operator/routes.ts';
import type { PeopleDeps } from './console/sign-in/deps.ts';
import { someOf, type PolicyReport } from './console/policy-report.ts';
import { openSiteFiles } from './console/site-files.ts';
import type { Pool } from './db/connection.ts';
import type { DeploymentSecrets } from './identity/deployment-secrets.ts';
import type { RateLimits } from './identity/rate-limits.ts';
import { callerAddressFrom } from './http/caller-address.ts';
import type { Door } from './http/door.ts';
import { systemClock } from './kit/clock.ts';
import type { Log } from './log.ts';

export interface ConsoleParts {
  readonly config: Pick<
    Config,
    'brand' | 'environment' | 'publicUrl' | 'timeZone' | 'trustedProxies'
  >;
  readonly pool: Pool;
  readonly secrets: Pick<DeploymentSecrets, 'sealer'>;
  readonly rateLimits: RateLimits;
  readonly team: Omit<TeamDeps, 'people'>;
  readonly log: Pick<Log, 'warn'>;
}

export interface ConsoleSites {
  readonly doors: readonly Door[];
}

const builtFolder = path.join(import.meta.dirname, '../web/dist');

export function openConsole({
  config,
  pool,
  secrets,
  rateLimits,
  team,
  log,
}: ConsoleParts): ConsoleSites {
  const { brand, environment, publicUrl } = config;
  const now = () => systemClock.now().getTime();
  const shared = {
    brand,
    isSecure: publicUrl.startsWith('https:'),
    files: openSiteFiles(builtFolder),
    callerAddressOf: callerAddressFrom(config.trustedProxies),
    now,
    onPolicyReport: someOf(now, (report: PolicyReport) => {
      log.warn({ ...report }, 'a page of the console was kept from what its policy forbids');
    }),
  };
  const deps = { pool, environment, timeZone: config.timeZone };
  const { sealer } = secrets;
  const people = { pool, sealer, rateLimits, brand, environment, publicUrl };
  const operators: PeopleDeps = { ...people, audience: 'operator' };
  const teams: PeopleDeps = { ...people, audience: 'merchant' };
  return {
    doors: [
      consoleDoor({
        ...shared,
        audience: 'operator',
        basePath: '/console',
        gatekeeper: openGatekeeper(pool, 'operator'),
        routes: operatorRoutes({ ...deps, people: operators, teams }),
      }),
      consoleDoor({
        ...shared,
        audience: 'merchant',
        basePath: '/dashboard',
        gatekeeper: openGatekeeper(pool, 'merchant'),
        routes: teamRoutes({ ...team, people: teams }),
      }),
    ],
  };
}
