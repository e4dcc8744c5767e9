import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from '../../src/kit/turns.ts';

/** Every turn of the event loop is told until the test has seen enough. */
async function turnsOfLoop(count: number, seen: () => void): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    seen();
  }
}

void test('what comes alone is done at once, a heap is done a handful in each turn, in the order in which it came', async () => {
  const turns = new Turns(3);
  const done: number[] = [];
  turns.take(() => done.push(0));
  assert.deepEqual(done, [0]);

  for (let nth = 1; nth < 8; nth++) turns.take(() => done.push(nth));
  assert.deepEqual(done, [0, 1, 2]);

  const seen: number[] = [];
  await turnsOfLoop(3, () => seen.push(done.length));
  assert.deepEqual(seen, [6, 8, 8]);
  assert.deepEqual(done, [0, 1, 2, 3, 4, 5, 6, 7]);
});

void test('work that brings more along does not keep the loop to itself', async () => {
  const turns = new Turns(2);
  let done = 0;
  const again = () => {
    done += 1;
    if (done < 9) turns.take(again);
  };
  for (let nth = 0; nth < 3; nth++) turns.take(again);
  assert.equal(done, 2, 'what the first brings along takes the second place');
  const seen: number[] = [];
  await turnsOfLoop(4, () => seen.push(done));
  assert.deepEqual(
    seen.map((count, nth) => count - (seen[nth - 1] ?? 2) <= 2),
    [true, true, true, true],
  );
});
