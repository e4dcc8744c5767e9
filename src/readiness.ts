import type { Pool } from './db/connection.ts';
import { readMigrations } from './db/migrate.ts';

/** Ready means: the database answers and its schema has all that this program knows; a newer one has more, in a rolling upgrade. */
export function readinessOf(pool: Pool): () => Promise<readonly string[]> {
  return async () => {
    const known = (await readMigrations()).map(({ name }) => name);
    const { rows } = await pool.query<{ name: string }>('select name from schema_migrations');
    const applied = new Set(rows.map((row) => row.name));
    return known.every((name) => applied.has(name)) ? [] : ['schema'];
  };
}
