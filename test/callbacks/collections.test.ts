/** The bank tells of customers' payments over the real door: signed once is enough, unsigned is nothing. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { openGateway } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createSandboxBank } from '../../src/providers/sandbox-bank/sandbox-bank.ts';
import { createSandboxCollections } from '../../src/providers/sandbox-bank/collections.ts';
import { freePort } from '../../torture/free-port.ts';
import { isShardedRun } from '../kit/test-server.ts';
import { assertBooksAreRight, available } from '../payments/gateway.ts';
import { openTill, storyOf } from '../payments/payin-kit.ts';
import { SECRET } from '../sandbox-bank/bank-process.ts';

async function openScene(t: TestContext) {
  const port = await freePort();
  const callbackUrl = `http://127.0.0.1:${port}/callbacks/sandbox-upi`;
  const till = await openTill(t, {
    settings: { BANK_COLLECTION_CALLBACK_URL: callbackUrl, BANK_CALLBACK_SECRET: SECRET },
  });
  const keys = { url: till.bank.url, apiKey: 'api-key', callbackSecret: SECRET };
  const collections = createSandboxCollections({
    ...keys,
    payeeVpa: 'hundi@sandbox',
    timeoutMs: 5_000,
  });
  const gateway = await openGateway({
    config: { ...readConfig({}), port, commitScope: isShardedRun ? 'merchant' : 'node' },
    databaseUrl: till.url,
    provider: createSandboxBank({ ...keys, submitTimeoutMs: 5_000, enquireTimeoutMs: 5_000 }),
    // Neither an enquiry nor the statement tells what a callback is to tell here.
    collections: {
      ...collections,
      enquire: () => Promise.resolve({ kind: 'unknown', why: 'not asked here' }),
      statement: (after) => Promise.resolve({ news: [], next: after }),
    },
    log: pino({ level: 'silent' }),
  });
  await gateway.listen();
  t.after(() => gateway.close());
  const post = (body: string, secret = SECRET, ageSeconds = 0) => {
    const timestamp = String(Math.floor(Date.now() / 1_000) - ageSeconds);
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    const headers = { 'x-bank-timestamp': timestamp, 'x-bank-signature': signature };
    return fetch(callbackUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  };
  return { till, post };
}

const tellingOf = (reference: string, type = 'collection.received') =>
  JSON.stringify({
    eventId: 'evt_1',
    type,
    collection: {
      paymentId: 'HDU000000000009',
      reference,
      status: 'RECEIVED',
      amount: '500.00',
      currency: 'INR',
      utr: '632941803397',
      payerVpa: 'asha@sandbox',
      failureCode: null,
      failureMessage: null,
      reversalReference: null,
    },
  });

test('a customer presses Pay, the bank calls twice, the wallet has it once', async (t) => {
  const { till } = await openScene(t);
  const merchantId = await till.merchant(0n);
  const payin = await till.ask(merchantId);
  await till.pay(payin, { callback: 'twice' });
  await till.until(payin, ({ status }) => status === 'succeeded');
  for (let tries = 0; tries < 200; tries += 1) {
    const told = await till.bank.call('GET', '/control/proof');
    assert.equal(told.body['holds'], true);
    if ((await storyOf(till, payin)).facts.length === 1) break;
    await sleep(25);
  }
  assert.equal(await available(till.pool, merchantId), 500_00n - 5_90n);
  assert.deepEqual((await storyOf(till, payin)).journals, ['credited']);
  await assertBooksAreRight(till.pool);
});

test('without a good and fresh signature nothing moves; a stranger is told so, and half a payment is none', async (t) => {
  const { till, post } = await openScene(t);
  const merchantId = await till.merchant(0n);
  const payin = await till.ask(merchantId);
  const body = tellingOf(payin.providerReference);
  assert.equal((await post(body, 'another-secret')).status, 401);
  assert.equal((await post(body, SECRET, 3_600)).status, 401);
  assert.equal((await post('{}')).status, 400);
  assert.equal((await post(tellingOf(payin.providerReference, 'collection.failed'))).status, 400);
  assert.equal((await post(tellingOf('C0001'))).status, 404);
  assert.equal((await till.now(payin)).status, 'created');
  assert.equal(await available(till.pool, merchantId), 0n);
  const copies = await Promise.all(Array.from({ length: 20 }, () => post(body)));
  assert.deepEqual([...new Set(copies.map(({ status }) => status))], [200]);
  assert.equal((await till.now(payin)).status, 'succeeded');
  assert.equal(await available(till.pool, merchantId), 500_00n - 5_90n);
  await assertBooksAreRight(till.pool);
});
