import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pool } from '../../src/db/connection.ts';
import { claimDue } from '../../src/outbox/claim.ts';
import { replayDelivery } from '../../src/webhooks/replay.ts';
import { inboxFor } from '../kit/merchant-inbox.ts';
import {
  handClock,
  type HandClock,
  hearAt,
  poolFor,
  promise,
  stateOf,
  workerFor,
} from './delivery-kit.ts';

const hourMs = 60 * 60_000;

/** Workers claim the event and end before they log an attempt. */
async function die(pool: Pool, clock: HandClock, deaths: number): Promise<void> {
  for (let death = 1; death <= deaths; death++) {
    const claim = { topic: 'webhook', now: clock.now(), limit: 10, leaseMs: 60_000 } as const;
    assert.equal((await claimDue(pool, claim)).length, 1);
    clock.forward(60_000);
  }
}

test('an event that ended five workers rests for a minute beside its neighbours, and is then delivered', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  const [suspect] = await promise(pool, hearer, 1, clock.now());
  assert.ok(suspect);
  await die(pool, clock, 5);
  const [neighbour] = await promise(pool, hearer, 1, clock.now());
  assert.ok(neighbour);
  const worker = workerFor(t, pool, { clock });
  const heard = () => inbox.received.map(({ id }) => id);

  assert.equal(await worker.runOnce(), 2);
  assert.deepEqual(heard(), [`evt_${neighbour.outboxId}`]);
  clock.forward(59_999);
  assert.equal(await worker.runOnce(), 0);
  clock.forward(1);
  assert.equal(await worker.runOnce(), 1);
  assert.deepEqual(heard(), [`evt_${neighbour.outboxId}`, `evt_${suspect.outboxId}`]);
});

test('an event that ended twenty workers within the hour rests an hour, and is delivered when the gateway is well again', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  const [suspect] = await promise(pool, hearer, 1, clock.now());
  assert.ok(suspect);
  const worker = workerFor(t, pool, { clock });
  await die(pool, clock, 20);

  assert.equal(await worker.runOnce(), 1);
  const { state, last_error: error } = await stateOf(pool, suspect.outboxId);
  assert.equal(state, 'due');
  assert.match(error ?? '', /^Resting: 20 workers in a row ended/);
  clock.forward(hourMs - 1);
  assert.equal(await worker.runOnce(), 0);
  clock.forward(1);
  await die(pool, clock, 1);
  // That try ended its worker, too: another hour.
  assert.equal(await worker.runOnce(), 1);
  assert.match((await stateOf(pool, suspect.outboxId)).last_error ?? '', /^Resting: 21 /);
  assert.equal(inbox.received.length, 0);
  clock.forward(hourMs);
  assert.equal(await worker.runOnce(), 1);
  assert.deepEqual(
    inbox.received.map(({ id }) => id),
    [`evt_${suspect.outboxId}`],
  );
  assert.equal((await stateOf(pool, suspect.outboxId)).state, 'done');
});

test('an event that goes on ending workers is parked for a person when it is a day old; a replay gives it another day', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  const [poison] = await promise(pool, hearer, 1, clock.now());
  assert.ok(poison);
  const worker = workerFor(t, pool, { clock });
  const ended = async () => {
    const { state, last_error: error } = await stateOf(pool, poison.outboxId);
    return { state, said: (error ?? '').split(':')[0] };
  };
  const rests = { state: 'due', said: 'Resting' };
  const isParked = { state: 'dead', said: 'Parked after a day' };
  const restsAtAge = async (ageMs: number, bornMs: number) => {
    clock.forward(bornMs + ageMs - 60_000 - clock.now().getTime());
    await die(pool, clock, 1);
    assert.equal(await worker.runOnce(), 1);
  };

  const bornMs = clock.now().getTime();
  await die(pool, clock, 19);
  await restsAtAge(24 * hourMs, bornMs);
  assert.deepEqual(await ended(), rests);
  await restsAtAge(25 * hourMs + 60_000, bornMs);
  assert.deepEqual(await ended(), isParked);

  const replayedMs = clock.now().getTime();
  const order = { actor: 'test', nowMs: replayedMs };
  assert.equal(await replayDelivery(pool, hearer.merchantId, poison.outboxId, order), true);
  await die(pool, clock, 20);
  assert.equal(await worker.runOnce(), 1);
  assert.deepEqual(await ended(), rests);
  await restsAtAge(24 * hourMs + 1, replayedMs);
  assert.deepEqual(await ended(), isParked);
  assert.equal(inbox.received.length, 0);
});

test('an old event is not parked before it has ended twenty workers', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  await promise(pool, hearer, 1, clock.now());
  clock.forward(30 * hourMs);
  await die(pool, clock, 19);
  assert.equal(await workerFor(t, pool, { clock }).runOnce(), 1);
  assert.equal(inbox.received.length, 1);
});
