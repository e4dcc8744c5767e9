/** Single stories about what a payout does while nobody knows, and about money that moves when it should not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FactSource } from '../../src/payments/resolve-command.ts';
import type { Outcome } from '../../src/providers/provider.ts';
import { idOf } from './samples.ts';
import { PayoutWorld } from './payout-world.ts';

const money = { amountMinor: 100_00n, currency: 'INR', utr: '601500000001' };
const paid = { kind: 'succeeded', ...money } as const;
const refused = { kind: 'rejected', code: 'INVALID_ACCOUNT', message: 'No such account' } as const;
const railRefused = { kind: 'rejected', code: 'IMPS_NOT_ALLOWED', message: '' } as const;
const notFound = { kind: 'not_found' } as const;
const noAnswer = { kind: 'unknown', why: 'no answer in time' } as const;
const reversedBy = (reversalReference: string) =>
  ({ kind: 'reversed', ...money, reversalReference }) as const;

const secondMs = 1_000;
const dayMs = 86_400 * secondMs;

test('a success after a failure stands in suspense once, whoever repeats it, and its return clears it', () => {
  const world = PayoutWorld.submitted();
  world.hear(refused, 'reply');
  const wallet = world.account.postedMinor;
  for (const source of ['callback', 'enquiry', 'statement', 'callback'] as FactSource[])
    world.hear(paid, source);
  assert.equal(world.payout.status, 'failed');
  assert.deepEqual(world.balances(), {
    'payout_clearing:INR': 100_00n,
    'suspense:INR': -100_00n,
  });
  assert.deepEqual(world.caseCodes(), ['paid_after_failure']);
  assert.equal(world.cases.length, 1);
  world.nowMs += 30 * dayMs;
  world.hear(reversedBy('RV-1'), 'statement');
  world.hear(reversedBy('RV-1'), 'callback');
  assert.deepEqual(world.balances(), {});
  assert.equal(world.account.postedMinor, wallet, 'the merchant had its money back all the time');
  assert.equal(world.cases.length, 1);
});

test('a return that comes weeks after the success gives the merchant all of it back, once', () => {
  const world = PayoutWorld.submitted();
  world.hear(paid, 'reply');
  assert.equal(world.account.postedMinor, 898_82n);
  world.nowMs += 30 * dayMs;
  world.hear(reversedBy('RV-1'));
  world.hear(reversedBy('RV-1'), 'statement');
  assert.deepEqual([world.payout.status, world.account.postedMinor], ['reversed', 1_000_00n]);
  assert.deepEqual(world.caseCodes(), []);
});

test('a second return, under another reference, moves nothing and is shown to a person', () => {
  const world = PayoutWorld.submitted();
  world.hear(paid, 'reply');
  world.hear(reversedBy('RV-1'));
  world.hear(reversedBy('RV-2'));
  assert.equal(world.account.postedMinor, 1_000_00n);
  assert.deepEqual(world.caseCodes(), ['second_return']);
});

test('a second UTR for one attempt is shown to a person', () => {
  const world = PayoutWorld.submitted();
  world.hear(paid, 'reply');
  world.hear({ ...paid, utr: '601500000002' });
  assert.deepEqual([world.payout.utr, world.caseCodes()], ['601500000001', ['second_utr']]);
});

test('a UTR that was missing is filled in by whoever knows it', () => {
  const world = PayoutWorld.submitted();
  world.hear({ ...paid, utr: null }, 'reply');
  world.hear(paid, 'statement');
  assert.deepEqual([world.payout.utr, world.payout.version, world.cases.length], [money.utr, 3, 0]);
});

test('a wrong amount in a late success is not taken for the payment that a return may clear', () => {
  const world = PayoutWorld.submitted();
  world.hear(refused, 'reply');
  world.hear({ ...paid, amountMinor: 99_00n });
  world.hear(reversedBy('RV-1'));
  assert.deepEqual(world.balances(), {});
});

test('a refusal after a success of another amount releases nothing: a person finds out which is true', () => {
  const world = PayoutWorld.submitted();
  world.hear({ ...paid, amountMinor: 99_00n });
  assert.equal(
    world.cases[0]?.details['told'],
    '99.00 INR',
    'a person reads it, so no minor units',
  );
  world.hear(refused, 'enquiry');
  world.hear(railRefused, 'statement');
  assert.deepEqual([world.payout.status, world.account.heldMinor], ['processing', 101_18n]);
  assert.deepEqual(world.caseCodes(), ['amount_differs', 'refused_after_success']);
});

test('IMPS not allowed: NEFT is tried in a new attempt, and only after the refusal is definite', () => {
  const world = PayoutWorld.submitted();
  world.hear(noAnswer, 'reply');
  assert.equal(world.take('second').kind, 'enquire', 'unknown: ask, never another rail');
  world.hear(railRefused, 'enquiry');
  assert.equal(world.payout.status, 'processing');
  assert.deepEqual([world.promise.state, world.promise.dueAt], ['due', world.now()]);
  const answer = world.take('third');
  assert.ok(answer.kind === 'submit');
  const { attemptNo, rail, providerReference } = answer.attempt;
  assert.deepEqual([attemptNo, rail, providerReference], [2, 'NEFT', 'REF-2']);
  world.hear({ ...paid, utr: 'HDBKN26011500001' }, 'reply', 2);
  assert.deepEqual([world.payout.status, world.payout.rail], ['succeeded', 'NEFT']);
  assert.deepEqual(world.caseCodes(), []);
});

test('a refusal that callback and reply tell in one batch is followed by another rail at once', () => {
  const world = PayoutWorld.submitted();
  world.apply([world.news(railRefused, 'callback'), world.news(railRefused, 'reply')]);
  assert.deepEqual([world.promise.state, world.promise.dueAt], ['due', world.now()]);
  assert.equal(world.take('second').kind, 'submit');
});

test('when every rail has refused, the payout fails and the hold is released', () => {
  const world = PayoutWorld.submitted();
  world.hear(railRefused, 'reply');
  world.take('second');
  world.hear(railRefused, 'reply', 2);
  assert.deepEqual([world.payout.status, world.account.heldMinor], ['failed', 0n]);
});

test('a refusal of the account itself is not tried on another rail', () => {
  const world = PayoutWorld.submitted();
  world.hear(refused, 'reply');
  assert.deepEqual([world.payout.status, world.payout.statusReason], ['failed', 'INVALID_ACCOUNT']);
  assert.equal(world.attempts.length, 1);
});

test('not found, however often and however old, is not failure', () => {
  const world = PayoutWorld.submitted();
  world.hear(noAnswer, 'reply');
  for (let asked = 0; asked < 200; asked += 1) {
    world.nowMs += dayMs;
    world.take(`worker ${String(asked)}`);
    world.hear(notFound, 'enquiry');
    assert.deepEqual([world.payout.status, world.account.heldMinor], ['processing', 101_18n]);
  }
  assert.equal(world.attempts.length, 1, 'never a second attempt while one is unknown');
});

test('a lost submission is sent again with its reference, after three not-founds and the time in flight', () => {
  const world = PayoutWorld.submitted();
  const ask = () => {
    world.take('worker');
    return world.hear(notFound, 'enquiry').kind;
  };
  world.hear(noAnswer, 'reply');
  assert.deepEqual([ask(), ask(), ask(), ask()], ['settled', 'settled', 'settled', 'settled']);
  world.nowMs += 29 * secondMs;
  assert.equal(ask(), 'settled', 'it may still be in flight');
  world.nowMs += secondMs;
  world.take('worker');
  const answer = world.hear(notFound, 'enquiry');
  assert.ok(answer.kind === 'submit');
  assert.deepEqual([answer.attempt.attemptNo, answer.attempt.providerReference], [1, 'REF-1']);
  world.hear(noAnswer, 'reply');
  assert.deepEqual([ask(), ask()], ['settled', 'settled'], 'and the count starts again');
});

test('two not-founds are too few, whatever the age', () => {
  const world = PayoutWorld.submitted();
  world.hear(noAnswer, 'reply');
  world.nowMs += dayMs;
  for (let asked = 0; asked < 2; asked += 1) {
    world.take('worker');
    assert.equal(world.hear(notFound, 'enquiry').kind, 'settled');
  }
});

test('a provider that does not see doubles is never sent the same order twice', () => {
  const world = PayoutWorld.submitted();
  world.hear(noAnswer, 'reply');
  for (let asked = 0; asked < 10; asked += 1) {
    world.nowMs += dayMs;
    world.take('worker');
    const [answer] = world.apply([world.news(notFound, 'enquiry', 1, { deduplicates: false })]);
    assert.equal(answer?.kind, 'settled');
  }
});

test('news that comes by itself never makes the gateway send', () => {
  const world = PayoutWorld.submitted();
  world.hear(noAnswer, 'reply');
  world.nowMs += dayMs;
  for (let told = 0; told < 5; told += 1)
    assert.equal(world.hear(notFound, 'callback').kind, 'settled');
});

test('what certainly never left is sent again with the same reference', () => {
  const world = PayoutWorld.submitted();
  world.hear({ kind: 'not_sent', why: 'connection refused' }, 'reply');
  const answer = world.take('second');
  assert.ok(answer.kind === 'submit');
  assert.deepEqual([answer.attempt.attemptNo, answer.attempt.providerReference], [1, 'REF-1']);
});

test('"not sent" proves nothing about an attempt that may have been sent before', () => {
  const world = PayoutWorld.submitted();
  world.hear(noAnswer, 'reply');
  world.hear({ kind: 'not_sent', why: 'connection refused' }, 'reply');
  assert.equal(world.take('second').kind, 'enquire');
});

test('a worker whose process died after it committed the attempt is followed by a question, not by a second order', () => {
  const world = PayoutWorld.submitted();
  assert.equal(world.take('second').kind, 'enquire');
});

test('a worker that slept past its lease is fenced, and cannot put off what another holds', () => {
  const world = PayoutWorld.submitted();
  const sleeper = world.news(noAnswer, 'reply');
  const wrongAmount = world.news({ ...paid, amountMinor: 1n }, 'reply');
  world.take('second');
  assert.deepEqual(world.start('worker'), { kind: 'fenced' });
  world.apply([sleeper, wrongAmount]);
  assert.equal(world.promise.leaseId, 'second');
});

test('enquiries go from ten seconds to an hour apart and never stop', () => {
  const world = PayoutWorld.submitted();
  world.hear(noAnswer, 'reply');
  const gaps: number[] = [];
  for (let asked = 0; asked < 300; asked += 1) {
    gaps.push(Math.floor((world.promise.dueAt.getTime() - world.nowMs) / secondMs));
    world.nowMs = world.promise.dueAt.getTime();
    world.take('worker');
    world.hear(noAnswer, 'enquiry');
  }
  assert.deepEqual(gaps.slice(0, 12), [10, ...Array<number>(11).fill(30)]);
  assert.ok(gaps.every((gap, nth) => gap >= (gaps[nth - 1] ?? 0)));
  assert.deepEqual(gaps.slice(-2), [3_600, 3_600]);
});

test('evidence ends a payout whatever the claim, and the worker that comes back finds nothing to do', () => {
  const world = PayoutWorld.submitted();
  world.hear(paid, 'callback');
  world.hear(noAnswer, 'reply');
  assert.deepEqual([world.payout.status, world.promise.state], ['succeeded', 'done']);
  world.hear({ kind: 'accepted' }, 'enquiry');
  assert.equal(world.attempts[0]?.state, 'succeeded');
});

test('news about a payout that we do not know books nothing and is shown to a person, once for each thing said', () => {
  const world = PayoutWorld.submitted();
  const before = structuredClone({ payout: world.payout, journals: world.journals });
  const stray = (outcome: Outcome, source: FactSource) => ({
    ...world.news(outcome, source),
    payoutId: idOf(424_242),
  });
  const said = [stray(paid, 'callback'), stray(paid, 'statement')];
  const answer = { kind: 'stray', note: 'no such payout' };
  assert.deepEqual(world.apply(said), [answer, answer]);
  assert.deepEqual(world.apply(said), [answer, answer]);
  world.apply([stray(reversedBy('RV-1'), 'statement')]);
  assert.deepEqual(
    world.cases.map(({ code, subjectId, details }) => [code, subjectId, details['source']]),
    [
      ['unknown_payout', idOf(424_242), 'callback'],
      ['unknown_payout', idOf(424_242), 'statement'],
    ],
  );
  const { reference, amount, utr } = world.cases[0]?.details ?? {};
  assert.deepEqual([reference, amount, utr], ['REF-1', '100.00 INR', '601500000001']);
  assert.deepEqual({ payout: world.payout, journals: world.journals }, before);
});

test('what was said of an attempt before we made it does not stand in the way of its evidence', () => {
  const world = new PayoutWorld();
  world.hear(paid, 'statement');
  assert.deepEqual([world.payout.status, world.caseCodes()], ['queued', ['news_about_no_attempt']]);
  world.take('worker');
  world.hear(paid, 'reply');
  assert.equal(world.payout.status, 'succeeded');
});
