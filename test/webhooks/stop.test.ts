import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { newId } from '../../src/kit/ids.ts';
import { ResultWriter } from '../../src/webhooks/results.ts';
import { createTestDatabase } from '../kit/database.ts';
import { listen } from './listeners.ts';
import { hearAt, promise, stateOf, workerFor, type Event } from './delivery-kit.ts';

const stopMs = 300;

interface World {
  /** What the worker has, and what ends right after it, as in the gateway. */
  readonly own: Pool;
  readonly pool: Pool;
  readonly event: Event;
  /** Every line of the level `error`. */
  readonly errors: string[];
  readonly worker: ReturnType<typeof workerFor>;
  readonly sockets: readonly Socket[];
}

/** A worker that holds an attempt at an endpoint which takes the request and says nothing. */
async function amidAttempt(t: TestContext, attemptsBefore = 0): Promise<World> {
  const database = await createTestDatabase();
  const pool = openPool(database.url, 'webhook tests', 2);
  const own = openPool(database.url, 'webhook worker', 4);
  t.after(async () => {
    if (!own.ended) await own.end();
    await pool.end();
    await database.drop();
  });
  const sockets: Socket[] = [];
  const silent = await listen(t, (socket) => void sockets.push(socket));
  const hearer = await hearAt(pool, `http://127.0.0.1:${silent.port}/`);
  const [event] = await promise(pool, hearer, 1);
  assert.ok(event);
  await pool.query(
    `insert into webhook_attempts (merchant_id, outbox_id, attempt_no, started_at, duration_ms, error)
     select $1, $2, no, now() - interval '1 day', 1, 'The endpoint answered 500.' from generate_series(1, $3::int) as no`,
    [hearer.merchantId, event.outboxId, attemptsBefore],
  );
  await pool.query('update outbox set claims = $1', [attemptsBefore]);
  const errors: string[] = [];
  const note = (_: unknown, said: string) => void errors.push(said);
  const log = { info: () => undefined, warn: () => undefined, error: note };
  const worker = workerFor(t, own, { log, stopMs, totalTimeoutMs: 20_000 });
  worker.start();
  while (sockets.length === 0) await sleep(20);
  return { own, pool, event, errors, worker, sockets };
}

test('an attempt that has no answer at a stop is written down as stopped, and due again soon, without a word against the endpoint', async (t) => {
  const { own, pool, event, errors, worker, sockets } = await amidAttempt(t);
  const beganMs = performance.now();
  await worker.stop();
  const tookMs = performance.now() - beganMs;
  assert.ok(tookMs >= stopMs && tookMs < stopMs + 2_000, `${tookMs} ms`);
  await own.end();
  for (const socket of sockets) socket.destroy();
  await sleep(100);

  assert.deepEqual(errors, []);
  const { rows } = await pool.query(
    `select o.state, extract(epoch from o.due_at - o.updated_at)::int as wait_s, o.last_error, a.attempt_no,
       a.error, a.http_status, e.failing_since
     from outbox o left join webhook_attempts a using (merchant_id, outbox_id)
     join webhook_endpoints e on e.merchant_id = o.merchant_id and e.endpoint_id::text = o.target
     where o.outbox_id = $1`,
    [event.outboxId],
  );
  const error = 'The gateway stopped before an answer came.';
  assert.deepEqual(rows, [
    {
      ...{ state: 'due', wait_s: 5, last_error: error, attempt_no: 1 },
      ...{ error, http_status: null, failing_since: null },
    },
  ]);
});

test('a stop in the last attempt of a webhook does not give it up', async (t) => {
  const { pool, event, worker } = await amidAttempt(t, 9);
  await worker.stop();
  assert.equal((await stateOf(pool, event.outboxId)).state, 'due');
});

test('where the database does not take the records at a stop, it ends in time and speaks of no fault', async (t) => {
  const { own, pool, event, errors, worker, sockets } = await amidAttempt(t);
  const holder = await pool.connect();
  await holder.query('begin; lock table webhook_attempts');
  const beganMs = performance.now();
  await worker.stop();
  const tookMs = performance.now() - beganMs;
  const ended = own.end();
  for (const socket of sockets) socket.destroy();
  await sleep(100);
  const { state } = await stateOf(pool, event.outboxId);
  await holder.query('rollback');
  holder.release();
  await ended;

  assert.ok(tookMs < stopMs + 3_000, `${tookMs} ms`);
  assert.deepEqual(errors, []);
  assert.equal(state, 'leased');
});

test('what comes to the writer of results after the stop, or waits there, is left to the next claim and is no fault', async (t) => {
  const { own, errors, worker } = await amidAttempt(t);
  await worker.stop();
  await own.end();
  const warnings: string[] = [];
  const log = {
    info: () => undefined,
    warn: (_: unknown, said: string) => void warnings.push(said),
    error: (_: unknown, said: string) => void errors.push(said),
  };
  const results = new ResultWriter(own, log, false);
  const merchantId = newId<'merchant'>(Date.now());
  results.add({ merchantId });
  results.giveUp();
  await results.drained();
  results.add({ merchantId });
  await results.drained();
  assert.deepEqual(errors, []);
  assert.deepEqual(warnings, [
    'Results of webhooks were not written before the stop: those are sent again.',
  ]);
});
