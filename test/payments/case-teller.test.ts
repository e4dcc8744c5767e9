/** An operator's log says what waits for a person, without anybody asking. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { caseTeller } from '../../src/case-teller.ts';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { newId } from '../../src/kit/ids.ts';
import { openCase } from '../../src/payments/cases.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';

const merchantId = newId<'merchant'>(0);
const payoutId = newId<'payout'>(0);
const startMs = Date.UTC(2026, 10, 26);

suite('cases in the log', () => {
  let database: TestDatabase;
  let pool: Pool;
  let nowMs = startMs;
  const lines: string[] = [];
  const log = {
    warn: (line: { readonly caseId?: string; readonly cases?: number }, text: string) =>
      void lines.push(`${text}: ${String(line.caseId ?? line.cases)}`),
  };
  const open = () =>
    openCase(pool, { merchantId, payoutId }, { actor: 'test', note: 'look', nowMs });
  const tellerOf = () => {
    const tell = caseTeller(pool, { now: () => new Date(nowMs) }, log as never);
    return async () => {
      lines.length = 0;
      await tell();
      return [...lines];
    };
  };
  before(async () => {
    database = await createTestDatabase();
    pool = openPool(database.url, 'test', 4);
  });
  after(async () => {
    await pool.end();
    await database.drop();
  });

  test('a worker that starts says how many wait, and from then on names each new one once', async () => {
    await open();
    nowMs += 3_600_000;
    const told = tellerOf();
    assert.deepEqual(await told(), ['cases wait for a person: 1']);
    assert.deepEqual(await told(), []);
    nowMs += 15_000;
    const fresh = await open();
    assert.deepEqual(await told(), [`a case waits for a person: ${fresh}`]);
    for (let look = 0; look < 8; look += 1) {
      nowMs += 15_000;
      assert.deepEqual(await told(), []);
    }
    await pool.query('update cases set closed_at = now()');
  });

  test('of a flood the first twenty are named, and the rest is a number', async () => {
    const told = tellerOf();
    assert.deepEqual(await told(), []);
    nowMs += 1_000;
    for (let nth = 0; nth < 25; nth += 1) await open();
    const said = await told();
    assert.equal(said.length, 21);
    assert.equal(said.at(-1), 'more cases wait for a person: 5');
    assert.deepEqual(await told(), []);
  });
});
