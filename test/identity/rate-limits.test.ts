import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { DomainError } from '../../src/kit/errors.ts';
import { RateLimits } from '../../src/identity/rate-limits.ts';
import { roomIn, waitMsFor, windowMs } from '../../src/identity/sliding-window.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';

let database: TestDatabase;
let pool: Pool;
let limits: RateLimits;

before(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url, 'test', 4);
  limits = new RateLimits(pool);
});
after(async () => {
  await pool.end();
  await database.drop();
});

/** A count that must not be torn by the turn of the minute starts well before it. */
async function stayInThisMinute(): Promise<void> {
  const { rows } = await pool.query<{ left_ms: number }>(
    `select ${windowMs} - (floor(extract(epoch from clock_timestamp()) * 1000)::bigint % ${windowMs})::integer as left_ms`,
  );
  const leftMs = rows[0]?.left_ms ?? 0;
  if (leftMs < 5_000) await sleep(leftMs + 20);
}

async function countAllowed(
  processes: readonly RateLimits[],
  calls: number,
  bucket: string,
  limit: number,
): Promise<number> {
  const decisions = await Promise.all(
    Array.from({ length: calls }, (_, index) =>
      (processes[index % processes.length] ?? limits).take(bucket, limit),
    ),
  );
  return decisions.filter((decision) => decision.allowed).length;
}

test('four processes together let in exactly the limit, whatever they ask at once', async () => {
  const pools = Array.from({ length: 4 }, () => openPool(database.url, 'test', 3));
  const processes = pools.map((each) => new RateLimits(each));
  try {
    await stayInThisMinute();
    const buckets = Array.from({ length: 20 }, (_, index) => `merchant ${index}`);
    const allowed = await Promise.all(
      buckets.map((bucket) => countAllowed(processes, 400, bucket, 100)),
    );
    assert.deepEqual(
      allowed,
      buckets.map(() => 100),
    );
    const waves: number[] = [];
    for (let wave = 0; wave < 30; wave++)
      waves.push(await countAllowed(processes, 8, 'in waves', 100));
    assert.equal(
      waves.reduce((sum, count) => sum + count, 0),
      100,
    );
  } finally {
    await Promise.all(pools.map(async (each) => each.end()));
  }
});

test('a refused call does not count, and every answer says where the caller stands', async () => {
  await stayInThisMinute();
  const first = await limits.take('small', 3);
  assert.deepEqual(
    [first.allowed, first.limit, first.remaining, first.retryAfterSeconds],
    [true, 3, 2, 0],
  );
  assert.ok(first.resetSeconds >= 1 && first.resetSeconds <= 60);
  const more = await Promise.all([1, 2, 3, 4].map(() => limits.take('small', 3)));
  assert.deepEqual(
    more.map((decision) => [decision.allowed, decision.remaining]),
    [
      [true, 1],
      [true, 0],
      [false, 0],
      [false, 0],
    ],
  );
  for (const { allowed, retryAfterSeconds, resetSeconds } of more) {
    assert.ok(allowed ? retryAfterSeconds === 0 : retryAfterSeconds >= 1);
    assert.ok(resetSeconds >= retryAfterSeconds, 'who waits for the reset is let in');
  }
  const { rows } = await pool.query("select used from rate_windows where bucket = 'small'");
  assert.deepEqual(rows, [{ used: 3 }]);
  assert.equal((await limits.take('small', 4)).allowed, true, 'a raised limit counts at once');
  assert.equal((await limits.take('closed', 0)).allowed, false);
});

/** Moves a bucket into the past: what it counted now happened minutes ago. */
async function age(bucket: string, minutes: number): Promise<void> {
  await pool.query('update rate_windows set window_no = window_no - $2 where bucket = $1', [
    bucket,
    minutes,
  ]);
}

test('what was used in the last minute fades out evenly, and two minutes later nothing is left of it', async () => {
  await stayInThisMinute();
  await countAllowed([limits], 100, 'fading', 100);
  await age('fading', 1);
  const decision = await limits.take('fading', 1_000);
  const { rows } = await pool.query<{ used: number; previous_used: number }>(
    "select used, previous_used from rate_windows where bucket = 'fading'",
  );
  assert.deepEqual(rows, [{ used: 1, previous_used: 100 }]);
  const secondsLeft = decision.resetSeconds;
  const fading = 1_000 - 1 - decision.remaining;
  assert.ok(Math.abs(fading - (100 * secondsLeft) / 60) <= 2, `${fading} at ${secondsLeft} s`);
  await age('fading', 2);
  assert.equal((await limits.take('fading', 100)).remaining, 99);
});

test('a window from a clock that ran ahead does not lock anybody out', async () => {
  await stayInThisMinute();
  await countAllowed([limits], 5, 'ahead', 5);
  await age('ahead', -1);
  assert.equal((await limits.take('ahead', 5)).allowed, false, 'a statement a moment late counts');
  await age('ahead', -60);
  assert.equal((await limits.take('ahead', 5)).allowed, true);
});

test('windows emptied by a crash are opened again, and old ones are cleared away', async () => {
  await stayInThisMinute();
  await countAllowed([limits], 5, 'emptied', 5);
  await pool.query('delete from rate_windows');
  assert.equal((await limits.take('emptied', 5)).remaining, 4);
  await countAllowed([limits], 3, 'old', 5);
  await age('old', 2);
  await age('emptied', 1);
  assert.equal(await limits.sweep(), 1);
  const { rows } = await pool.query('select bucket from rate_windows');
  assert.deepEqual(rows, [{ bucket: 'emptied' }]);
});

test('what cannot be counted is not let in', async () => {
  const lost = openPool(database.url, 'test', 1);
  const blind = new RateLimits(lost);
  await blind.take('any', 10);
  await lost.end();
  const calls = await Promise.allSettled([blind.take('any', 10), blind.take('other', 10)]);
  for (const call of calls) {
    assert.equal(call.status, 'rejected');
    assert.ok(call.reason instanceof DomainError && call.reason.code === 'service.unavailable');
  }
});

test('calls of one turn are decided in one statement per lane', async () => {
  const watched = openPool(database.url, 'test', 4);
  let statements = 0;
  const counted = new Proxy(watched, {
    get: (target, name) => {
      if (name !== 'query') return Reflect.get(target, name) as unknown;
      return (text: string, values?: unknown[]) => {
        statements += 1;
        return target.query(text, values);
      };
    },
  });
  const gathered = new RateLimits(counted);
  const buckets = Array.from({ length: 100 }, (_, index) => `gathered ${index}`);
  // As from many sockets: each call comes a few steps later than the one before, in the same turn.
  const ask = () =>
    Promise.all(
      buckets.map(async (bucket, index) => {
        for (let step = 0; step < index % 7; step++) await Promise.resolve();
        return gathered.take(bucket, 10);
      }),
    );
  await ask();
  statements = 0;
  await ask();
  await watched.end();
  assert.ok(statements <= 2, `${statements} statements for 100 calls`);
});

test('after the wait we name, one more call fits, and a moment earlier none did', () => {
  const state = fc.record({
    used: fc.integer({ min: 0, max: 300 }),
    previousUsed: fc.integer({ min: 0, max: 300 }),
    elapsedMs: fc.integer({ min: 0, max: windowMs - 1 }),
  });
  fc.assert(
    fc.property(state, fc.integer({ min: 1, max: 200 }), (now, limit) => {
      const at = (waitMs: number): number => {
        const elapsedMs = now.elapsedMs + waitMs;
        if (elapsedMs < windowMs) return roomIn({ ...now, elapsedMs }, limit);
        if (elapsedMs >= 2 * windowMs) return limit;
        const next = { used: 0, previousUsed: now.used, elapsedMs: elapsedMs - windowMs };
        return roomIn(next, limit);
      };
      const waitMs = waitMsFor(now, limit);
      assert.ok(waitMs >= 0 && waitMs <= 2 * windowMs);
      assert.ok(at(waitMs) >= 1, 'it fits');
      if (waitMs > 0) assert.equal(at(waitMs - 1), 0, 'not earlier');
    }),
  );
});
