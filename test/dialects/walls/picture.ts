/** Every row of a merchant, in every table that has rows of merchants. */
import type { Pool } from '../../../src/db/connection.ts';

export interface Row {
  readonly table: string;
  readonly text: string;
}

/** Asking leaves these behind, and so does proving who one is. */
const traces = new Set(['request_nonces', 'token_families', 'refresh_tokens']);

export async function pictureOf(pool: Pool, merchantId: string): Promise<Row[]> {
  const { rows } = await pool.query<Row>(await (question ??= questionFor(pool)), [merchantId]);
  return rows;
}

let question: Promise<string> | undefined;

async function questionFor(pool: Pool): Promise<string> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
     where a.attname = 'merchant_id' and not a.attisdropped and c.relkind in ('r', 'p')
       and not c.relispartition and c.relnamespace = current_schema()::regnamespace`,
  );
  const each = tables
    .filter(({ name }) => !traces.has(name))
    .map(
      ({ name }) => `select '${name}' as "table", to_jsonb(t)::text as text from ${name} t
        where t.merchant_id = $1`,
    );
  return `${each.join(' union all ')} order by 1, 2`;
}

/** Rows that are there now and were not before, changed ones among them. */
export function newIn(after: readonly Row[], before: readonly Row[]): Row[] {
  const known = new Set(before.map(({ table, text }) => `${table} ${text}`));
  return after.filter(({ table, text }) => !known.has(`${table} ${text}`));
}
