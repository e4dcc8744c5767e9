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

test('however often the bank was asked in vain, three times not found take the time in flight', () => {
  const world = PayoutWorld.submitted();
  world.hear(noAnswer, 'reply');
  for (let times = 0; times < 30; times++) enquire(world, noAnswer);
  enquire(world, notFound);
  assert.equal(dueIn(world), 10);
  enquire(world, notFound);
  assert.equal(dueIn(world), 10);
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
  assert.equal(dueIn(world), 10);
  askInVain();
  assert.equal(dueIn(world), 10);
  assert.equal(askInVain().kind, 'submit');
});

test('after a second sending, too, the three lie across the longest time in flight, whatever the provider', () => {
  for (const maxInFlightMs of [30_000, 60_000, 600_000])
    for (const answer of ['at once', 'by a callback'] as const) {
      const world = PayoutWorld.submitted();
      world.hear(noAnswer, 'reply');
      world.nowMs += 600_000;
      const sentAgainMs = () => {
        for (;;) {
          world.nowMs = Math.max(world.nowMs, world.promise.dueAt.getTime());
          world.take('worker');
          const outcome = answer === 'at once' ? notFound : awaited;
          const news = world.news(outcome, 'enquiry', 1, { maxInFlightMs });
          if (world.apply([news])[0]?.kind === 'submit') return world.nowMs;
          // What was asked is answered a second later.
          if (answer === 'by a callback') {
            world.nowMs += 1_000;
            world.hear(notFound, 'callback');
          }
        }
      };
      const firstMs = sentAgainMs();
      world.hear(noAnswer, 'reply');
      const tookMs = sentAgainMs() - firstMs;
      const text = `${String(maxInFlightMs)} ms, ${answer}: ${String(tookMs)} ms`;
      assert.ok(tookMs >= maxInFlightMs && tookMs <= maxInFlightMs + 45_000, text);
    }
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
  assert.deepEqual(waits, [10, 10, 10, 30, 30, 30, 30, 30, 30, 30, 30, 30]);
});

test('an enquiry that never left is no proof that the submission before it did not', () => {
  const world = PayoutWorld.submitted();
  assert.equal(world.take('second').kind, 'enquire', 'the first worker died, its bytes may be out');
  world.hear(notSent, 'enquiry');
  assert.equal(world.take('third').kind, 'enquire');
});
