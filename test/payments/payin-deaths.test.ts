/** The gateway dies at every named point of a payment's way into the books, and the payment is in them once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { findDeploymentValue } from '../../src/db/deployment-values.ts';
import { newId } from '../../src/kit/ids.ts';
import { openCreatePayinLane } from '../../src/payments/create-payin-lane.ts';
import { placeAt } from '../../src/payments/create-payin.ts';
import { newDataFolder, startGateway } from '../kit/gateway-process.ts';
import { assertBooksAreRight, available, openGateway } from './gateway.ts';
import { storyOf } from './payin-kit.ts';
import { onePercent } from './samples.ts';
import { merchantNoOf } from './worker-kit.ts';

const points = [
  'collection.before_commit',
  'payin.before_commit',
  'payin.after_commit',
  'collection.after_commit_before_reply',
];

test('a payment whose callback kills the gateway is credited by the next life, once', async (t) => {
  const books = await openGateway(t);
  const folder = await newDataFolder();
  const env = { DATABASE_URL: books.url, HUNDI_DATA_DIR: folder.path };
  const merchantId = await books.merchant(0n);
  const merchantNo = await merchantNoOf(books, merchantId);
  const lane = openCreatePayinLane({ url: books.url, oneMerchantPerCommit: false });
  const payinIds: string[] = [];
  for (const point of points) {
    const dying = await startGateway({ ...env, HUNDI_FAILPOINTS: point });
    const at = new Date();
    const payinId = newId<'payin'>(at.getTime());
    const place = placeAt({ name: 'sandbox-upi', payeeVpa: 'hundi@sandbox' }, merchantNo, payinId);
    const answer = await lane.submit({
      ...{ merchantId, payinId, place, at, details: null, feePlan: onePercent },
      contract: 'xpayout',
      transactionNumber: `GW${payinId}`,
      reference: point,
      currency: 'INR',
      amountMinor: 500_00n,
      expiresAt: new Date(at.getTime() + 900_000),
    });
    assert.equal(answer.kind, 'created');
    payinIds.push(payinId);
    const facts = (await findDeploymentValue(books.pool, 'sandbox.bank')) ?? '{}';
    const { port } = JSON.parse(facts) as { port: number };
    const form = { pa: place.payeeVpa, tr: place.providerReference, am: '500.00' };
    const press = { payer: 'asha@sandbox', attempt: crypto.randomUUID(), press: 'pay' };
    const paid = await fetch(`http://127.0.0.1:${port}/upi/pay`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, ...press }),
    });
    assert.match(await paid.text(), /<h1>Paid/);
    assert.equal(await dying.exited, null, dying.output());
    assert.match(dying.output(), new RegExp(`failpoint ${point.replace('.', '\\.')}`));
  }
  const living = await startGateway(env);
  t.after(async () => {
    living.signal('SIGTERM');
    await living.exited;
    await folder.remove();
    await lane.close();
  });
  for (const payinId of payinIds) {
    for (let tries = 0; tries < 600; tries += 1) {
      if ((await storyOf(books, { payinId })).journals.length > 0) break;
      await sleep(100);
    }
    assert.deepEqual(await storyOf(books, { payinId }), {
      history: ['created', 'succeeded'],
      facts: ['received credited'],
      journals: ['credited'],
      cases: [],
    });
  }
  assert.equal(await available(books.pool, merchantId), 4n * (500_00n - 5_90n));
  await assertBooksAreRight(books.pool);
});
