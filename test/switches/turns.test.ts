/** What a switch may be of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPool } from '../../src/db/connection.ts';
import { DomainError } from '../../src/kit/errors.ts';
import { listOff } from '../../src/switches/list-switches.ts';
import { turnSwitch } from '../../src/switches/turn-switch.ts';
import { createTestDatabase } from '../kit/database.ts';

test('a name that no provider, method or currency has is refused with those that are, and nothing is switched', async (t) => {
  const database = await createTestDatabase();
  const pool = openPool(database.url, 'switches', 1);
  t.after(async () => {
    await pool.end();
    await database.drop();
  });
  for (const [kind, name, known] of [
    ['provider', 'sandbox-bnk', 'sandbox-bank'],
    ['method', 'payout.imp', 'payout.imps'],
    ['currency', 'inr', 'INR'],
  ] as const) {
    const order = { kind, name, isOff: true, reason: 'a test', actor: 'test', nowMs: Date.now() };
    await assert.rejects(turnSwitch(pool, order), (error) => {
      assert.ok(error instanceof DomainError);
      assert.match(String(error.details.fields?.['name']), new RegExp(known));
      return true;
    });
  }
  assert.deepEqual(await listOff(pool), []);
});
