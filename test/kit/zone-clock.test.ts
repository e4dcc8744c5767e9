import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ZoneClock } from '../../src/kit/zone-clock.ts';

test('a time is told in its zone, to the second', () => {
  const india = new ZoneClock('Asia/Kolkata');
  assert.equal(india.text(new Date('2026-04-07T06:00:00.999Z')), '2026-04-07 11:30:00');
  assert.equal(india.text(new Date('2025-12-31T18:30:00Z')), '2026-01-01 00:00:00');
  assert.equal(new ZoneClock('UTC').text(new Date('2026-04-07T06:00:00Z')), '2026-04-07 06:00:00');
});

test('a day begins at its local midnight, also when the clocks changed since', () => {
  const clocks = new Map(
    ['Asia/Kolkata', 'Europe/Berlin'].map((zone) => [zone, new ZoneClock(zone)]),
  );
  const startOf = (zone: string, at: string) =>
    clocks.get(zone)?.dayStart(new Date(at)).toISOString();
  assert.equal(startOf('Asia/Kolkata', '2026-04-07T06:00:00Z'), '2026-04-06T18:30:00.000Z');
  assert.equal(startOf('Asia/Kolkata', '2026-04-06T18:29:59Z'), '2026-04-05T18:30:00.000Z');
  assert.equal(startOf('Europe/Berlin', '2026-03-29T12:00:00Z'), '2026-03-28T23:00:00.000Z');
  // Asked again, and in turns: one clock serves them all.
  for (let round = 0; round < 2; round++) {
    assert.equal(startOf('Europe/Berlin', '2026-10-25T12:00:00Z'), '2026-10-24T22:00:00.000Z');
    assert.equal(startOf('Europe/Berlin', '2026-10-25T23:30:00Z'), '2026-10-25T23:00:00.000Z');
  }
});
