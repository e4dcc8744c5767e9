import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstIdAt } from '../../src/kit/ids.ts';
import { daySpanOf } from '../../src/payments/numbered-days.ts';

test('a number of any time zone lies within the span of its day', () => {
  const span = daySpanOf('TX26030100042');
  assert.ok(span !== undefined);
  const [bornAt, overAt] = ['2026-03-01T00:00:00.000+14:00', '2026-03-01T23:59:59.999-12:00'];
  for (const at of [bornAt, overAt]) {
    const id = firstIdAt(Date.parse(at));
    assert.ok(span.fromId <= id && id < span.toId, at);
  }
  for (const at of ['2026-02-28T00:00:00Z', '2026-03-03T00:00:00Z']) {
    const id = firstIdAt(Date.parse(at));
    assert.ok(id < span.fromId || id >= span.toId, at);
  }
});

test('an order says the same day with all four digits of its year', () => {
  assert.deepEqual(daySpanOf('GW202603011200000001'), daySpanOf('TX26030100042'));
  assert.deepEqual(daySpanOf('TX260301'), daySpanOf('TX26030100042'));
});

test('what does not say a whole day has no span', () => {
  for (const text of [
    '',
    'TX',
    'TX26030',
    'GW2026030',
    'tx260301',
    'TX261301',
    'TX260332',
    'INV-260301',
  ])
    assert.equal(daySpanOf(text), undefined, text);
});
