import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { startEmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts';
import { migrate } from '../../src/db/migrate.ts';
import { shardSql } from './shard-sql.ts';

/** The migrated database that every test database is a copy of. */
export const TEMPLATE = 'hundi_template';

/** The same with every sharded table in hash partitions, for who asks for it. */
const SHARDED_TEMPLATE = 'hundi_template_sharded';

/** HUNDI_TEST_SHARDED=1: the same tests, with every sharded table in partitions by merchant. */
export const isShardedRun = process.env.HUNDI_TEST_SHARDED === '1';

export type TestServer = { adminUrl: string; stop(): Promise<void> };

/** A throw-away server with a fresh template; `stop` leaves nothing behind. */
export async function startTestServer(): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hundi-test-'));
  const postgres = await startEmbeddedPostgres({
    dataDir,
    databaseName: 'hundi_test_admin',
    durable: false,
    settings: {
      // The sharding proofs read the write-ahead log.
      ...{ wal_level: 'logical', max_connections: '300' },
      // No database lives long enough to need it; and whether it has been by must not decide about a plan.
      autovacuum: 'off',
      // The kernel copies a file in half the time that the server takes for it.
      file_copy_method: 'clone',
    },
    onLog: (line) => console.error(line),
  });
  const stop = async (): Promise<void> => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await prepareTemplate(postgres.url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { adminUrl: postgres.url, stop };
}

/** Makes the template anew on any server. */
export async function prepareTemplate(adminUrl: string): Promise<void> {
  const name = escapeIdentifier(TEMPLATE);
  await onServer(adminUrl, async (client) => {
    for (const old of [TEMPLATE, SHARDED_TEMPLATE])
      await client.query(`drop database if exists ${escapeIdentifier(old)} with (force)`);
    await client.query(`create database ${name} template template0 encoding 'UTF8'`);
  });
  await migrate(databaseUrl(adminUrl, TEMPLATE), isShardedRun ? (sql) => shardSql(sql) : undefined);
}

/** The name of the template with partitions, which is made when somebody first asks: few do. */
export async function shardedTemplate(adminUrl: string): Promise<string> {
  if (isShardedRun) return TEMPLATE;
  await onServer(adminUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const found = await client.query('select from pg_database where datname = $1', [
      SHARDED_TEMPLATE,
    ]);
    const name = escapeIdentifier(SHARDED_TEMPLATE);
    if (found.rowCount === 0) await client.query(`create database ${name} template template0`);
    // Changes nothing where somebody came before, and finishes what somebody left half done.
    await migrate(databaseUrl(adminUrl, SHARDED_TEMPLATE), (sql) => shardSql(sql));
  });
  return SHARDED_TEMPLATE;
}

/** Any fixed number. */
const TEMPLATE_LOCK = 4_711_000_002;

export async function onServer<T>(
  adminUrl: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The same server, another database. */
export function databaseUrl(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}
