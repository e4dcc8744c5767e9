/** Sessions that ended are forgotten two days later, with their tokens; those that go on are not touched. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pruneSessions } from '../../src/identity/prune-sessions.ts';
import { createTestDatabase } from '../kit/database.ts';
import { HandClock, home, makeMerchant, refused, startGateway } from './gateway.ts';

const dayMs = 24 * 3_600_000;

test('a program that logs in for each payout leaves no row for ever', async (t) => {
  const database = await createTestDatabase();
  const clock = new HandClock(Date.now() - 40 * dayMs);
  const gateway = await startGateway(database.url, clock);
  t.after(async () => {
    await gateway.stop();
    await database.drop();
  });
  const { client } = await makeMerchant(gateway.pool, clock.nowMs);
  const rowsLeft = async () => {
    const { rows } = await gateway.pool.query<{ families: number; tokens: number }>(
      `select (select count(*) from token_families)::int as families,
         (select count(*) from refresh_tokens)::int as tokens`,
    );
    return rows[0];
  };
  const prune = () => pruneSessions(gateway.pool, clock.now());

  const old = await gateway.sessions.login(client, home);
  await gateway.sessions.login(client, home);
  const oldNext = await gateway.sessions.refresh(old.refreshToken, home);
  clock.nowMs += 10 * dayMs;
  const going = await gateway.sessions.login(client, home);
  assert.equal(await prune(), 0);

  clock.nowMs += 21 * dayMs;
  assert.equal(await prune(), 0, 'those of the first day ended yesterday');
  clock.nowMs += 2 * dayMs;
  assert.equal(await prune(), 5);
  assert.deepEqual(await rowsLeft(), { families: 1, tokens: 1 });

  await assert.rejects(
    gateway.sessions.refresh(oldNext.refreshToken, home),
    refused('access.unauthenticated'),
  );
  assert.ok(await gateway.sessions.refresh(going.refreshToken, home));
});
