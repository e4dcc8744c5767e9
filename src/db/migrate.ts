/** Brings a database to the newest schema: numbered plain SQL files, forward only, each in its own commit. */
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import type { Queryable } from './connection.ts';

const migrationsFolder = new URL('../../db/migrations/', import.meta.url);

/** Any fixed number: two starts at once take turns on it. */
const migrationLock = 4_711_000_001;

/** A server that takes the call and says nothing would hold up the start for ever. */
const connectWithinMs = 10_000;

export interface Migration {
  readonly name: string;
  readonly sql: string;
}

async function migrationNames(): Promise<string[]> {
  return (await readdir(migrationsFolder)).filter((name) => name.endsWith('.sql')).sort();
}

export async function readMigrations(): Promise<Migration[]> {
  return Promise.all(
    (await migrationNames()).map(async (name) => ({
      name,
      sql: await readFile(new URL(name, migrationsFolder), 'utf8'),
    })),
  );
}

/** How far a database is behind this program, and ahead of it. Throws what the driver throws where there is no Hundi. */
export async function compareMigrations(
  db: Queryable,
): Promise<{ readonly missing: readonly string[]; readonly unknown: readonly string[] }> {
  const known = await migrationNames();
  const { rows } = await db.query<{ name: string }>(
    'select name from schema_migrations order by name',
  );
  const applied = rows.map(({ name }) => name);
  return {
    missing: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

/** An older program on a newer schema. A sentence for the operator. */
export class NewerSchemaError extends Error {}

/** The server refused a migration; `cause` is what it said. A sentence for the operator. */
export class MigrationError extends Error {}

/**
 * Applies what is missing. Safe to run from several processes at once.
 * `rewrite` lets the sharding proofs run the same migrations with partitioned tables.
 * Throws NewerSchemaError when the database holds a migration this program does not know, and MigrationError when one
 * does not go through.
 */
export async function migrate(url: string, rewrite = (sql: string) => sql): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectWithinMs,
  });
  // The statement that was under way rejects; without a listener the process would end with it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await ensureAppRole(client);
    await client.query(
      `create table if not exists schema_migrations (
         name text not null,
         applied_at timestamptz not null default now(),
         constraint schema_migrations_pkey primary key (name)
       )`,
    );
    await client.query('grant select on schema_migrations to hundi_app');
    await applyMissing(client, await readMigrations(), rewrite);
  } finally {
    await client.end();
  }
}

async function applyMissing(
  client: pg.Client,
  migrations: readonly Migration[],
  rewrite: (sql: string) => string,
): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select name from schema_migrations');
  const applied = new Set(rows.map((row) => row.name));
  const known = new Set(migrations.map((migration) => migration.name));
  const unknown = [...applied].filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new NewerSchemaError(
      `This database was migrated by a newer Hundi (${unknown.join(', ')}).`,
    );
  for (const migration of migrations) {
    if (applied.has(migration.name)) continue;
    await apply(client, { ...migration, sql: rewrite(migration.sql) });
  }
}

async function apply(client: pg.Client, { name, sql }: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(sql);
    await client.query('insert into schema_migrations (name) values ($1)', [name]);
    await client.query('commit');
  } catch (error) {
    // A connection that broke, or a right that is missing, has a sentence of its own.
    if (!(error instanceof pg.DatabaseError) || /^(42501|57|53)/.test(error.code ?? ''))
      throw error;
    throw new MigrationError(
      `migration ${name} was stopped (${error.message}), and nothing of it was applied.`,
      { cause: error },
    );
  }
}

/**
 * Whether the user may act as `hundi_app`. Since PostgreSQL 16 that is more than to be a member: whoever makes a role
 * becomes one who may grant it, to itself, too, and no more.
 */
export const mayAct = `pg_has_role(current_user, 'hundi_app',
  case when current_setting('server_version_num')::integer < 160000 then 'member' else 'set' end)`;

/** The running program acts as `hundi_app`, which may not change or delete what is in the books. */
async function ensureAppRole(client: pg.Client): Promise<void> {
  await client.query(`do $$ begin
    if not exists (select from pg_roles where rolname = 'hundi_app') then
      create role hundi_app nologin;
    end if;
    if not ${mayAct} then
      execute format('grant hundi_app to %I', current_user);
    end if;
  exception when duplicate_object or unique_violation then null; end $$`);
  await client.query('grant usage on schema public to hundi_app');
}
