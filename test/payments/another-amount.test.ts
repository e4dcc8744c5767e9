/** A bank that moved another amount than it was asked for: until that is back nothing more is sent, and nothing fails. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PayoutWorld } from './payout-world.ts';

const money = { amountMinor: 100_00n, currency: 'INR', utr: '601500000001' };
const paid = { kind: 'succeeded', ...money } as const;
const paidLess = { ...paid, amountMinor: 99_00n };
const lessReturned = { ...paidLess, kind: 'reversed', reversalReference: 'RV-1' } as const;
const refused = { kind: 'rejected', code: 'INVALID_ACCOUNT', message: 'No such account' } as const;
const railRefused = { kind: 'rejected', code: 'IMPS_NOT_ALLOWED', message: '' } as const;
const notFound = { kind: 'not_found' } as const;

test('once a refused rail has moved another amount no other rail is tried, until just that has come back', () => {
  const world = PayoutWorld.submitted();
  world.hear(railRefused, 'reply');
  world.hear(paidLess, 'statement');
  assert.equal(world.take('second').kind, 'settled');
  assert.deepEqual([world.attempts.length, world.account.heldMinor], [1, 101_18n]);
  assert.deepEqual(world.caseCodes(), ['amount_differs']);
  world.hear({ ...lessReturned, amountMinor: 98_00n }, 'statement');
  assert.equal(world.take('third').kind, 'settled', 'a part of it is not all of it');
  world.hear(lessReturned, 'statement');
  assert.equal(world.take('fourth').kind, 'submit');
});

test('a refusal of the second rail fails nothing while the first has moved another amount', () => {
  const world = PayoutWorld.submitted();
  world.hear(railRefused, 'reply');
  world.take('second');
  world.hear(paidLess, 'statement');
  world.hear(refused, 'reply', 2);
  assert.deepEqual([world.payout.status, world.account.heldMinor], ['processing', 101_18n]);
  assert.deepEqual(world.caseCodes(), ['amount_differs', 'refused_after_success']);
  world.hear(paid, 'callback', 2);
  assert.deepEqual([world.payout.status, world.account.heldMinor], ['succeeded', 0n]);
});

test('who has moved another amount is not sent the payout again, however often it knows of none', () => {
  const world = PayoutWorld.submitted();
  world.hear(paidLess, 'reply');
  for (let nth = 0; nth < 6; nth++) {
    world.nowMs += 60_000;
    assert.equal(world.take(`asking ${String(nth)}`).kind, 'enquire');
    assert.equal(world.hear(notFound, 'enquiry').kind, 'settled');
  }
  assert.equal(world.payout.status, 'processing');
});

test('paid again after its return is a second payment, by whatever attempt', () => {
  const world = PayoutWorld.submitted();
  world.hear(refused, 'reply');
  world.hear(paid);
  world.hear({ ...paid, kind: 'reversed', reversalReference: 'RV-1' });
  assert.deepEqual([world.balances(), world.caseCodes()], [{}, ['paid_after_failure']]);
  world.hear({ ...paid, utr: '601500000002' }, 'statement');
  assert.deepEqual(world.caseCodes(), ['paid_after_failure', 'second_utr']);
});

test('a payment against its refusal that is told without a UTR first, and then with it, is one payment', () => {
  const world = PayoutWorld.submitted();
  world.hear(refused, 'reply');
  world.hear({ ...paid, utr: null });
  world.hear(paid, 'statement');
  world.hear({ ...paid, utr: null }, 'enquiry');
  assert.deepEqual(world.caseCodes(), ['paid_after_failure']);
  world.hear({ ...paid, utr: '601500000002' }, 'statement');
  assert.deepEqual(world.caseCodes(), ['paid_after_failure', 'second_utr']);
});
