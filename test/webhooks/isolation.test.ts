import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { enableEndpoint, listEndpoints } from '../../src/merchants/endpoints.ts';
import { inboxFor, startInbox } from '../kit/merchant-inbox.ts';
import { listen } from './listeners.ts';
import {
  countStates,
  handClock,
  hearAt,
  poolFor,
  promise,
  quietLog,
  stateOf,
  workerFor,
} from './delivery-kit.ts';

const hourMs = 60 * 60_000;
/** How long one delivery to a silent receiver takes: whoever waited for one would be late by this. */
const silentForMs = 20_000;

test('a silent endpoint and a refusing one with long backlogs do not delay a healthy one', async (t) => {
  const pool = await poolFor(t);
  const healthy = await inboxFor(t);
  const silent = await listen(t, () => undefined);
  const closed = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => closed.once('listening', resolve));
  const { port: closedPort } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const hearer = await hearAt(pool, healthy.url);
  const deaf = await hearAt(pool, `http://127.0.0.1:${silent.port}/`);
  const gone = await hearAt(pool, `http://127.0.0.1:${closedPort}/`);
  const before = new Date(Date.now() - 10_000);
  await promise(pool, deaf, 3_000, before);
  await promise(pool, gone, 3_000, before);
  const worker = workerFor(t, pool, { totalTimeoutMs: silentForMs });
  worker.start();
  await sleep(300);
  for (let round = 1; round <= 5; round++) {
    const askedMs = performance.now();
    await promise(pool, hearer, 20);
    worker.wake();
    await healthy.until(round * 20);
    assert.ok(performance.now() - askedMs < silentForMs / 2, `round ${round}`);
  }
  assert.ok(silent.openSockets() <= 2, 'the silent one holds two connections at most');
  await worker.stop();
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int as count from webhook_attempts where merchant_id = $1',
    [gone.merchantId],
  );
  assert.ok((rows[0]?.count ?? 0) <= 10, 'the refusing one is soon left alone');
});

test('an endpoint whose secrets cannot be opened fails alone', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const [lost, hearer] = [await hearAt(pool, inbox.url), await hearAt(pool, inbox.url)];
  await pool.query('update webhook_endpoints set sealed_secrets = $2 where merchant_id = $1', [
    lost.merchantId,
    ['v1.gone.AAAA.BBBB.CCCC'],
  ]);
  await promise(pool, lost, 3);
  await promise(pool, hearer, 3);
  const worker = workerFor(t, pool, { log: { ...quietLog, error: () => undefined } });
  assert.equal(await worker.runOnce(), 6);
  assert.deepEqual(await countStates(pool, hearer), { done: 3 });
  assert.deepEqual(await countStates(pool, lost), { due: 3 });
  assert.equal(inbox.received.length, 3);
});

test('an endpoint that was down gets everything once it is back', async (t) => {
  const pool = await poolFor(t);
  const inbox = await startInbox();
  t.after(() => inbox.stop());
  inbox.always({ status: 500 });
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  await promise(pool, hearer, 300, clock.now());
  const worker = workerFor(t, pool, { clock });
  for (let hour = 0; hour < 3; hour++) {
    await worker.runOnce();
    clock.forward(hourMs);
  }
  inbox.always({ status: 200 });
  for (let round = 0; round < 100 && (await countStates(pool, hearer)).done !== 300; round++) {
    await worker.runOnce();
    clock.forward(10 * 60_000);
  }
  assert.deepEqual(await countStates(pool, hearer), { done: 300 });
});

test('a fast endpoint is sent many at once, a slow one two', async (t) => {
  const pool = await poolFor(t);
  const fast = await inboxFor(t);
  const slow = await inboxFor(t);
  // Long enough that a slow machine has seventeen of them under way, and not slow.
  fast.always({ status: 200, afterMs: 200 });
  slow.always({ status: 200, afterMs: 1_100 });
  const quick = await hearAt(pool, fast.url);
  const tardy = await hearAt(pool, slow.url);
  await promise(pool, quick, 600);
  await promise(pool, tardy, 6);
  const worker = workerFor(t, pool, { stopMs: 5_000 });
  worker.start();
  await fast.until(600);
  await slow.until(4);
  await worker.stop();
  assert.ok(fast.mostAtOnce() > 16 && fast.mostAtOnce() <= 32);
  assert.equal(slow.mostAtOnce(), 2);
});

test('a success beside failures in the same moment ends the time of failing', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  const worker = workerFor(t, pool, { clock });
  inbox.always({ status: 500 });
  await promise(pool, hearer, 1, clock.now());
  await worker.runOnce();
  clock.forward(hourMs);
  inbox.next({ status: 500 }, { status: 200 });
  await promise(pool, hearer, 3, clock.now());
  await worker.runOnce();
  const [endpoint] = await listEndpoints(pool, hearer.merchantId);
  assert.deepEqual(endpoint?.failingSince, clock.now());
});

test('an endpoint that answers 410 is disabled, what waits for it is kept for a replay', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  inbox.always({ status: 410 });
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  await promise(pool, hearer, 1, clock.now());
  const worker = workerFor(t, pool, { clock });
  await worker.runOnce();
  const [endpoint] = await listEndpoints(pool, hearer.merchantId);
  assert.equal(endpoint?.status, 'disabled');
  clock.forward(2_000);
  const [next] = await promise(pool, hearer, 1, clock.now());
  assert.ok(next);
  await worker.runOnce();
  assert.equal(inbox.received.length, 1);
  const { state, last_error: error } = await stateOf(pool, next.outboxId);
  assert.deepEqual([state, error], ['dead', 'The endpoint is disabled.']);
  const { rows } = await pool.query<{ action: string }>(
    `select action from audit_events where merchant_id = $1 and actor = 'webhooks'`,
    [hearer.merchantId],
  );
  assert.deepEqual(rows, [{ action: 'webhook_endpoint.disabled' }]);
});

test('an endpoint that does nothing but fail for five days is disabled, one success in between saves it', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  inbox.always({ status: 500 });
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  const worker = workerFor(t, pool, { clock });
  const attempt = async (afterMs: number): Promise<string | undefined> => {
    clock.forward(afterMs);
    // What failed before would be tried again beside it.
    await pool.query(`update outbox set state = 'dead' where state = 'due'`);
    await promise(pool, hearer, 1, clock.now());
    await worker.runOnce();
    return (await listEndpoints(pool, hearer.merchantId))[0]?.status;
  };
  assert.equal(await attempt(0), 'active');
  assert.equal(await attempt(119 * hourMs), 'active');
  inbox.next({ status: 200 });
  assert.equal(await attempt(hourMs), 'active');
  assert.equal(await attempt(hourMs), 'active');
  assert.equal(await attempt(119 * hourMs), 'active');
  assert.equal(await attempt(hourMs), 'disabled');
  const change = { actor: 'test', nowMs: clock.now().getTime() };
  assert.ok(await enableEndpoint(pool, hearer.merchantId, hearer.endpointId, change));
  assert.equal(await attempt(hourMs), 'active');
});

test('an endpoint that asks for less is left alone for as long as it says', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  inbox.next({ status: 429, headers: { 'retry-after': '120' } });
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  const [refused] = await promise(pool, hearer, 1, clock.now());
  assert.ok(refused);
  const worker = workerFor(t, pool, { clock });
  await worker.runOnce();
  const { due_at: dueAt } = await stateOf(pool, refused.outboxId);
  assert.equal(dueAt.getTime() - clock.now().getTime(), 120_000);
  await promise(pool, hearer, 5, clock.now());
  clock.forward(119_000);
  await worker.runOnce();
  assert.equal(inbox.received.length, 1);
  clock.forward(1_000);
  assert.equal(await worker.runOnce(), 6);
  assert.equal(inbox.received.length, 7);
});

test('a place that becomes free goes to whoever waits for one, not to the backlog of the endpoint that had it', async (t) => {
  const pool = await poolFor(t);
  const [busy, waiting] = [await inboxFor(t), await inboxFor(t)];
  busy.always({ status: 200, afterMs: 100 });
  const before = new Date(Date.now() - 10_000);
  await promise(pool, await hearAt(pool, busy.url), 30, before);
  await promise(pool, await hearAt(pool, waiting.url), 1);
  const worker = workerFor(t, pool, { mostInFlight: 2 });
  worker.start();
  await waiting.until(1);
  assert.ok(busy.received.length <= 6, `${String(busy.received.length)} came before it`);
  await busy.until(30);
  await worker.stop();
});

test('a fault of ours while a delivery is judged is told, and is no reason to send it again each second', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  inbox.always({ status: 500 });
  const [event] = await promise(pool, await hearAt(pool, inbox.url), 1);
  assert.ok(event);
  const told: object[] = [];
  const random = () => {
    throw new Error('There is no chance here.');
  };
  const log = { ...quietLog, error: (fields: object) => told.push(fields) };
  const worker = workerFor(t, pool, { random, log });
  worker.start();
  await inbox.until(1);
  await sleep(2_500);
  await worker.stop();
  assert.deepEqual([inbox.received.length, told.length], [1, 1]);
  assert.equal((told[0] as { deliveryId: string }).deliveryId, event.outboxId);
  const { state, claims } = await stateOf(pool, event.outboxId);
  assert.deepEqual([state, claims], ['leased', 1]);
});
