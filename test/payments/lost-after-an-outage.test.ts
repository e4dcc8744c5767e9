/** A submission that never arrived, during an outage of the bank: how soon it goes out again afterwards. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PayoutWorld } from './payout-world.ts';
import { at as start } from './samples.ts';

const notFound = { kind: 'not_found' } as const;
const notSent = { kind: 'not_sent', why: 'the connection was refused' } as const;
const noAnswer = { kind: 'unknown', why: 'no answer in time' } as const;
const awaited = { ...noAnswer, awaited: true } as const;

/** Seconds until the promise is due. */
function dueIn(world: PayoutWorld): number {
  return (world.promise.dueAt.getTime() - world.nowMs) / 1_000;
}

function enquire(world: PayoutWorld, outcome: typeof notFound | typeof notSent | typeof noAnswer) {
  world.nowMs = Math.max(world.nowMs, world.promise.dueAt.getTime());
  world.take('worker');
  return world.hear(outcome, 'enquiry');
}

test('however often it was asked about in vain, the next enquiry is a fortieth of its age away', () => {
  const often = PayoutWorld.submitted();
  often.hear(noAnswer, 'reply');
  while (often.nowMs - start.getTime() < 30 * 60_000) enquire(often, notSent);
  const once = PayoutWorld.submitted();
  once.hear(noAnswer, 'reply');
  once.nowMs = often.nowMs;
  enquire(once, noAnswer);
  const share = Math.floor((often.nowMs - start.getTime()) / 40) / 1_000;
  assert.deepEqual([dueIn(often), dueIn(once)], [share, share]);
});

test('however often the bank was asked in vain, three times not found take a minute', () => {
  const world = PayoutWorld.submitted();
  world.hear(noAnswer, 'reply');
  for (let times = 0; times < 30; times++) enquire(world, noAnswer);
  enquire(world, notFound);
  assert.equal(dueIn(world), 30);
  enquire(world, notFound);
  assert.equal(dueIn(world), 30);
  assert.equal(enquire(world, notFound).kind, 'submit');
});

test('an answer that came to another process counts as much, whoever asked', () => {
  const world = PayoutWorld.submitted();
  world.hear(noAnswer, 'reply');
  const askInVain = () => {
    world.nowMs = Math.max(world.nowMs, world.promise.dueAt.getTime());
    world.take('worker');
    world.hear(notFound, 'callback');
    return world.hear(awaited, 'enquiry');
  };
  askInVain();
  assert.equal(dueIn(world), 30);
  askInVain();
  assert.equal(dueIn(world), 30);
  assert.equal(askInVain().kind, 'submit');
});

test('one answer that is delivered three times is one answer', () => {
  const world = PayoutWorld.submitted();
  world.hear(noAnswer, 'reply');
  for (let times = 0; times < 3; times++) world.hear(notFound, 'callback');
  world.nowMs += 60_000;
  world.take('worker');
  assert.equal(world.hear(awaited, 'enquiry').kind, 'settled');
});

test('a bank that never knows the reference, and may not be sent it again, is asked ever more rarely', () => {
  const world = PayoutWorld.submitted();
  world.hear(noAnswer, 'reply');
  const waits: number[] = [];
  for (let times = 0; times < 12; times++) {
    world.nowMs = Math.max(world.nowMs, world.promise.dueAt.getTime());
    world.take('worker');
    world.apply([world.news(notFound, 'enquiry', 1, { deduplicates: false })]);
    waits.push(dueIn(world));
  }
  assert.deepEqual(waits, [30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 31, 34.1]);
});

test('an enquiry that never left is no proof that the submission before it did not', () => {
  const world = PayoutWorld.submitted();
  assert.equal(world.take('second').kind, 'enquire', 'the first worker died, its bytes may be out');
  world.hear(notSent, 'enquiry');
  assert.equal(world.take('third').kind, 'enquire');
});
