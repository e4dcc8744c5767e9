/** What the operator is told at night when the database serves nobody. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { commandErrorOf, exitCodes } from '../../src/cli/errors.ts';
import { unavailableOr } from '../../src/db/unavailable.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { cliWith } from './cli-kit.ts';

let database: TestDatabase;
let owner: pg.Client;
before(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});
after(async () => {
  await owner.end();
  await database.drop();
});

function refusalWith(code: string, message = 'words of the server'): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError(message, 1, 'error'), { code });
}

test('a full disk, no memory, no connection and a server that starts each have their own sentence, also where a part of the program had found it out', () => {
  for (const [code, pattern] of [
    ['53100', /disk of the database is full: make room/],
    ['53200', /no memory left/],
    ['53300', /takes no more connections: .*max_connections/],
    ['53400', /lacks something that it needs: words of the server/],
    ['57P03', /is starting, recovering or stopping/],
    ['57014', /does not answer in time/],
    ['25006', /read-only.*primary/],
    ['28P01', /user or password/],
    ['28000', /does not let this user in: words of the server/],
    ['3D000', /database that is not there/],
    ['42501', /lacks a right that this needs: words of the server; `hundi doctor`/],
  ] as const)
    for (const error of [refusalWith(code), unavailableOr(refusalWith(code))]) {
      const told = commandErrorOf(error);
      assert.equal(told.exitCode, exitCodes.unreachable, code);
      assert.match(told.message, pattern);
    }
});

test('a file that cannot be written is no database that cannot be reached', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    ...{ code: 'ENOSPC', syscall: 'write', errno: -28 },
  });
  const told = commandErrorOf(full);
  assert.match(told.message, /no space left on device, write: its disk is full; make room there/);
  assert.doesNotMatch(told.message, /database/);
});

test('a database that takes no more connections says so to a command', async () => {
  const name = new URL(database.url).pathname.slice(1);
  await owner.query('create role crowded login');
  await owner.query(`alter database ${name} connection limit 0`);
  const url = new URL(database.url);
  url.username = 'crowded';
  try {
    const ran = await cliWith({ DATABASE_URL: url.href })('merchant', 'list');
    assert.equal(ran.code, exitCodes.unreachable);
    assert.match(ran.stderr, /takes no more connections/);
  } finally {
    await owner.query('drop role crowded');
  }
});
