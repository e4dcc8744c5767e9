/** Every code that Safaricom documents has a meaning in the tables; nobody has to guess. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isDocumented,
  payoutMeaning,
  promptMeaning,
  reversalMeaning,
  statusMeaning,
} from '../../../src/providers/daraja/codes.ts';

const ofPrompts = [
  ...['0', '1', '2', '3', '4', '8', '17', '1001', '1019', '1025', '9999', '1032', '1037'],
  ...['2001', '2028', '8006', 'SFC_IC0003'],
];
const ofPayouts = [
  ...['0', '1', '2', '3', '4', '8', '11', '21', '2001', '2006', '2028', '8006', '2040'],
  ...['SFC_IC0003', '15', '17', '26'],
];

test('every documented code of a prompt, a payout and a reversal is in its table', () => {
  for (const code of ofPrompts) assert.ok(isDocumented('prompt', code), code);
  for (const code of ofPayouts) assert.ok(isDocumented('payout', code), code);
  for (const code of ['0', 'R000001', 'R000002']) assert.ok(isDocumented('reversal', code), code);
});

test('a code that is in no table ends nothing', () => {
  for (const code of ['7777', '', '00', 'constructor', '__proto__']) {
    assert.deepEqual(promptMeaning(code), { end: 'open' });
    assert.deepEqual(payoutMeaning(code), { end: 'unknown' });
    assert.equal(reversalMeaning(code), 'unknown');
    assert.equal(statusMeaning(code), 'unknown');
  }
});

test('a prompt that ran out of time is open, for it has been seen to succeed afterwards', () => {
  for (const code of ['1037', '1019']) assert.equal(promptMeaning(code).end, 'open');
});

test('trouble of theirs and doubles are no failure of a payout', () => {
  for (const code of ['15', '17', '26']) assert.equal(payoutMeaning(code).end, 'unknown');
});

test('only "0" pays', () => {
  assert.deepEqual(
    ofPrompts.filter((code) => promptMeaning(code).end === 'paid'),
    ['0'],
  );
  assert.deepEqual(
    ofPayouts.filter((code) => payoutMeaning(code).end === 'paid'),
    ['0'],
  );
});
