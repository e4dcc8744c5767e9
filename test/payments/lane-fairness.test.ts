/** A merchant whose wallet is held elsewhere holds up nobody but itself. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openGateway } from './gateway.ts';

/** Of two merchants, one whose wallet a stranger has locked until `letGo`. */
async function oneHeld(t: TestContext) {
  const gateway = await openGateway(t);
  const [held, other] = [await gateway.merchant(1_00_000_00n), await gateway.merchant(1_000_00n)];
  const lane = gateway.lane();
  await lane.submit(gateway.order(other));
  const holder = await gateway.pool.connect();
  await holder.query('begin');
  await holder.query('select from accounts where merchant_id = $1 for update', [held]);
  const letGo = async () => {
    await holder.query('rollback');
    holder.release();
  };
  return { gateway, lane, held, other, letGo };
}

test('however many wait for a wallet that is held elsewhere, another merchant is served, and is not told of overload', async (t) => {
  const { gateway, lane, held, other, letGo } = await oneHeld(t);
  const waiting: Promise<unknown>[] = [];
  for (let caller = 0; caller < 6; caller += 1) {
    waiting.push(lane.submit(gateway.order(held)));
    await sleep(20);
  }
  await sleep(1_000);
  const begunMs = performance.now();
  const kind = await lane.submit(gateway.order(other)).then(
    (answer) => answer.kind,
    (error: unknown) => String(error),
  );
  const tookMs = performance.now() - begunMs;
  await letGo();
  await Promise.all(waiting);
  assert.equal(kind, 'created');
  assert.ok(tookMs < 1_500, `it took ${tookMs.toFixed(0)} ms`);
});

test('behind a large order that stands still, one payout of another merchant waits for a moment only', async (t) => {
  const { gateway, lane, held, other, letGo } = await oneHeld(t);
  const bulk = lane.submitAll(Array.from({ length: 100 }, () => gateway.order(held)));
  await sleep(50);
  const single = lane.submit(gateway.order(other)).then(({ kind }) => kind);
  const first = await Promise.race([single, sleep(1_500, 'still waiting')]);
  await letGo();
  await Promise.all([bulk, single]);
  assert.equal(first, 'created');
});
