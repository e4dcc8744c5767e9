/** The database a command works on: DATABASE_URL, or that of the server that runs on the data folder. */
import { ConfigError, readConfig, type Config } from '../config.ts';
import { openPool, type Pool } from '../db/connection.ts';
import { findDeploymentValue } from '../db/deployment-values.ts';
import { compareMigrations } from '../db/migrate.ts';
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

/** `any version`: for what stops things, which has to work beside another version and on a backup of an older one. */
type Versions = 'own version' | 'any version';

export async function withSession<T>(
  work: (session: Session) => Promise<T>,
  versions: Versions = 'own version',
): Promise<T> {
  const config = checkedConfig();
  const pool = openPool(databaseUrlOf(config), 'cli', 3);
  try {
    if (versions === 'own version') await agreeInVersion(pool);
    await agree(pool, config);
    return await work({ config, pool, clock: systemClock });
  } finally {
    await pool.end();
  }
}

/** What another version lays out in another way is neither written nor proved. */
async function agreeInVersion(pool: Pool): Promise<void> {
  const { missing, unknown } = await compareMigrations(pool);
  if (unknown.length > 0)
    throw unreachable(
      `A newer Hundi has changed this database (${unknown.join(', ')}): use that one.`,
    );
  if (missing.length > 0)
    throw unreachable(
      `This database is of an older Hundi (${missing.join(', ')} is missing): the next \`npm start\` brings it up to date.`,
    );
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

/**
 * Where people reach the server that runs on this database, and its day, as it was told and not as this command's
 * environment says. Without one, or for a database of another, the settings here count.
 */
export function asServed(config: Config): Pick<Config, 'publicUrl' | 'timeZone'> {
  const facts = factsOf(config);
  const isIts = config.databaseUrl === undefined || config.databaseUrl === facts?.databaseUrl;
  const { publicUrl, timeZone } = config;
  return { publicUrl, timeZone, ...(isIts && facts?.served) };
}

function factsOf({ dataDir }: Config): RuntimeFacts | undefined {
  try {
    return readRuntimeFile(dataDir);
  } catch {
    return undefined;
  }
}

export function runtimeOf({ dataDir }: Config): RuntimeFacts | undefined {
  try {
    return readRuntimeFile(dataDir);
  } catch {
    throw unreachable(`What runs on ${dataDir} belongs to another account: run this as that one.`);
  }
}
