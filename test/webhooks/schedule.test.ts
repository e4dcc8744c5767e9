import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EgressReply } from '../../src/webhooks/reply.ts';
import { attemptDelaysMs, judgeReply, orderDelaysMs } from '../../src/webhooks/schedule.ts';

const now = new Date('2026-01-09T17:25:00Z');
const hourMs = 60 * 60_000;
const never = (): number => 0;

function answered(status: number, retryAfterMs?: number): EgressReply {
  const rest = retryAfterMs === undefined ? {} : { retryAfterMs };
  return { kind: 'answer', status, replyHead: '', durationMs: 5, ...rest };
}

test('the whole schedule lasts a little over three days', () => {
  const total = attemptDelaysMs.reduce((sum, delayMs) => sum + delayMs, 0);
  assert.equal(attemptDelaysMs.length, 10);
  assert.ok(total > 72 * hourMs && total < 80 * hourMs);
});

test('the address of an order is tried for as long as its contract says: within 24 hours, jitter and all', () => {
  const total = orderDelaysMs.reduce((sum, delayMs) => sum + delayMs, 0);
  assert.ok(total > 19 * hourMs && total * 1.2 <= 24 * hourMs);
  const last = orderDelaysMs.length;
  const end = (made: number) => judgeReply(answered(500), made, now, never, 'order').state;
  assert.deepEqual([end(last - 1), end(last)], ['due', 'dead']);
});

test('only 2xx is delivered; redirects and refusals are failures', () => {
  for (let status = 200; status < 600; status++) {
    const { state } = judgeReply(answered(status), 1, now, never);
    assert.equal(state, status < 300 ? 'done' : status === 410 ? 'dead' : 'due', String(status));
  }
});

test('each wait is at least the published one and at most a fifth longer', () => {
  const chance = fc.double({ min: 0, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), chance, (made, drawn) => {
      const { state, dueAt } = judgeReply(answered(500), made, now, () => drawn);
      const waitMs = dueAt.getTime() - now.getTime();
      const delayMs = attemptDelaysMs[made] ?? 0;
      assert.equal(state, 'due');
      assert.ok(waitMs >= delayMs && waitMs <= delayMs * 1.2);
    }),
  );
});

test('the tenth failure is the last, however it came about', () => {
  const replies: EgressReply[] = [
    answered(500),
    answered(429, hourMs),
    { kind: 'blocked', reason: 'The address is not public.' },
    { kind: 'failed', reason: 'The connection was refused.', durationMs: 1 },
  ];
  for (const reply of replies) assert.equal(judgeReply(reply, 10, now, never).state, 'dead');
});

test('an endpoint may ask for a rest, but not for ever', () => {
  assert.equal(judgeReply(answered(503), 1, now, never).restMs, 0);
  for (const status of [429, 502, 504])
    assert.equal(judgeReply(answered(status), 1, now, never).restMs, 5_000);
  assert.equal(judgeReply(answered(503, 30_000), 1, now, never).restMs, 30_000);
  const greedy = judgeReply(answered(503, 900 * hourMs), 1, now, never);
  assert.equal(greedy.restMs, hourMs);
  assert.equal(greedy.dueAt.getTime() - now.getTime(), 24 * hourMs);
});
