/** Whoever created a transaction hears that it is there before it hears how it ended, however often the first is refused. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { transaction, type Pool } from '../../src/db/connection.ts';
import { approvalSecretsOf } from '../../src/identity/approval-secrets.ts';
import { newId } from '../../src/kit/ids.ts';
import { writePromises } from '../../src/outbox/outbox.ts';
import {
  approvalTarget,
  promiseFirst,
  promiseOutcome,
  writeApprovalEndpoints,
} from '../../src/payments/approval-promises.ts';
import { approvalDelaysMs } from '../../src/webhooks/schedule.ts';
import { inboxFor, verifyDelivery } from '../kit/merchant-inbox.ts';
import { approvalKey, handClock, hearAt, poolFor, stateOf, workerFor } from './delivery-kit.ts';

/** A transaction that was made and has ended already; resolves to the ids of its two promises. */
async function transactionAt(pool: Pool, url: string, at: Date) {
  const { merchantId } = await hearAt(pool, 'http://127.0.0.1:9/other', at.getTime());
  const makeId = () => newId<'outbox'>(at.getTime());
  const profileId = newId<'merchant'>(at.getTime());
  const target = approvalTarget(merchantId, profileId, url, makeId);
  const transactionId = makeId();
  const first = { merchantId, transactionId, target, firstPayload: '"first"', at };
  const { endpointId, firstWebhookId } = target;
  const outcomeId = makeId();
  const told = { merchantId, transactionId, version: 2, payload: '"outcome"', outboxId: outcomeId };
  await transaction(pool, async (tx) => {
    await Promise.all([
      ...writeApprovalEndpoints(tx, [first]),
      ...writePromises(tx, [
        promiseFirst(first),
        ...promiseOutcome({ endpointId, firstWebhookId }, { ...told, at }),
      ]),
    ]);
  });
  return { firstWebhookId, outcomeId, profileId };
}

async function world(t: TestContext) {
  const pool = await poolFor(t);
  const inbox = await inboxFor(t);
  const clock = handClock();
  const worker = workerFor(t, pool, { clock });
  const made = await transactionAt(pool, inbox.url, clock.now());
  const bodies = () => inbox.received.map(({ body }) => JSON.parse(body) as string);
  return { pool, inbox, clock, worker, bodies, ...made };
}

test('the outcome waits until the first webhook is answered with 200; no other answer will do', async (t) => {
  const { pool, inbox, clock, worker, bodies, outcomeId } = await world(t);
  for (const status of [500, 202, 410]) inbox.next({ status });
  for (const waitMs of approvalDelaysMs.slice(1, 4)) {
    await worker.runOnce();
    assert.equal((await stateOf(pool, outcomeId)).claims, 0);
    clock.forward(waitMs);
  }
  assert.deepEqual(bodies(), ['first', 'first', 'first']);
  await worker.runOnce();
  await worker.runOnce();
  assert.deepEqual(bodies(), ['first', 'first', 'first', 'first', 'outcome']);
});

test('a first webhook that is given up after a day holds the outcome up no longer', async (t) => {
  const { pool, inbox, clock, worker, firstWebhookId, bodies } = await world(t);
  for (let made = 0; made < approvalDelaysMs.length; made += 1) inbox.next({ status: 503 });
  const startMs = clock.now().getTime();
  while ((await stateOf(pool, firstWebhookId)).state !== 'dead') {
    await worker.runOnce();
    clock.forward(
      60_000 + (await stateOf(pool, firstWebhookId)).due_at.getTime() - clock.now().getTime(),
    );
  }
  const hours = (clock.now().getTime() - startMs) / 3_600_000;
  assert.ok(hours > 23 && hours < 25, String(hours));
  // Once the endpoint that only failed may be probed again.
  clock.forward(3_600_000);
  await worker.runOnce();
  assert.equal(bodies().at(-1), 'outcome');
});

test('both are signed with the secret of the profile, in the standard headers', async (t) => {
  const { inbox, worker, profileId } = await world(t);
  await worker.runOnce();
  await worker.runOnce();
  const [secret = ''] = approvalSecretsOf([approvalKey], profileId);
  assert.equal(inbox.received.length, 2);
  for (const delivery of inbox.received) verifyDelivery(secret, delivery);
});
