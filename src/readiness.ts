import { statfs } from 'node:fs/promises';
import type { Config } from './config.ts';
import type { Pool } from './db/connection.ts';
import { homeOf } from './db/embedded/places.ts';
import { readMigrations } from './db/migrate.ts';

/** One segment of the log of PostgreSQL: with less, the next commit may be the one that finds no room. */
const leastFreeBytes = 16n * 1024n * 1024n;

/**
 * Ready means: the database answers, has room for what is next, and its schema has all that this program knows; a newer
 * one has more, in a rolling upgrade.
 */
export function readinessOf(
  pool: Pool,
  { databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>,
  leastBytes = leastFreeBytes,
): () => Promise<readonly string[]> {
  // The disk of a server elsewhere cannot be seen from here.
  const folder = databaseUrl === undefined ? dataDir : undefined;
  return async () => {
    const known = (await readMigrations()).map(({ name }) => name);
    const { rows } = await pool.query<{ name: string }>('select name from schema_migrations');
    const applied = new Set(rows.map((row) => row.name));
    return [
      ...(known.every((name) => applied.has(name)) ? [] : ['schema']),
      ...((await hasRoom(folder, leastBytes)) ? [] : ['disk']),
    ];
  };
}

/** A folder that cannot be looked at says nothing about the database, which has just answered. */
async function hasRoom(dataDir: string | undefined, leastBytes: bigint): Promise<boolean> {
  if (dataDir === undefined) return true;
  try {
    const { bavail, bsize } = await statfs(homeOf(dataDir), { bigint: true });
    return bavail * bsize >= leastBytes;
  } catch {
    return true;
  }
}
