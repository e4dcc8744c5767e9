import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Doubt } from '../../src/db/doubt.ts';

/** How often it is wrong in so many seconds when whatever it assumes is. */
function breaksIn(doubt: Doubt, fromMs: number, seconds: number): number {
  let breaks = 0;
  for (let nowMs = fromMs; nowMs < fromMs + seconds * 1_000; nowMs += 7) {
    if (!doubt.isOver(nowMs)) continue;
    doubt.wasBroken(nowMs);
    breaks += 1;
  }
  return breaks;
}

test('Who was never wrong assumes at once.', () => {
  assert.equal(new Doubt().isOver(0), true);
});

test('Whoever is wrong all the time is so twenty times in a row, and then twice in a second.', () => {
  const doubt = new Doubt();
  assert.equal(breaksIn(doubt, 1_000, 0.14), 20);
  assert.equal(breaksIn(doubt, 1_140, 50), 100);
});

test('After ten seconds without a break it may be wrong twenty times again, and no more after an hour.', () => {
  for (const restMs of [10_000, 3_600_000]) {
    const doubt = new Doubt();
    breaksIn(doubt, 0, 1);
    assert.equal(breaksIn(doubt, 1_000 + restMs, 0.14), 20);
    assert.equal(doubt.isOver(1_140 + restMs), false);
  }
});
