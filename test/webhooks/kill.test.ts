import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPool } from '../../src/db/connection.ts';
import { armFailpoints, type FailpointName } from '../../src/kit/failpoint.ts';
import { createWebhookWorker } from '../../src/webhooks/deliver.ts';
import { createEgress } from '../../src/webhooks/egress.ts';
import { createTestDatabase } from '../kit/database.ts';
import { inboxFor } from '../kit/merchant-inbox.ts';
import { onServer } from '../kit/test-server.ts';
import { countStates, hearAt, newSecret, promise, quietLog } from './delivery-kit.ts';

const [, , role, url = '', armed = ''] = process.argv;
const leaseMs = 35_500;
const workerName = 'webhook worker';

if (role === 'worker') runWorker();
else {
  const events = 40;
  const cases: readonly (readonly [FailpointName, { least: number; most: number }])[] = [
    // Sent by the one that died: nothing, something (all of it again), everything (nothing again).
    ['webhook.after_claim', { least: events, most: events }],
    ['webhook.after_send_before_mark', { least: events + 1, most: 2 * events }],
    ['webhook.after_mark', { least: events, most: 2 * events }],
  ];
  for (const [name, arrivals] of cases) {
    test(`killed at ${name}, a worker leaves nothing behind that another does not deliver`, async (t) => {
      const database = await createTestDatabase();
      const pool = openPool(database.url, 'webhook tests', 4);
      t.after(async () => {
        await pool.end();
        await database.drop();
      });
      const inbox = await inboxFor(t);
      const hearer = await hearAt(pool, inbox.url);
      const promised = await promise(pool, hearer, events);
      const [, signal] = (await once(startWorker(database.url, name), 'exit')) as unknown[];
      assert.equal(signal, 'SIGKILL');
      // A claim that was under way when its sender died may commit after that, but not after its session.
      await onServer(database.url, (client) =>
        client.query(
          `select pg_terminate_backend(pid, 5000) from pg_stat_activity
           where datname = current_database() and application_name = 'hundi ${workerName}'`,
        ),
      );
      // Its claims lapse with time; the next worker need not wait for it here.
      await pool.query(
        `update outbox set due_at = now() - interval '1 second' where state = 'leased'`,
      );
      const second = startWorker(database.url, '');
      t.after(() => second.kill('SIGKILL'));
      const deadline = performance.now() + 3 * leaseMs;
      while ((await countStates(pool, hearer)).done !== events) {
        assert.ok(performance.now() < deadline, 'everything is delivered in time');
        await sleep(50);
      }
      const ids = new Set(inbox.received.map(({ id }) => id));
      assert.deepEqual(ids, new Set(promised.map(({ outboxId }) => `evt_${outboxId}`)));
      const { length } = inbox.received;
      assert.ok(length >= arrivals.least && length <= arrivals.most, `${length} arrived`);
    });
  }
}

function startWorker(databaseUrl: string, failpoints: string): ReturnType<typeof fork> {
  return fork(import.meta.filename, ['worker', databaseUrl, failpoints], { stdio: 'ignore' });
}

/** This file again, as a process of its own that can be killed. */
function runWorker(): void {
  armFailpoints(armed);
  createWebhookWorker({
    pool: openPool(url, workerName, 4),
    egress: createEgress({ allowLoopback: true }),
    openApiSecret: (_, sealed) => sealed,
    approvalSecretsOf: () => [],
    openSecrets: () => [newSecret()],
    clock: { now: () => new Date() },
    log: quietLog,
    options: { userAgent: 'Hundi/1', random: () => 0, pollMs: 50, leaseMs },
  }).start();
}
