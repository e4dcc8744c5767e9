import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../src/kit/ids.ts';
import { listDeliveries, showDelivery } from '../../src/webhooks/deliveries.ts';
import { pruneWebhooks } from '../../src/webhooks/prune.ts';
import { replayDelivery, replayRange, sendPing } from '../../src/webhooks/replay.ts';
import { inboxFor, isSignedWith } from '../kit/merchant-inbox.ts';
import {
  countStates,
  handClock,
  hearAt,
  poolFor,
  promise,
  stateOf,
  workerFor,
} from './delivery-kit.ts';

const dayMs = 24 * 60 * 60_000;

test('a replayed event carries the id and bytes it had, and its attempts go on being numbered', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  const [event] = await promise(pool, hearer, 1, clock.now());
  assert.ok(event);
  const worker = workerFor(t, pool, { clock });
  await worker.runOnce();
  clock.forward(1_000);
  const order = { actor: 'test', nowMs: clock.now().getTime() };
  assert.equal(await replayDelivery(pool, hearer.merchantId, event.outboxId, order), true);
  assert.equal(await worker.runOnce(), 1);
  const [first, second] = inbox.received;
  assert.ok(first && second);
  assert.equal(second.id, first.id);
  assert.equal(second.body, first.body);
  const shown = await showDelivery(pool, hearer.merchantId, event.outboxId);
  assert.ok(shown);
  assert.equal(shown.state, 'delivered');
  assert.equal(shown.payload, event.payload);
  assert.deepEqual(
    shown.attempts.map(({ attemptNo, httpStatus }) => [attemptNo, httpStatus]),
    [
      [1, 200],
      [2, 200],
    ],
  );
});

test('nobody replays or sees the events of another merchant', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const hearer = await hearAt(pool, inbox.url);
  const other = await hearAt(pool, inbox.url);
  const [event] = await promise(pool, hearer, 1);
  assert.ok(event);
  const order = { actor: 'test', nowMs: Date.now() };
  assert.equal(await replayDelivery(pool, other.merchantId, event.outboxId, order), false);
  assert.equal(await showDelivery(pool, other.merchantId, event.outboxId), undefined);
  assert.deepEqual(await listDeliveries(pool, other.merchantId), []);
});

test('everything given up since an instant is replayed, with a fresh schedule, and nothing else', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  const early = await promise(pool, hearer, 3, clock.now());
  clock.forward(60_000);
  const since = clock.now();
  const late = await promise(pool, hearer, 2_500, clock.now());
  const ids = [...early, ...late].map((event) => event.outboxId);
  await pool.query(`update outbox set state = 'dead', claims = 10 where outbox_id = any ($1)`, [
    ids,
  ]);
  await promise(pool, hearer, 1, clock.now());
  const worker = workerFor(t, pool, { clock });
  assert.equal(await worker.runOnce(), 1);
  clock.forward(1);
  const order = { actor: 'test', nowMs: clock.now().getTime() };
  const range = { since, onlyDead: true };
  assert.equal(await replayRange(pool, hearer.merchantId, range, order), 2_500);
  assert.equal(await replayRange(pool, hearer.merchantId, range, order), 0);
  assert.deepEqual(await countStates(pool, hearer), { dead: 3, due: 2_500, done: 1 });
  inbox.next({ status: 500 });
  await worker.runOnce();
  const { rows } = await pool.query(
    `select min(due_at) as due_at from outbox where last_error is not null and state = 'due'`,
  );
  assert.deepEqual(rows, [{ due_at: new Date(clock.now().getTime() + 5_000) }]);
});

test('a merchant that is back gets at once what waits for a later attempt, hours away as that may be', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const clock = handClock();
  const hearer = await hearAt(pool, inbox.url);
  const before = await promise(pool, hearer, 1, clock.now());
  clock.forward(60_000);
  const since = clock.now();
  const events = await promise(pool, hearer, 3, clock.now());
  const inHours = new Date(clock.now().getTime() + 10 * 3_600_000);
  await pool.query(
    `update outbox set due_at = $2, claims = 6, last_error = 'The endpoint answered 500.' where outbox_id = any ($1)`,
    [[...before, ...events].map((event) => event.outboxId), inHours],
  );
  const worker = workerFor(t, pool, { clock });
  assert.equal(await worker.runOnce(), 0);
  const order = { actor: 'test', nowMs: clock.now().getTime() };
  const range = { since, onlyDead: true };
  assert.equal(await replayRange(pool, hearer.merchantId, range, order), 3);
  assert.equal(await worker.runOnce(), 3);
  assert.deepEqual(await countStates(pool, hearer), { due: 1, done: 3 });
  assert.equal(await replayRange(pool, hearer.merchantId, range, order), 0);
});

test('deliveries are listed newest first, by state, by payout, page by page', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const hearer = await hearAt(pool, inbox.url);
  const events = await promise(pool, hearer, 5);
  const [oldest, second] = events;
  assert.ok(oldest && second);
  await pool.query(`update outbox set state = 'dead' where outbox_id = $1`, [oldest.outboxId]);
  await pool.query(
    `insert into payout_history (merchant_id, payout_id, version, to_status, because, at)
     values ($1, $2, 2, 'succeeded', 'test', now())`,
    [hearer.merchantId, second.subjectId],
  );
  const list = async (filter: Parameters<typeof listDeliveries>[2]): Promise<string[]> =>
    (await listDeliveries(pool, hearer.merchantId, filter)).map((entry) => entry.deliveryId);
  const newestFirst = events.map((event) => event.outboxId).reverse();
  const firstPage = await list({ limit: 2 });
  assert.deepEqual(firstPage, newestFirst.slice(0, 2));
  assert.deepEqual(await list({ before: firstPage[1] ?? '' }), newestFirst.slice(2));
  assert.deepEqual(await list({ state: 'dead' }), [oldest.outboxId]);
  assert.deepEqual(await list({ state: 'pending' }), newestFirst.slice(0, 4));
  assert.deepEqual(await list({ state: 'delivered' }), []);
  assert.deepEqual(await list({ paymentIds: [second.subjectId] }), [second.outboxId]);
  assert.deepEqual(await list({ paymentIds: [newId<'payout'>(Date.now())] }), []);
});

test('a ping goes to the endpoint like every other event', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const hearer = await hearAt(pool, inbox.url);
  const order = { actor: 'test', nowMs: Date.now() };
  const id = await sendPing(pool, hearer.merchantId, hearer.endpointId, order);
  await workerFor(t, pool).runOnce();
  const [delivery] = inbox.received;
  assert.ok(delivery);
  assert.equal(delivery.id, `evt_${id}`);
  assert.equal((JSON.parse(delivery.body) as { event: string }).event, 'ping');
  assert.ok(isSignedWith(hearer.secret, delivery));
});

test('what was delivered long ago is cleared away with its attempts; dead and young ones stay', async (t) => {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const clock = handClock(Date.now() - 40 * dayMs);
  const hearer = await hearAt(pool, inbox.url);
  const worker = workerFor(t, pool, { clock });
  const [dead] = await promise(pool, hearer, 1, clock.now());
  inbox.next({ status: 410 });
  await worker.runOnce();
  assert.ok(dead);
  await pool.query(`update webhook_endpoints set status = 'active'`);
  clock.forward(2_000);
  await promise(pool, hearer, 30, clock.now());
  await worker.runOnce();
  clock.forward(39 * dayMs);
  await promise(pool, hearer, 2, clock.now());
  await worker.runOnce();
  assert.equal(await pruneWebhooks(pool, 30, clock.now()), 30);
  assert.equal(await pruneWebhooks(pool, 30, clock.now()), 0);
  assert.deepEqual(await countStates(pool, hearer), { dead: 1, done: 2 });
  const { rows } = await pool.query('select count(*)::int as count from webhook_attempts');
  assert.deepEqual(rows, [{ count: 3 }]);
  assert.equal((await stateOf(pool, dead.outboxId)).state, 'dead');
});
