import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createBreaker, healthOf, type Breaker, type Health } from '../../src/providers/breaker.ts';

const settings = {
  maxConcurrent: 4,
  opensAfter: 3,
  firstPauseMs: 1_000,
  longestPauseMs: 3_000,
  busyRetryMs: 50,
};

function call(breaker: Breaker, health: Health, nowMs: number): void {
  const entry = breaker.enter(nowMs);
  assert.ok(entry.allowed);
  breaker.leave(entry.pass, health, nowMs);
}

function opened(): Breaker {
  const breaker = createBreaker(settings);
  for (let n = 0; n < 3; n++) call(breaker, 'trouble', 0);
  return breaker;
}

test('no more calls than there are places, and a place that is left is free again', () => {
  const breaker = createBreaker(settings);
  const entries = [0, 1, 2, 3].map(() => breaker.enter(0));
  assert.ok(entries.every((entry) => entry.allowed));
  assert.deepEqual(breaker.enter(0), { allowed: false, why: 'busy', retryAfterMs: 50 });
  const [first] = entries;
  assert.ok(first?.allowed);
  breaker.leave(first.pass, 'well', 0);
  assert.equal(breaker.enter(0).allowed, true);
});

test('it opens after troubles in a row, and one good answer starts the count again', () => {
  const breaker = createBreaker(settings);
  for (let n = 0; n < 5; n++) {
    call(breaker, 'trouble', 0);
    call(breaker, 'trouble', 0);
    call(breaker, 'well', 0);
  }
  assert.equal(breaker.enter(0).allowed, true);
  assert.deepEqual(opened().enter(400), { allowed: false, why: 'open', retryAfterMs: 600 });
});

test('after the pause exactly one probe goes out, and its success lets everybody in', () => {
  const breaker = opened();
  assert.equal(breaker.enter(999).allowed, false);
  const probe = breaker.enter(1_000);
  assert.ok(probe.allowed);
  assert.deepEqual(breaker.enter(1_000), { allowed: false, why: 'open', retryAfterMs: 50 });
  breaker.leave(probe.pass, 'well', 1_010);
  for (let n = 0; n < 4; n++) assert.equal(breaker.enter(1_010).allowed, true);
});

test('after the pause one payout may be on its way, and before its answer is good no second', () => {
  const breaker = createBreaker(settings);
  assert.equal(breaker.mostOnTheirWay(0), 4);
  for (let n = 0; n < 3; n++) call(breaker, 'trouble', 0);
  assert.deepEqual([breaker.mostOnTheirWay(999), breaker.mostOnTheirWay(1_000)], [0, 1]);
  const probe = breaker.enter(1_000);
  assert.ok(probe.allowed);
  assert.equal(breaker.mostOnTheirWay(1_000), 1);
  breaker.leave(probe.pass, 'well', 1_010);
  assert.equal(breaker.mostOnTheirWay(1_010), 4);
});

test('every probe that fails doubles the pause up to the longest', () => {
  const breaker = opened();
  call(breaker, 'trouble', 1_000);
  assert.deepEqual(breaker.enter(1_000), { allowed: false, why: 'open', retryAfterMs: 2_000 });
  call(breaker, 'trouble', 3_000);
  assert.deepEqual(breaker.enter(3_000), { allowed: false, why: 'open', retryAfterMs: 3_000 });
  call(breaker, 'well', 6_000);
  for (let n = 0; n < 3; n++) call(breaker, 'trouble', 6_000);
  assert.deepEqual(breaker.enter(6_000), { allowed: false, why: 'open', retryAfterMs: 1_000 });
});

test('a result from before the opening neither closes it, nor lengthens the pause, nor keeps a place', () => {
  const breaker = createBreaker(settings);
  const early = breaker.enter(0);
  assert.ok(early.allowed);
  for (let n = 0; n < 3; n++) call(breaker, 'trouble', 0);
  breaker.leave(early.pass, 'well', 10);
  assert.deepEqual(breaker.enter(10), { allowed: false, why: 'open', retryAfterMs: 990 });
  call(breaker, 'well', 1_000);
  for (let n = 0; n < 4; n++) assert.equal(breaker.enter(1_000).allowed, true);
});

test('a clear refusal shows a provider that works, an unknown outcome does not', () => {
  assert.equal(healthOf({ kind: 'rejected', code: 'ACCOUNT_CLOSED', message: '' }), 'well');
  assert.equal(healthOf({ kind: 'not_found' }), 'well');
  assert.equal(healthOf({ kind: 'accepted' }), 'well');
  assert.equal(healthOf({ kind: 'unknown', why: '' }), 'trouble');
  assert.equal(healthOf({ kind: 'not_sent', why: '' }), 'trouble');
});

test('an answer that is on its way is no trouble', () => {
  const why = 'asked; the answer comes by itself';
  assert.equal(healthOf({ kind: 'unknown', why, awaited: true }), 'well');
  assert.equal(healthOf({ kind: 'unknown', why }), 'trouble');
});
