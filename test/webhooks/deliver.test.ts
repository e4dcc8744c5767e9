import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimDue } from '../../src/outbox/claim.ts';
import { rotateEndpointSecret } from '../../src/merchants/endpoints.ts';
import { replayDelivery } from '../../src/webhooks/replay.ts';
import { attemptDelaysMs, orderDelaysMs } from '../../src/webhooks/schedule.ts';
import { inboxFor, isSignedWith, verifyDelivery } from '../kit/merchant-inbox.ts';
import { listen } from './listeners.ts';
import {
  countStates,
  handClock,
  hearAt,
  newSecret,
  poolFor,
  promise,
  sealer,
  stateOf,
  workerFor,
} from './delivery-kit.ts';

test('an event arrives once, with the frozen bytes, signed so that the standard library accepts it', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const hearer = await hearAt(pool, inbox.url);
  const [event] = await promise(pool, hearer, 1);
  const worker = workerFor(t, pool);
  worker.start();
  await inbox.until(1);
  await sleep(150);
  await worker.stop();
  assert.equal(inbox.received.length, 1);
  const [delivery] = inbox.received;
  assert.ok(event && delivery);
  assert.equal(delivery.body, event.payload);
  assert.equal(delivery.id, `evt_${event.outboxId}`);
  assert.equal(delivery.headers['content-type'], 'application/json');
  assert.equal(delivery.headers['user-agent'], 'Hundi/1');
  verifyDelivery(hearer.secret, delivery);
  assert.throws(() => verifyDelivery(newSecret(), delivery));
  assert.equal((await stateOf(pool, event.outboxId)).state, 'done');
});

test('whatever script the brand is written in, its webhooks arrive', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const hearer = await hearAt(pool, inbox.url);
  await promise(pool, hearer, 1);
  workerFor(t, pool, { userAgent: 'हुंडी Pay webhooks' }).start();
  await inbox.until(1);
  assert.equal(inbox.received[0]?.headers['user-agent'], 'Pay webhooks');
});

test('what was answered with 500 is sent again with the same id and bytes, and every attempt is logged', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  inbox.next({ status: 500, body: 'no room: 123456789012' });
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  const [event] = await promise(pool, hearer, 1, clock.now());
  assert.ok(event);
  const worker = workerFor(t, pool, { clock });
  assert.equal(await worker.runOnce(), 1);
  const failed = await stateOf(pool, event.outboxId);
  assert.equal(failed.state, 'due');
  assert.equal(failed.last_error, 'The endpoint answered 500.');
  clock.forward(4_999);
  assert.equal(await worker.runOnce(), 0);
  clock.forward(1);
  assert.equal(await worker.runOnce(), 1);
  const [first, second] = inbox.received;
  assert.ok(first && second);
  assert.equal(second.id, first.id);
  assert.equal(second.body, first.body);
  assert.equal(second.timestampSeconds - first.timestampSeconds, 5);
  assert.ok(isSignedWith(hearer.secret, first) && isSignedWith(hearer.secret, second));
  const { rows } = await pool.query(
    `select attempt_no, http_status, error, reply_head from webhook_attempts
     where outbox_id = $1 order by attempt_no`,
    [event.outboxId],
  );
  assert.deepEqual(rows, [
    {
      attempt_no: 1,
      http_status: 500,
      error: 'The endpoint answered 500.',
      reply_head: 'no room: ********9012',
    },
    { attempt_no: 2, http_status: 200, error: null, reply_head: '' },
  ]);
});

test('an event that fails ten times over three days is dead; a replay begins the schedule anew', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  inbox.always({ status: 503 });
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  const [event] = await promise(pool, hearer, 1, clock.now());
  assert.ok(event);
  const worker = workerFor(t, pool, { clock });
  for (const [index, delayMs] of attemptDelaysMs.entries()) {
    clock.forward(delayMs);
    assert.equal(await worker.runOnce(), 1, `attempt ${index + 1}`);
    assert.equal(inbox.received.length, index + 1);
  }
  assert.equal((await stateOf(pool, event.outboxId)).state, 'dead');
  clock.forward(30 * 24 * 60 * 60_000);
  assert.equal(await worker.runOnce(), 0);
  const order = { actor: 'test', nowMs: clock.now().getTime() };
  assert.equal(await replayDelivery(pool, hearer.merchantId, event.outboxId, order), true);
  assert.equal(await worker.runOnce(), 1);
  const again = await stateOf(pool, event.outboxId);
  assert.equal(again.state, 'due');
  assert.equal(again.due_at.getTime() - clock.now().getTime(), 5_000);
});

test('what the address of an order does not take is given up within a day', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  inbox.always({ status: 503 });
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  await pool.query(`update webhook_endpoints set scope = 'order' where merchant_id = $1`, [
    hearer.merchantId,
  ]);
  await pool.query(
    `insert into xpayout_access (merchant_id, api_key, sealed_secret, hmac_mode, api_enabled,
       registered_addresses, approved_addresses, created_at, updated_at)
     values ($1, 'key', 'secret', 'required', true, '{}', '{}', $2, $2)`,
    [hearer.merchantId, clock.now()],
  );
  const [event] = await promise(pool, hearer, 1, clock.now());
  assert.ok(event);
  const worker = workerFor(t, pool, { clock });
  for (const delayMs of orderDelaysMs) {
    clock.forward(delayMs);
    assert.equal(await worker.runOnce(), 1);
  }
  assert.equal((await stateOf(pool, event.outboxId)).state, 'dead');
});

test('two workers at once deliver each of 2,000 events once', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const hearer = await hearAt(pool, inbox.url);
  await promise(pool, hearer, 2_000);
  const workers = [workerFor(t, pool), workerFor(t, pool)];
  for (const worker of workers) worker.start();
  await inbox.until(2_000, 60_000);
  await sleep(200);
  for (const worker of workers) await worker.stop();
  assert.equal(inbox.received.length, 2_000);
  assert.equal(new Set(inbox.received.map((delivery) => delivery.id)).size, 2_000);
  assert.deepEqual(await countStates(pool, hearer), { done: 2_000 });
});

test('a worker that died between the sending and the mark is followed by one that sends the same id again', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  const [event] = await promise(pool, hearer, 1, clock.now());
  assert.ok(event);
  const claim = { topic: 'webhook', now: clock.now(), limit: 10, leaseMs: 60_000 } as const;
  assert.equal((await claimDue(pool, claim)).length, 1);
  const worker = workerFor(t, pool, { clock });
  clock.forward(59_999);
  assert.equal(await worker.runOnce(), 0);
  clock.forward(1);
  assert.equal(await worker.runOnce(), 1);
  assert.equal(inbox.received[0]?.id, `evt_${event.outboxId}`);
  assert.equal((await stateOf(pool, event.outboxId)).state, 'done');
});

test('while a secret is replaced both sign; after the overlap only the new one does', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  const nowMs = clock.now().getTime();
  const overlapMs = 60_000;
  const change = { actor: 'test', nowMs, overlapMs, sealer, newSecret };
  const rotated = await rotateEndpointSecret(pool, hearer.merchantId, hearer.endpointId, change);
  assert.ok(rotated);
  const worker = workerFor(t, pool, { clock });
  await promise(pool, hearer, 1, clock.now());
  await worker.runOnce();
  clock.forward(overlapMs);
  await promise(pool, hearer, 1, clock.now());
  await worker.runOnce();
  const [during, after] = inbox.received;
  assert.ok(during && after);
  assert.ok(isSignedWith(hearer.secret, during) && isSignedWith(rotated.secret, during));
  assert.ok(!isSignedWith(hearer.secret, after) && isSignedWith(rotated.secret, after));
});

test('in live an endpoint on this machine is never connected to', async (t) => {
  const pool = await poolFor(t);
  const inner = await listen(t, () => undefined);
  const hearer = await hearAt(pool, `https://127.0.0.1:${inner.port}/hook`);
  const [event] = await promise(pool, hearer, 1);
  assert.ok(event);
  assert.equal(await workerFor(t, pool, { allowLoopback: false }).runOnce(), 1);
  assert.equal(inner.connects(), 0);
  const { state, last_error: error } = await stateOf(pool, event.outboxId);
  assert.equal(state, 'due');
  assert.match(error ?? '', /port|public/);
});

test('a stopping worker finishes what it has begun and gives back the rest untouched', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  inbox.always({ status: 200, afterMs: 300 });
  const hearer = await hearAt(pool, inbox.url);
  const events = await promise(pool, hearer, 50);
  const worker = workerFor(t, pool);
  worker.start();
  await inbox.until(2);
  await worker.stop();
  const states = await countStates(pool, hearer);
  assert.equal(states.done, inbox.received.length);
  assert.deepEqual(states, { done: inbox.received.length, due: 50 - inbox.received.length });
  const untouched = events.filter(({ outboxId }) =>
    inbox.received.every(({ id }) => id !== `evt_${outboxId}`),
  );
  assert.equal((await stateOf(pool, untouched[0]?.outboxId ?? '')).claims, 0);
});

test('a worker whose claims could not hold the longest attempt is not made', async (t) => {
  const pool = await poolFor(t);
  assert.throws(() => workerFor(t, pool, { leaseMs: 35_000 }), RangeError);
  workerFor(t, pool, { leaseMs: 35_001 });
});
