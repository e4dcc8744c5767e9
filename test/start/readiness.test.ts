import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import { openPool } from '../../src/db/connection.ts';
import { readinessOf } from '../../src/readiness.ts';
import { createTestDatabase } from '../kit/database.ts';

const moreThanAnyDisk = 2n ** 62n;
/** Linux has no room in it for anybody's files. */
const noRoom = '/proc';
const hasFullDisk = existsSync(`${noRoom}/self`);

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

  test(
    'the disk is the one that the database is on, wherever its folder was put',
    { skip: !hasFullDisk },
    async (t) => {
      const database = await createTestDatabase();
      const pool = openPool(database.url, 'test', 1);
      const dataDir = await mkdtemp(path.join(tmpdir(), 'hundi-ready-'));
      t.after(async () => {
        await pool.end();
        await database.drop();
        await rm(dataDir, { recursive: true });
      });
      await writeFile(path.join(dataDir, 'postgres.location'), `${noRoom}\n`);
      assert.deepEqual(await readinessOf(pool, { databaseUrl: undefined, dataDir })(), ['disk']);
    },
  );
});
