/** A client logs in while its secret is replaced without an overlap: no token of it is left alive. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { rotateCredential } from '../../src/identity/credentials.ts';
import { createTestDatabase } from '../kit/database.ts';
import { HandClock, home, makeMerchant, refused, startGateway } from './gateway.ts';

const nowMs = Date.now();

async function open(t: TestContext) {
  const database = await createTestDatabase();
  const gateway = await startGateway(database.url, new HandClock(nowMs + 1_000));
  const { merchant, client } = await makeMerchant(gateway.pool, nowMs);
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  t.after(async () => {
    await owner.end();
    await gateway.stop();
    await database.drop();
  });
  const { merchantId, merchantNo } = merchant;
  const rotate = (overlapMs: number) =>
    rotateCredential(gateway.pool, { merchantId, merchantNo, actor: 'test', nowMs, overlapMs });
  return {
    rotate,
    login: () => gateway.sessions.login(client, home),
    /** Whoever writes to the table waits until it is let go. */
    hold: async (table: string) => {
      await owner.query('begin');
      await owner.query(`lock table ${table} in share mode`);
    },
    letGo: () => owner.query('commit'),
    someoneWaits: async (howMany: number) => {
      for (let tries = 0; tries < 500; tries += 1) {
        const { rows } = await gateway.pool.query(
          'select from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0',
        );
        if (rows.length >= howMany) return;
        await sleep(10);
      }
      throw new Error('Nobody waits.');
    },
  };
}

test('a login that was proven before the rotation and begins its session after it is refused', async (t) => {
  const { rotate, login, hold, letGo, someoneWaits } = await open(t);
  await hold('refresh_tokens');
  const loggingIn = assert.rejects(login(), refused('access.unauthenticated'));
  await someoneWaits(1);
  await rotate(0);
  await letGo();
  await loggingIn;
});

test('a login that begins its session while the rotation is on its way waits for it, and is refused', async (t) => {
  const { rotate, login, hold, letGo, someoneWaits } = await open(t);
  await hold('audit_events');
  const rotating = rotate(0);
  await someoneWaits(1);
  const loggingIn = assert.rejects(login(), refused('access.unauthenticated'));
  // Only of a login that waits is anything to be seen.
  await Promise.race([someoneWaits(2), loggingIn]);
  await letGo();
  await rotating;
  await loggingIn;
});

test('a login that was proven before a rotation with an overlap ends with the overlap', async (t) => {
  const { rotate, login, hold, letGo, someoneWaits } = await open(t);
  await hold('refresh_tokens');
  const loggingIn = login();
  await someoneWaits(1);
  await rotate(61_000);
  await letGo();
  assert.equal((await loggingIn).expiresInSeconds, 60);
});
