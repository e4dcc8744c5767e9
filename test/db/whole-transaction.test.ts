import assert from 'node:assert/strict';
import { test } from 'node:test';
import type pg from 'pg';
import { Client } from '../../src/db/client.ts';
import { createTestDatabase } from '../kit/database.ts';

test('What was to be one transaction is nothing when it cannot begin.', async () => {
  const database = await createTestDatabase();
  const client = new Client({ connectionString: database.url, pipeline: true });
  try {
    await client.connect();
    await client.query('create temporary table kept (id integer primary key)');
    // As another one leaves it on a connection that a pooler hands around.
    await client.query('prepare begin as select 1');
    const transaction = () =>
      client.inOneTransaction(() =>
        Promise.allSettled([
          client.query({ name: 'begin', text: 'begin' }),
          client.query({ name: 'keep', text: 'insert into kept values (1)' }),
          client.query({ name: 'commit', text: 'commit' }),
        ]),
      );
    const results = await transaction();
    assert.deepEqual(
      results.map(
        (result) => result.status === 'rejected' && (result.reason as pg.DatabaseError).code,
      ),
      ['42P05', '42P05', '42P05'],
    );
    assert.equal((await client.query('select from kept')).rowCount, 0);
    await client.query('deallocate begin');
    for (const each of await transaction()) assert.equal(each.status, 'fulfilled');
    assert.equal((await client.query('select from kept')).rowCount, 1);
  } finally {
    await client.end();
    await database.drop();
  }
});
