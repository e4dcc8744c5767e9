/** A database of one's own as most have it: its owner is no superuser, and may at most make roles. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/db/embedded/embedded-postgres.ts';
import { openBatchClient, openPool } from '../../src/db/connection.ts';
import { inspectDatabase } from '../../src/db/inspect.ts';
import { migrate } from '../../src/db/migrate.ts';

let dataDir: string;
let server: EmbeddedPostgres;
let admin: pg.Client;

// On the server of all other tests the role of the program is there already.
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hundi-owner-'));
  server = await startEmbeddedPostgres({ dataDir, databaseName: 'admin', durable: false });
  admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
});
after(async () => {
  await admin.end();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test('who owns the database and may make roles needs nobody else for the first start', async () => {
  await admin.query('create role shop login createrole');
  await admin.query('create database shop owner shop');
  const url = urlOf('shop');
  await migrate(url);
  const pool = openPool(url, 'test', 1);
  try {
    const { rows } = await pool.query<{ acts: string }>('select current_user as acts');
    assert.deepEqual(rows, [{ acts: 'hundi_app' }]);
  } finally {
    await pool.end();
  }
  // The next start has nothing to grant.
  await migrate(url);
  assert.equal((await inspectDatabase(url, Date.now)).mayActAsApp, true);
});

test('a member of the role who may not act as it is told so by the doctor', async () => {
  await admin.query('create role other login');
  await admin.query('create database other owner other');
  await admin.query('grant hundi_app to other with set false, inherit true');
  assert.equal((await inspectDatabase(urlOf('other'), Date.now)).mayActAsApp, false);
});

test('options in the address do not take the place of ours: every session acts as the role of the program', async () => {
  const url = new URL(urlOf('shop').replace('@/', '@host/'));
  url.searchParams.set('options', '-c work_mem=9MB -c role=shop');
  const asked = `select current_user as acts, current_setting('work_mem') as memory,
    current_setting('statement_timeout') as patience`;
  const address = url.href.replace('@host/', '@/');
  const pool = openPool(address, 'test', 1);
  const client = await openBatchClient(address, 'test');
  try {
    for (const db of [pool, client])
      assert.deepEqual((await db.query(asked)).rows, [
        { acts: 'hundi_app', memory: '9MB', patience: '8s' },
      ]);
  } finally {
    await pool.end();
    await client.end();
  }
});

/** The database of that name as the role of the same name. */
function urlOf(name: string): string {
  const url = new URL(server.url.replace('@/', '@host/'));
  url.username = name;
  url.pathname = `/${name}`;
  return url.href.replace('@host/', '@/');
}
