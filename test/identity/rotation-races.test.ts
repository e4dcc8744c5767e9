/** A client logs in while or before its secret is replaced: no token of it outlives the old secret. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { rotateCredential } from '../../src/identity/credentials.ts';
import { createTestDatabase } from '../kit/database.ts';
import {
  HandClock,
  home,
  isRefused,
  makeMerchant,
  refused,
  secondsUntil,
  startGateway,
} from './gateway.ts';

const nowMs = Date.now();

async function open(t: TestContext) {
  const database = await createTestDatabase();
  const clock = new HandClock(nowMs + 1_000);
  const gateway = await startGateway(database.url, clock);
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
    ...{ gateway, clock, merchantId },
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

test('a token from before a rotation ends with an overlap that is shorter than its life, and is good until then', async (t) => {
  const { gateway, clock, rotate, login } = await open(t);
  const { accessToken, refreshToken } = await login();
  await rotate(600_000);
  const refreshed = await gateway.sessions.refresh(refreshToken, home);
  clock.nowMs = nowMs + 590_000;
  await sleep(900);
  await gateway.admission.admit(accessToken, home);
  const again = await gateway.sessions.refresh(refreshed.refreshToken, home);
  clock.nowMs = nowMs + 600_000;
  await secondsUntil(() => isRefused(gateway, accessToken, 'access.unauthenticated'));
  await assert.rejects(
    gateway.sessions.refresh(again.refreshToken, home),
    refused('access.unauthenticated'),
  );
});

test('a second rotation without an overlap ends at once what the first would have ended later', async (t) => {
  const { gateway, rotate, login } = await open(t);
  const { accessToken } = await login();
  await rotate(600_000);
  await rotate(0);
  await secondsUntil(() => isRefused(gateway, accessToken, 'access.unauthenticated'));
});

test('a login that is to end later can be ended now', async (t) => {
  const { gateway, clock, merchantId, rotate, login } = await open(t);
  const { accessToken } = await login();
  await rotate(600_000);
  const { familyId } = await gateway.tokens.verify(accessToken);
  const order = { merchantId, familyId, because: 'test', actor: 'test', nowMs: clock.nowMs };
  assert.equal(await gateway.revocations.revoke(order), true);
  assert.ok(await isRefused(gateway, accessToken, 'access.unauthenticated'));
});
