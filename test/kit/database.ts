import { randomUUID } from 'node:crypto';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError, escapeIdentifier } from 'pg';
import { databaseUrl, shardedTemplate, startTestServer, TEMPLATE } from './test-server.ts';

export type TestDatabase = { url: string; drop(): Promise<void> };

/**
 * A database of its own for a test, with the newest schema and nothing in it. A file that is run by
 * hand, without the runner, gets a server of its own for as long as it runs.
 */
export async function createTestDatabase(template = TEMPLATE): Promise<TestDatabase> {
  const adminUrl = await findServer();
  const database = `hundi_test_${randomUUID().replaceAll('-', '')}`;
  await retryWhileBusy(() =>
    asAdmin(
      `create database ${database} template ${escapeIdentifier(template)} strategy file_copy`,
    ),
  );
  return {
    url: databaseUrl(adminUrl, database),
    drop: () => asAdmin(`drop database if exists ${database} with (force)`),
  };
}

/** The same with every sharded table in partitions by merchant. */
export async function createShardedDatabase(): Promise<TestDatabase> {
  return createTestDatabase(await shardedTemplate(await findServer()));
}

/** A copy as it is now, as a backup would be; whoever is connected to the original is cut off and may come back. */
export async function copyOfDatabase(url: string): Promise<TestDatabase> {
  const database = new URL(url).pathname.slice(1);
  await asAdmin('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
    database,
  ]);
  return createTestDatabase(database);
}

/** The types of `pg` leave these two out. */
type QuietClient = Client & { ref(): void; unref(): void };

let admin: Promise<QuietClient> | undefined;
let adminStatements = 0;

/** One connection for all databases of a process: each costs the server what half of a database does. */
async function asAdmin(statement: string, values: string[] = []): Promise<void> {
  const client = await (admin ??= connectAdmin());
  // It keeps the process alive only while somebody waits for an answer.
  if (adminStatements++ === 0) client.ref();
  try {
    await client.query(statement, values);
  } finally {
    if (--adminStatements === 0) client.unref();
  }
}

async function connectAdmin(): Promise<QuietClient> {
  const client = new Client({ connectionString: await findServer() }) as QuietClient;
  // The end of the server is the end of the process, or near it; who asks once more hears of it.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

let ownServer: Promise<string> | undefined;

function findServer(): Promise<string> {
  const given = process.env.HUNDI_TEST_ADMIN_URL;
  if (given) return Promise.resolve(given);
  return (ownServer ??= startOwnServer());
}

async function startOwnServer(): Promise<string> {
  const server = await startTestServer();
  stopOwnServer = () => server.stop();
  return server.adminUrl;
}

let stopOwnServer = (): Promise<void> => Promise.resolve();
after(() => stopOwnServer());

/** For a program that is no test, and for which nothing is ever over. */
export function endTestServer(): Promise<void> {
  return stopOwnServer();
}

const OBJECT_IN_USE = '55006';

// PostgreSQL copies a database only while nobody is connected to it.
async function retryWhileBusy(copy: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await copy();
      return;
    } catch (error) {
      const isBusy = error instanceof DatabaseError && error.code === OBJECT_IN_USE;
      if (!isBusy || attempt === 50) throw error;
      await sleep(100);
    }
  }
}
