/** An order that is sent a second time: what is said of that sending alone proves nothing of the first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../../src/providers/provider.ts';
import { readSubmitReply } from '../../src/providers/sandbox-bank/submit.ts';
import { PayoutWorld } from './payout-world.ts';
import { at as start } from './samples.ts';

const noAnswer = { kind: 'unknown', why: 'no answer in time' } as const;
const notSent = { kind: 'not_sent', why: 'the connection was refused' } as const;
const money = { amountMinor: 100_00n, currency: 'INR' } as const;
const paid = { kind: 'succeeded', ...money, utr: '601500000001' } as const;
const refused = { kind: 'rejected', code: 'INVALID_ACCOUNT', message: '' } as const;

/** What the bank's connector makes of "this request is malformed". */
const malformed = readSubmitReply(
  {
    ...{ reference: 'REF-1', ...money, rail: 'IMPS' },
    beneficiary: { name: 'Asha Rao', accountNumber: '123456789012', ifsc: 'HDBK0000001' },
  },
  {
    ...{ kind: 'answered', status: 400 },
    body: Buffer.from('{"error":{"code":"INVALID_REQUEST","message":"unknown field"}}'),
  },
);

/** Sent once without an answer, not found three times, and about to be sent again. */
function sentAgain(): PayoutWorld {
  const world = PayoutWorld.submitted();
  world.hear(noAnswer, 'reply');
  let kind = '';
  while (kind !== 'submit') {
    world.nowMs = world.promise.dueAt.getTime();
    world.take('worker');
    ({ kind } = world.hear({ kind: 'not_found' }, 'enquiry'));
  }
  return world;
}

test('the second sending is malformed: the hold stays, it is asked about again, and a success is a success', () => {
  const world = sentAgain();
  world.hear(malformed, 'reply');
  assert.deepEqual([world.payout.status, world.account.heldMinor], ['processing', 101_18n]);
  assert.ok(world.promise.dueAt.getTime() > world.nowMs);
  assert.equal(world.take('second').kind, 'enquire');
  world.hear(paid, 'statement');
  assert.deepEqual([world.payout.status, world.caseCodes()], ['succeeded', []]);
});

test('a malformed request that nothing was sent before, or only what never left, ends the payout', () => {
  const once = PayoutWorld.submitted();
  once.hear(malformed, 'reply');
  assert.deepEqual([once.payout.status, once.account.heldMinor], ['failed', 0n]);
  const unsent = PayoutWorld.submitted();
  unsent.hear(notSent, 'reply');
  assert.equal(unsent.take('second').kind, 'submit');
  unsent.hear(malformed, 'reply');
  assert.equal(unsent.payout.statusReason, 'INVALID_REQUEST');
});

test('a refusal that is recorded under the reference ends the payout, however often it was sent', () => {
  const world = sentAgain();
  world.hear(refused, 'reply');
  assert.deepEqual([world.payout.status, world.account.heldMinor], ['failed', 0n]);
});

test('what was just sent is asked about ten seconds later, however old the payout; what never left, as before', () => {
  const dueInMsAfter = (outcome: Outcome) => {
    const world = sentAgain();
    world.nowMs = start.getTime() + 3_600_000;
    world.hear(outcome, 'reply');
    return world.promise.dueAt.getTime() - world.nowMs;
  };
  assert.equal(dueInMsAfter({ kind: 'accepted' }), 10_000);
  assert.equal(dueInMsAfter(noAnswer), 10_000);
  assert.equal(dueInMsAfter(notSent), 3_600_000 / 40);
});
