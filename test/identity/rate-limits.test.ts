import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { DomainError } from '../../src/kit/errors.ts';
import { RateLimits } from '../../src/identity/rate-limits.ts';
import {
  nextPlaceMs,
  roomIn,
  waitMsFor,
  windowSeconds,
} from '../../src/identity/sliding-window.ts';
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
  assert.equal(await countedOf('small'), 3);
  assert.equal((await limits.take('small', 4)).allowed, true, 'a raised limit counts at once');
  assert.equal((await limits.take('closed', 0)).allowed, false);
});

/** Moves a bucket into the past: what it counted now happened so many seconds ago. */
async function age(bucket: string, seconds: number): Promise<void> {
  await pool.query('update call_counts set last_second = last_second - $2 where bucket = $1', [
    bucket,
    seconds,
  ]);
}

async function countedOf(bucket: string): Promise<number> {
  const { rows } = await pool.query<{ used: number }>(
    'select sum(c)::integer as used from call_counts, unnest(counted) as c where bucket = $1',
    [bucket],
  );
  return rows[0]?.used ?? 0;
}

test('a minute after the last call of a full minute the whole limit fits again, and not before', async () => {
  assert.equal(await countAllowed([limits], 110, 'full', 100), 100);
  await age('full', 50);
  const early = await limits.take('full', 100);
  assert.equal(early.allowed, false);
  assert.ok(early.retryAfterSeconds >= 1 && early.retryAfterSeconds <= 10);
  assert.equal(early.resetSeconds, early.retryAfterSeconds);
  await age('full', early.retryAfterSeconds);
  assert.equal(await countAllowed([limits], 110, 'full', 100), 100, 'after the wait that we named');
});

test('places come back in the order in which they were taken, a minute after each', async () => {
  await countAllowed([limits], 3, 'in turn', 10);
  await age('in turn', 20);
  await countAllowed([limits], 7, 'in turn', 10);
  await age('in turn', 35);
  const refused = await limits.take('in turn', 10);
  assert.equal(refused.allowed, false, 'the first three were 55 seconds ago');
  await age('in turn', refused.retryAfterSeconds);
  assert.equal(await countAllowed([limits], 10, 'in turn', 10), 3);
  const next = await limits.take('in turn', 10);
  assert.equal(next.allowed, false);
  assert.ok(next.retryAfterSeconds > 10, 'the seven were taken twenty seconds later');
  await age('in turn', next.retryAfterSeconds);
  assert.equal(await countAllowed([limits], 10, 'in turn', 10), 7);
});

test('the reset of a call that was let in names when more fit than now', async () => {
  await countAllowed([limits], 3, 'reset', 10);
  await age('reset', 40);
  const now = await limits.take('reset', 10);
  assert.deepEqual([now.allowed, now.remaining], [true, 6]);
  assert.ok(now.resetSeconds <= 20, `${now.resetSeconds} s`);
  await age('reset', now.resetSeconds);
  assert.equal((await limits.take('reset', 10)).remaining, 8, 'three places came back');
});

test('a window from a clock that ran ahead does not lock anybody out', async () => {
  await countAllowed([limits], 5, 'ahead', 5);
  await age('ahead', -2);
  assert.equal((await limits.take('ahead', 5)).allowed, false, 'a statement a moment late counts');
  await age('ahead', -600);
  assert.equal((await limits.take('ahead', 5)).allowed, true);
});

test('windows emptied by a crash are opened again, and old ones are cleared away', async () => {
  await countAllowed([limits], 5, 'emptied', 5);
  await pool.query('delete from call_counts');
  assert.equal((await limits.take('emptied', 5)).remaining, 4);
  await countAllowed([limits], 3, 'old', 5);
  await age('old', 62);
  await age('emptied', 50);
  assert.equal(await limits.sweep(), 1);
  const { rows } = await pool.query('select bucket from call_counts');
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
    counted: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })), {
      minLength: windowSeconds,
      maxLength: windowSeconds,
    }),
    intoSecondMs: fc.integer({ min: 0, max: 999 }),
  });
  fc.assert(
    fc.property(state, fc.integer({ min: 1, max: 200 }), (now, limit) => {
      const at = (waitMs: number): number => {
        const secondsOn = Math.floor((now.intoSecondMs + waitMs) / 1_000);
        const counted = now.counted.slice(0, Math.max(0, windowSeconds - secondsOn));
        return roomIn({ counted, intoSecondMs: 0 }, limit);
      };
      const waitMs = waitMsFor(now, limit);
      assert.ok(waitMs >= 0 && waitMs <= windowSeconds * 1_000);
      assert.ok(at(waitMs) >= 1, 'it fits');
      if (waitMs > 0) assert.equal(at(waitMs - 1), 0, 'not earlier');
      const resetMs = nextPlaceMs(now, limit);
      assert.ok(resetMs >= waitMs);
      if (now.counted.some((calls) => calls > 0))
        assert.ok(at(resetMs) > at(0) && at(resetMs - 1) <= at(0), 'more fit, and not earlier');
    }),
  );
});
