import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalTime } from '../../../src/dialects/xoompe/local-time.ts';

const hourMs = 3_600_000;

function span(zone: string, text: string): [from: string, lengthMs: number] | undefined {
  const found = new LocalTime(zone).spanOf(text);
  return found && [new Date(found.fromMs).toISOString(), found.toMs - found.fromMs];
}

test('a time is shown as the clocks of the zone show it', () => {
  const shown: readonly (readonly [zone: string, at: string, text: string])[] = [
    ['UTC', '2026-01-09T17:21:00.999Z', '2026-01-09T17:21:00'],
    ['Asia/Kolkata', '2026-01-09T18:30:00Z', '2026-01-10T00:00:00'],
    ['Asia/Kathmandu', '2026-01-09T18:15:00Z', '2026-01-10T00:00:00'],
    ['America/New_York', '2026-03-08T06:59:59Z', '2026-03-08T01:59:59'],
    ['America/New_York', '2026-03-08T07:00:00Z', '2026-03-08T03:00:00'],
    ['America/New_York', '2026-11-01T05:59:59Z', '2026-11-01T01:59:59'],
    ['America/New_York', '2026-11-01T06:00:00Z', '2026-11-01T01:00:00'],
  ];
  for (const [zone, at, text] of shown)
    assert.equal(new LocalTime(zone).text(new Date(at)), text, `${zone} ${at}`);
  const one = new LocalTime('America/New_York');
  for (const [zone, at, text] of shown)
    if (zone === 'America/New_York')
      assert.equal(one.text(new Date(at)), text, 'one after the other');
});

test('a text names a whole day, minute, second or millisecond of the zone, unless it names another', () => {
  assert.deepEqual(span('UTC', '2026-02-28'), ['2026-02-28T00:00:00.000Z', 24 * hourMs]);
  assert.deepEqual(span('Asia/Kolkata', '2026-01-10'), ['2026-01-09T18:30:00.000Z', 24 * hourMs]);
  assert.deepEqual(span('America/New_York', '2026-03-08'), [
    '2026-03-08T05:00:00.000Z',
    23 * hourMs,
  ]);
  assert.deepEqual(span('America/New_York', '2026-11-01'), [
    '2026-11-01T04:00:00.000Z',
    25 * hourMs,
  ]);
  assert.deepEqual(span('UTC', '2026-01-09T17:21'), ['2026-01-09T17:21:00.000Z', 60_000]);
  assert.deepEqual(span('UTC', '2026-01-09T17:21:05'), ['2026-01-09T17:21:05.000Z', 1_000]);
  assert.deepEqual(span('UTC', '2026-01-09T17:21:05.07'), ['2026-01-09T17:21:05.070Z', 1]);
  for (const text of [
    '2026-01-09T17:21:05Z',
    '2026-01-09T22:51:05+05:30',
    '2026-01-09T22:51:05 05:30',
  ])
    assert.deepEqual(span('America/New_York', text), ['2026-01-09T17:21:05.000Z', 1_000], text);
  assert.deepEqual(span('UTC', '2026-01-09T17:21:05-00:30'), ['2026-01-09T17:51:05.000Z', 1_000]);
  assert.deepEqual(span('UTC', '2028-02-29'), ['2028-02-29T00:00:00.000Z', 24 * hourMs]);
});

test('a time may be written as other programs write it', () => {
  for (const text of [
    '2026-01-09T22:51:05+0530',
    '2026-01-09t17:21:05z',
    '2026-01-09T13:51:05-0330',
  ])
    assert.deepEqual(span('UTC', text), ['2026-01-09T17:21:05.000Z', 1_000], text);
  for (const text of ['2026-01-09T17:21:05.0709', '2026-01-09T17:21:05.070999999Z'])
    assert.deepEqual(span('UTC', text), ['2026-01-09T17:21:05.070Z', 1], text);
});

test('a day or a time that does not exist names nothing', () => {
  for (const text of [
    ...['', '2026', '2026-01', '2026-1-9', '20260109', '2026-00-01', '2026-13-01', '2026-01-00'],
    ...['2026-02-29', '2026-04-31', '0000-01-01', '1969-12-31', '2026-01-09 17:21', '2026-01-09T'],
    ...['2026-01-09T17', '2026-01-09T24:00', '2026-01-09T17:60', '2026-01-09T17:21:60'],
    ...['2026-01-09T17:21:05.', '2026-01-09T17:21:05.1234567890', '2026-01-09T17:21:05zz'],
    ...['2026-01-09T17:21:05+5:30', '2026-01-09T17:21:05+530', '2026-01-09T17:21:05+24:00'],
    ...['2026-01-09T17:21:05+00:60', '2026-01-09Z', '-2026-01-09', ' 2026-01-09', '2026-01-09\n'],
  ])
    assert.equal(span('UTC', text), undefined, text);
});

test('an unknown zone is refused at once', () => {
  assert.throws(() => new LocalTime('Mars/Olympus'), RangeError);
});
