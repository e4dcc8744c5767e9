import { test } from 'node:test';
import assert from 'node:assert/strict';
import { LaneQueue, type LaneKeys, type Unit } from '../../src/db/lane-queue.ts';

type Queue = LaneQueue<string, string>;

/** A command is `merchant` or `merchant#number`. */
const merchantOf = (command: string) => command.split('#')[0] ?? '';

function queueOf(keys: LaneKeys<string>, ...units: string[][]): Queue {
  const queue = new LaneQueue<string, string>(keys);
  for (const commands of units) add(queue, ...commands);
  return queue;
}

function add(queue: Queue, ...commands: string[]): void {
  const nobody = () => undefined;
  const first = commands[0] ?? '';
  queue.push({ commands, first, queuedAtMs: 0, resolve: nobody, reject: nobody });
}

const namesOf = (batch: readonly Unit<string, string>[]) => batch.map(({ first }) => first);

test('All that waits shares one commit, in the order it came.', () => {
  const queue = queueOf({ lockOf: merchantOf }, ['a#1'], ['b#1'], ['a#2']);
  assert.deepEqual(namesOf(queue.take(500)), ['a#1', 'b#1', 'a#2']);
  assert.equal(queue.length, 0);
});

test('A merchant whose payouts are being committed waits for that commit, and is first in the next.', () => {
  const queue = queueOf({ lockOf: merchantOf }, ['a#1']);
  const underWay = queue.take(500);
  add(queue, 'a#2');
  add(queue, 'b#1');
  assert.deepEqual(namesOf(queue.take(500)), ['b#1']);
  add(queue, 'c#1');
  queue.ended(underWay);
  assert.deepEqual(namesOf(queue.take(500)), ['a#2', 'c#1']);
});

test('When everybody waits for the same merchant they go on and wait in the database.', () => {
  const queue = queueOf({ lockOf: merchantOf }, ['a#1']);
  const first = queue.take(500);
  add(queue, 'a#2');
  const second = queue.take(500);
  assert.deepEqual(namesOf(second), ['a#2']);
  queue.ended(first);
  add(queue, 'a#3');
  add(queue, 'b#1');
  assert.deepEqual(namesOf(queue.take(500)), ['b#1'], 'the second batch still holds the lock');
  queue.ended(second);
  assert.deepEqual(namesOf(queue.take(500)), ['a#3']);
});

test('Groups never share a commit, and a large unit goes whole.', () => {
  const queue = queueOf({ groupOf: merchantOf }, ['a#1'], ['b#1'], ['a#2', 'a#3', 'a#4'], ['a#5']);
  assert.deepEqual(namesOf(queue.take(2)), ['a#1', 'a#5']);
  assert.deepEqual(namesOf(queue.take(2)), ['b#1']);
  assert.deepEqual(namesOf(queue.take(2)), ['a#2']);
});

test('Who waits for a lock is in the way of those who wait for the same lock only.', () => {
  const queue = queueOf({ lockOf: merchantOf }, ['a#1']);
  const underWay = queue.take(500);
  add(queue, 'a#2');
  assert.deepEqual([queue.hasFree, queue.hasFreeFrom(1)], [false, false]);
  assert.deepEqual([queue.isBehind('a#3', 1), queue.isBehind('b#1', 1)], [true, false]);
  add(queue, 'b#1');
  assert.deepEqual(
    [queue.hasFree, queue.hasFreeFrom(1), queue.hasFreeFrom(0)],
    [true, true, false],
  );
  assert.equal(queue.isBehind('c#1', 1), true);
  queue.take(500);
  assert.equal(queue.hasFree, false);
  queue.ended(underWay);
  assert.equal(queue.hasFree, true, 'its lock is free again');
});
