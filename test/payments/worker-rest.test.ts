import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPool } from '../../src/db/connection.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { PayoutWorker, type PayoutWorkerDeps } from '../../src/payments/payout-worker.ts';
import { openResolveLane } from '../../src/payments/resolve-lane.ts';
import { createBreaker } from '../../src/providers/breaker.ts';
import { createSandboxBank } from '../../src/providers/sandbox-bank/sandbox-bank.ts';
import { createTestDatabase } from '../kit/database.ts';

test('a worker that is woken while the bank is in trouble rests, and leaves the process time for others', async (t) => {
  const database = await createTestDatabase();
  const pool = openPool(database.url, 'test', 2);
  const lane = openResolveLane({
    url: database.url,
    oneMerchantPerCommit: false,
    formats: { xoompe: () => '', xpayout: () => '', xprizo: () => '' },
  });
  t.after(async () => {
    await lane.close();
    await pool.end();
    await database.drop();
  });
  const breaker = createBreaker({ opensAfter: 1, firstPauseMs: 60_000 });
  const nowMs = systemClock.now().getTime();
  const entry = breaker.enter(nowMs);
  assert.ok(entry.allowed);
  breaker.leave(entry.pass, 'trouble', nowMs);
  const bank = { url: 'http://127.0.0.1:9', apiKey: 'k', callbackSecret: 's' };
  const deps: PayoutWorkerDeps = {
    pool,
    lane,
    breaker,
    payoutSwitch: { isPaused: () => Promise.resolve(false) },
    hasReadStatement: () => true,
    provider: createSandboxBank({ ...bank, submitTimeoutMs: 1_000, enquireTimeoutMs: 1_000 }),
    merchantNoOf: () => Promise.reject(new Error('Nothing is due.')),
    clock: systemClock,
    random: () => 0,
    onError: (error) => {
      assert.ifError(error);
    },
    oneMerchantPerCommit: false,
  };
  const worker = new PayoutWorker(deps);

  worker.wake();
  worker.start();
  const isStarved = setTimeout(() => process.exit(1), 5_000);
  const before = process.cpuUsage();
  await sleep(500);
  const busyMs = process.cpuUsage(before).user / 1_000;
  clearTimeout(isStarved);
  await worker.stop();

  assert.ok(busyMs < 400, `busy for ${String(busyMs)} ms of 500`);
});
