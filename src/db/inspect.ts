/** What the database is, for a check-up: version, schema, clock, rights and durability. Any database that answers. */
import pg from 'pg';
import { compareMigrations, mayAct, readMigrations } from './migrate.ts';
import { tables } from './tables.ts';

export interface Inspection {
  /** 18 for 18.4. */
  readonly majorVersion: number;
  readonly version: string;
  readonly isReadOnly: boolean;
  /** How far the clock of the database is ahead of this machine's, less the way there and back; milliseconds. */
  readonly clockAheadMs: number;
  readonly missingMigrations: readonly string[];
  /** Applied by a newer program. */
  readonly unknownMigrations: readonly string[];
  /** What the program could do to append-only tables: `update journals`; empty when the grants are in force. */
  readonly excessRights: readonly string[];
  /** What it could not do and has to: `insert payouts`. Of tables that are there; those that are not are missing migrations. */
  readonly missingRights: readonly string[];
  readonly hasAppRole: boolean;
  /** Whether the user of the URL may act as the role of the program. */
  readonly mayActAsApp: boolean;
  /** No table of ours. */
  readonly isEmpty: boolean;
  /** Whose database it is; undefined before the first start. */
  readonly environment: string | undefined;
  /** Settings that give up what was committed: `fsync is off`. */
  readonly notDurable: readonly string[];
}

const appendOnly = {
  journals: ['update', 'delete', 'truncate'],
  payout_history: ['update', 'delete', 'truncate'],
  payin_history: ['update', 'delete', 'truncate'],
  payin_facts: ['update', 'delete', 'truncate'],
  transfer_history: ['update', 'delete', 'truncate'],
  settlement_history: ['update', 'delete', 'truncate'],
  provider_facts: ['update', 'delete', 'truncate'],
  audit_events: ['update', 'delete', 'truncate'],
  payouts: ['delete', 'truncate'],
  accounts: ['delete', 'truncate'],
} as const;

const durability = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;

/** As the user of the URL, not as the program's role, which may be what is missing. Throws what the driver throws. */
export async function inspectDatabase(url: string, nowMs: () => number): Promise<Inspection> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'hundi doctor',
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ number: string; version: string; read_only: boolean }>(
      `select current_setting('server_version_num') as number, current_setting('server_version') as version,
         pg_is_in_recovery() or current_setting('default_transaction_read_only')::boolean as read_only`,
    );
    const [server] = rows;
    if (server === undefined) throw new Error('The database did not say what it is.');
    const hasAppRole = await has(client, `select from pg_roles where rolname = 'hundi_app'`);
    return {
      majorVersion: Math.floor(parseInt(server.number, 10) / 10_000),
      version: server.version,
      isReadOnly: server.read_only,
      clockAheadMs: await clockAhead(client, nowMs),
      ...(await migrationsOf(client)),
      excessRights: hasAppRole ? await excessRights(client) : [],
      missingRights: hasAppRole ? await missingRights(client) : [],
      hasAppRole,
      mayActAsApp: hasAppRole && (await has(client, `select where ${mayAct}`)),
      isEmpty: !(await has(client, hasTable('schema_migrations'))),
      environment: await environmentOf(client),
      notDurable: await notDurable(client),
    };
  } finally {
    await client.end();
  }
}

/** The best of several: the shortest way there and back says most. */
async function clockAhead(client: pg.Client, nowMs: () => number): Promise<number> {
  let best = { tripMs: Infinity, aheadMs: 0 };
  for (let round = 0; round < 5; round++) {
    const sentMs = nowMs();
    const { rows } = await client.query<{ at: Date }>('select clock_timestamp() as at');
    const tripMs = nowMs() - sentMs;
    const aheadMs = (rows[0]?.at.getTime() ?? sentMs) - (sentMs + tripMs / 2);
    if (tripMs < best.tripMs) best = { tripMs, aheadMs };
  }
  return Math.trunc(best.aheadMs);
}

async function migrationsOf(
  client: pg.Client,
): Promise<Pick<Inspection, 'missingMigrations' | 'unknownMigrations'>> {
  if (!(await has(client, hasTable('schema_migrations')))) {
    const all = (await readMigrations()).map(({ name }) => name);
    return { missingMigrations: all, unknownMigrations: [] };
  }
  const { missing, unknown } = await compareMigrations(client);
  return { missingMigrations: missing, unknownMigrations: unknown };
}

async function excessRights(client: pg.Client): Promise<string[]> {
  const asked = Object.entries(appendOnly).flatMap(([table, rights]) =>
    rights.map((right) => ({ table, right })),
  );
  const { rows } = await client.query<{ excess: string }>(
    `select r.right_name || ' ' || r.table_name as excess
     from unnest($1::text[], $2::text[]) as r (table_name, right_name)
     where case when to_regclass(r.table_name) is null then false
       else has_table_privilege('hundi_app', to_regclass(r.table_name), r.right_name) end`,
    [asked.map(({ table }) => table), asked.map(({ right }) => right)],
  );
  return rows.map(({ excess }) => excess);
}

/** What the migrations grant on every table but their own. A restore that leaves the grants out leaves these out. */
async function missingRights(client: pg.Client): Promise<string[]> {
  const names = Object.keys(tables).filter((name) => name !== 'schema_migrations');
  const { rows } = await client.query<{ missing: string }>(
    `select r.right_name || ' ' || t.table_name as missing
     from unnest($1::text[]) with ordinality as t (table_name, place),
       (values (1, 'select'), (2, 'insert')) as r (turn, right_name)
     where case when to_regclass(t.table_name) is null then false
       else not has_table_privilege('hundi_app', to_regclass(t.table_name), r.right_name) end
     order by t.place, r.turn`,
    [names],
  );
  return rows.map(({ missing }) => missing);
}

async function environmentOf(client: pg.Client): Promise<string | undefined> {
  if (!(await has(client, hasTable('deployment_values')))) return undefined;
  const { rows } = await client.query<{ value: string }>(
    `select value from deployment_values where name = 'environment'`,
  );
  return rows[0]?.value;
}

/** A question of which one row is yes. `name` is one of ours. */
function hasTable(name: keyof typeof tables): string {
  return `select where to_regclass('${name}') is not null`;
}

async function notDurable(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select name from pg_settings where name = any($1) and setting = 'off' order by name`,
    [durability],
  );
  return rows.map(({ name }) => `${name} is off`);
}

async function has(client: pg.Client, text: string): Promise<boolean> {
  const { rowCount } = await client.query(text);
  return rowCount === 1;
}
