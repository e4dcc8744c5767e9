import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Doubt } from '../../src/db/doubt.ts';

/** How long nothing is assumed after a break at that moment. */
function restAfter(doubt: Doubt, brokenAtMs: number): number {
  doubt.wasBroken(brokenAtMs);
  for (let restMs = 0; restMs <= 60_000; restMs += 50)
    if (doubt.isOver(brokenAtMs + restMs)) return restMs;
  return Infinity;
}

test('Who was never wrong assumes at once.', () => {
  assert.equal(new Doubt().isOver(0), true);
});

test('Whoever is wrong again and again assumes more and more seldom, at least every ten seconds.', () => {
  const doubt = new Doubt();
  const rests: number[] = [];
  let nowMs = 5_000;
  for (let nth = 0; nth < 8; nth++) {
    const restMs = restAfter(doubt, nowMs);
    rests.push(restMs);
    nowMs += restMs + 100;
  }
  assert.deepEqual(rests, [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
});

test('After it has been right for ten times as long as it rested, a break counts as the first.', () => {
  const doubt = new Doubt();
  assert.equal(restAfter(doubt, 0), 250);
  assert.equal(restAfter(doubt, 300), 500);
  assert.equal(restAfter(doubt, 800 + 5_000), 1_000);
  assert.equal(restAfter(doubt, 6_800 + 10_001), 250);
});
