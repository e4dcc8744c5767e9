/** The database a command works on: DATABASE_URL, or that of the server that runs on the data folder. */
import { ConfigError, readConfig, type Config } from '../config.ts';
import { openPool, type Pool } from '../db/connection.ts';
import { findDeploymentValue } from '../db/deployment-values.ts';
import { systemClock, type Clock } from '../kit/clock.ts';
import { readRuntimeFile, type RuntimeFacts } from '../kit/runtime-file.ts';
import { badUsage, unreachable } from './errors.ts';

export interface Session {
  readonly config: Config;
  readonly pool: Pool;
  readonly clock: Clock;
}

/** Who the audit names. */
export const actor = 'cli';

export async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const config = checkedConfig();
  const pool = openPool(databaseUrlOf(config), 'cli', 3);
  try {
    await agree(pool, config);
    return await work({ config, pool, clock: systemClock });
  } finally {
    await pool.end();
  }
}

/** A command meant for live must not write into a sandbox, nor the other way round. */
async function agree(pool: Pool, config: Config): Promise<void> {
  const owner = await findDeploymentValue(pool, 'environment');
  if (owner === undefined || owner === config.environment) return;
  throw badUsage(`The database belongs to ${owner} and HUNDI_ENV says ${config.environment}.`);
}

/** Who acted and when, for whatever is written to the audit. */
export function changeOf({ clock }: Session): { actor: string; nowMs: number } {
  return { actor, nowMs: clock.now().getTime() };
}

export function checkedConfig(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (error instanceof ConfigError) throw badUsage(error.faults.join(' '));
    throw error;
  }
}

function databaseUrlOf(config: Config): string {
  const url = config.databaseUrl ?? runtimeOf(config)?.databaseUrl;
  if (url !== undefined) return url;
  throw unreachable(
    `No Hundi runs on ${config.dataDir}: start it with \`npm start\`, or set DATABASE_URL.`,
  );
}

export function runtimeOf({ dataDir }: Config): RuntimeFacts | undefined {
  try {
    return readRuntimeFile(dataDir);
  } catch {
    throw unreachable(`What runs on ${dataDir} belongs to another account: run this as that one.`);
  }
}
