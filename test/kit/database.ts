import { randomUUID } from 'node:crypto';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError, escapeIdentifier } from 'pg';
import {
  databaseUrl,
  onServer,
  shardedTemplate,
  startTestServer,
  TEMPLATE,
} from './test-server.ts';

export type TestDatabase = { url: string; drop(): Promise<void> };

/**
 * A database of its own for a test, with the newest schema and nothing in it. A file that is run by
 * hand, without the runner, gets a server of its own for as long as it runs.
 */
export async function createTestDatabase(template = TEMPLATE): Promise<TestDatabase> {
  const adminUrl = await findServer();
  const database = `hundi_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(adminUrl, (client) =>
    retryWhileBusy(() =>
      client.query(
        `create database ${database} template ${escapeIdentifier(template)} strategy file_copy`,
      ),
    ),
  );
  return {
    url: databaseUrl(adminUrl, database),
    drop: async () => {
      await onServer(adminUrl, (client) =>
        client.query(`drop database if exists ${database} with (force)`),
      );
    },
  };
}

/** The same with every sharded table in partitions by merchant. */
export async function createShardedDatabase(): Promise<TestDatabase> {
  return createTestDatabase(await shardedTemplate(await findServer()));
}

/** A copy as it is now, as a backup would be; whoever is connected to the original is cut off and may come back. */
export async function copyOfDatabase(url: string): Promise<TestDatabase> {
  const database = new URL(url).pathname.slice(1);
  await onServer(await findServer(), (client) =>
    client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      database,
    ]),
  );
  return createTestDatabase(database);
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
