import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DomainError } from '../../../src/kit/errors.ts';
import { readJson, type JsonObject } from '../../../src/kit/json.ts';
import { fieldsOf, type Fields } from '../../../src/dialects/xprizo/fields.ts';

function body(text: string): Fields {
  return fieldsOf(readJson(Buffer.from(text)) as JsonObject);
}

function refused(read: () => unknown): string {
  try {
    return `took ${String(read())}`;
  } catch (error) {
    assert.ok(error instanceof DomainError);
    return Object.values(error.details.fields ?? {})[0]?.[0] ?? error.details.reason ?? error.code;
  }
}

test('a name is the same in any case, and one that comes twice is refused', () => {
  assert.equal(
    body('{"customerData":{"IpAddress":"::1"}}').below('CUSTOMERDATA').text('ipAddress'),
    '::1',
  );
  assert.equal(
    refused(() => body('{"amount":1,"Amount":2}')),
    'A name appears twice.',
  );
});

test('an amount is read exactly from a number or from text, and is never rounded', () => {
  for (const [text, minor] of [
    ['1', 100n],
    ['"1"', 100n],
    ['0.01', 1n],
    ['"1234567.5"', 1_234_567_50n],
    ['9999999999999.99', 9_999_999_999_999_99n],
  ] as const)
    assert.equal(body(`{"amount":${text}}`).needMoney('amount', 'KES'), minor);
  for (const text of [
    ...[
      '0',
      '-1',
      '-0',
      '1e3',
      '1.005',
      '100.005',
      '"0x10"',
      '" 1"',
      '"1,5"',
      '"NaN"',
      'true',
      '[1]',
    ],
    ...['{}', '"01"', '"1."', '".5"', '99999999999999', '1E2', '1.0e0'],
  ])
    assert.equal(
      refused(() => body(`{"amount":${text}}`).needMoney('amount', 'KES')),
      'Invalid amount',
    );
  for (const text of ['null', '""'])
    assert.equal(
      refused(() => body(`{"amount":${text}}`).needMoney('amount', 'KES')),
      'amount required',
    );
});

test('a whole number, a truth and a time may come as text', () => {
  assert.equal(body('{"id":"100001"}').needWhole('id'), 100_001n);
  for (const text of ['-1', '1.5', '"1.0"', '1e2', '"٣"', '9223372036854775808', 'false'])
    assert.equal(
      refused(() => body(`{"id":${text}}`).whole('id')),
      'Invalid id',
    );
  assert.equal(body('{"on":"True"}').flag('on'), true);
  assert.equal(
    refused(() => body('{"on":1}').flag('on')),
    'Invalid on',
  );
  for (const [text, at] of [
    ['2026-04-07', '2026-04-07T00:00:00.000Z'],
    ['2026-04-07T09:30', '2026-04-07T09:30:00.000Z'],
    ['2026-04-07T09:30:15.1234567+05:30', '2026-04-07T04:00:15.123Z'],
    ['2026-04-07T09:30:00 05:30', '2026-04-07T04:00:00.000Z'],
  ] as const)
    assert.equal(body(`{"at":"${text}"}`).time('at')?.toISOString(), at);
  for (const text of [
    ...['2026-13-01', '2026-02-30', '2026-04-31T10:00', '07/04/2026', 'tomorrow'],
    ...['2026-04-07 09:30', '20260407'],
  ])
    assert.equal(
      refused(() => body(`{"at":"${text}"}`).time('at')),
      'Invalid at',
    );
});
