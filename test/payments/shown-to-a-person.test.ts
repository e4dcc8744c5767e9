/** What no rule may decide is shown to a person, once for each thing there is to know. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FactSource } from '../../src/payments/resolve-command.ts';
import type { Outcome } from '../../src/providers/provider.ts';
import { at as start } from './samples.ts';
import { PayoutWorld } from './payout-world.ts';

const paid = {
  kind: 'succeeded',
  amountMinor: 100_00n,
  currency: 'INR',
  utr: '601500000001',
} as const;
const refused = { kind: 'rejected', code: 'INVALID_ACCOUNT', message: 'No such account' } as const;
const noAnswer = { kind: 'unknown', why: 'no answer in time' } as const;
const dayMs = 86_400_000;

test('a payout open for a day is shown to a person once, and goes on being asked about', () => {
  const world = PayoutWorld.submitted();
  world.hear(noAnswer, 'reply');
  for (let asked = 0; asked < 300; asked += 1) {
    world.nowMs = world.promise.dueAt.getTime();
    world.take('worker');
    world.hear(noAnswer, 'enquiry');
    const isOld = world.nowMs - start.getTime() >= dayMs;
    assert.deepEqual(
      world.cases.map(({ code }) => code),
      isOld ? ['overdue'] : [],
    );
  }
  assert.equal(world.payout.status, 'processing');
});

test('a code that the bank does not document is shown to a person at once, once for each code, and ends nothing', () => {
  const world = PayoutWorld.submitted();
  const odd = (undocumented: string): Outcome => ({ kind: 'unknown', why: 'odd', undocumented });
  for (const source of ['reply', 'enquiry', 'callback', 'statement'] as FactSource[])
    for (const code of ['ODD_1', 'ODD_2']) world.hear(odd(code), source);
  assert.deepEqual(
    world.cases.map(({ code, details }) => [code, details['code']]),
    [
      ['undocumented_answer', 'ODD_1'],
      ['undocumented_answer', 'ODD_2'],
    ],
  );
  assert.deepEqual([world.payout.status, world.account.heldMinor], ['processing', 101_18n]);
  world.hear(paid, 'callback');
  assert.equal(world.payout.status, 'succeeded');
});

test('a reference of ours that we never sent is shown to a person, once for each thing said of it', () => {
  const world = PayoutWorld.submitted();
  for (let told = 0; told < 3; told += 1) world.hear(paid, 'callback', 2);
  world.hear(refused, 'statement', 2);
  assert.deepEqual([world.caseCodes(), world.cases.length], [['news_about_no_attempt'], 2]);
  assert.equal(world.payout.status, 'processing');
});
