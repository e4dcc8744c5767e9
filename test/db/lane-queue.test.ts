import { test } from 'node:test';
import assert from 'node:assert/strict';
import { LaneQueue, type LaneKeys } from '../../src/db/lane-queue.ts';
import type { Unit } from '../../src/db/lane-unit.ts';

type Queue = LaneQueue<string, string>;

/** A command is `merchant` or `merchant#number`. */
const merchantOf = (command: string) => command.split('#')[0] ?? '';

function queueOf(keys: LaneKeys<string>, ...units: string[][]): Queue {
  const queue = new LaneQueue<string, string>(keys);
  for (const commands of units) add(queue, ...commands);
  return queue;
}

function add(queue: Queue, ...commands: string[]): void {
  addAt(0, queue, ...commands);
}

function addAt(queuedAtMs: number, queue: Queue, ...commands: string[]): void {
  const nobody = () => undefined;
  const first = commands[0] ?? '';
  queue.push({ commands, first, queuedAtMs, resolve: nobody, reject: nobody });
}

const namesOf = (batch: readonly Unit<string, string>[]) => batch.map(({ first }) => first);

test('All that waits shares one commit, in the order it came.', () => {
  const queue = queueOf({ lockOf: merchantOf }, ['a#1'], ['b#1'], ['a#2']);
  assert.deepEqual(namesOf(queue.take(500)), ['a#1', 'b#1', 'a#2']);
  assert.equal(queue.size, 0);
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

test('Who is apart shares no commit with the others, and whoever is no longer goes before what comes later.', () => {
  const apart = new Set(['b']);
  const isApart = (command: string) => apart.has(merchantOf(command));
  const queue = queueOf({ isApart }, ['a#1'], ['b#1'], ['c#1'], ['b#2'], ['c#2']);
  assert.deepEqual(namesOf(queue.take(500)), ['a#1', 'c#1', 'c#2']);
  add(queue, 'd#1');
  assert.deepEqual(namesOf(queue.take(500)), ['b#1', 'b#2']);
  add(queue, 'b#3');
  apart.clear();
  add(queue, 'b#4');
  assert.deepEqual(namesOf(queue.take(500)), ['d#1', 'b#3', 'b#4']);
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

test('Whoever is set aside takes along those who wait for the same lock, and those who come; others go on.', () => {
  const queue = queueOf({ lockOf: merchantOf }, ['a#1'], ['b#1']);
  const batch = queue.take(500);
  add(queue, 'a#2');
  assert.deepEqual(namesOf(queue.park(batch, new Set(['a']))), ['b#1']);
  queue.ended(batch);
  add(queue, 'a#3');
  add(queue, 'c#1');
  assert.deepEqual([queue.size, queue.hasParked], [1, true]);
  assert.deepEqual(namesOf(queue.take(500)), ['c#1']);
  queue.release('a');
  assert.equal(queue.hasParked, false);
  assert.deepEqual(namesOf(queue.take(500)), ['a#1', 'a#2', 'a#3']);
});

test('Whoever came later and waited for the same lock in another commit does not go before those set aside, though it is free by now.', () => {
  const queue = queueOf({ lockOf: merchantOf }, ['a#1']);
  const first = queue.take(500);
  addAt(1, queue, 'a#2');
  const second = queue.take(500);
  queue.park(first, new Set(['a']));
  queue.ended(first);
  assert.deepEqual(namesOf(queue.park(second, new Set())), []);
  queue.ended(second);
  queue.release('a');
  assert.deepEqual(namesOf(queue.take(500)), ['a#1', 'a#2']);
});

test('Locks that are held have their turns one after the other, and first those that had none.', () => {
  const queue = queueOf({ lockOf: merchantOf }, ['a#1']);
  addAt(1, queue, 'a#2');
  addAt(2, queue, 'b#1');
  const batch = queue.take(500);
  queue.park(batch, new Set(['a', 'b']));
  queue.ended(batch);
  const first = queue.takeTurn(1);
  assert.deepEqual([first?.lock, namesOf(first?.units ?? [])], ['a', ['a#1']]);
  assert.equal(queue.takeTurn(1), undefined, 'one at a time');
  assert.deepEqual(
    queue.parked().map(({ lock }) => lock),
    ['b'],
  );
  queue.release('a');
  assert.equal(queue.size, 0, 'nobody goes before those who have their turn');
  queue.park(first?.units ?? [], new Set(['a']));
  if (first !== undefined) queue.endTurn(first);
  const second = queue.takeTurn(500);
  assert.deepEqual([second?.lock, queue.size], ['b', 0]);
  if (second !== undefined) queue.endTurn(second);
  assert.deepEqual(namesOf(queue.takeTurn(500)?.units ?? []), ['a#1', 'a#2']);
  assert.equal(queue.hasParked, true, 'until the turn has ended');
});

test('Whose lock is held is refused when it has waited for long, and so is who comes behind such a one.', () => {
  const queue = queueOf({ lockOf: merchantOf }, ['a#1']);
  const batch = queue.take(500);
  queue.park(batch, new Set(['a']));
  queue.ended(batch);
  assert.deepEqual([queue.isBehind('a#2', 1), queue.isBehind('b#1', 1)], [true, false]);
  assert.deepEqual(namesOf(queue.takeOldParked(0)), []);
  assert.deepEqual(namesOf(queue.takeOldParked(1)), ['a#1']);
  assert.equal(queue.hasParked, false);
});
