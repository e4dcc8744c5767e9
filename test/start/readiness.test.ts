import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { suite, test } from 'node:test';
import { openPool } from '../../src/db/connection.ts';
import { readinessOf } from '../../src/readiness.ts';
import { createTestDatabase } from '../kit/database.ts';

const moreThanAnyDisk = 2n ** 62n;

suite('readiness', () => {
  test('a gateway whose own database has no room for the next commit is not ready, and says why', async (t) => {
    const database = await createTestDatabase();
    const pool = openPool(database.url, 'test', 1);
    t.after(async () => {
      await pool.end();
      await database.drop();
    });
    const own = { databaseUrl: undefined, dataDir: tmpdir() };
    assert.deepEqual(await readinessOf(pool, own)(), []);
    assert.deepEqual(await readinessOf(pool, own, moreThanAnyDisk)(), ['disk']);
    const elsewhere = { ...own, databaseUrl: database.url };
    // The disk of a server elsewhere is not the one of this machine.
    assert.deepEqual(await readinessOf(pool, elsewhere, moreThanAnyDisk)(), []);
  });
});
