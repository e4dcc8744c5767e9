/** From a signed order to the callback that tells its end: the whole gateway, a bank beside it, a merchant that listens. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { openGateway, type Gateway } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import { createSandboxBank } from '../../../src/providers/sandbox-bank/sandbox-bank.ts';
import { openMerchant, call, payout, type TestMerchant } from './gateway.ts';
import { setEndpoint } from '../../../src/merchants/endpoints.ts';
import { createTestDatabase, type TestDatabase } from '../../kit/database.ts';
import { freePort } from '../../../torture/free-port.ts';
import {
  startInbox,
  verifyDelivery,
  type Delivery,
  type MerchantInbox,
} from '../../kit/merchant-inbox.ts';
import { isShardedRun } from '../../kit/test-server.ts';
import { bankFolder, RunningBank, SECRET } from '../../sandbox-bank/bank-process.ts';

const folder = bankFolder();
let database: TestDatabase;
let bank: RunningBank;
let app: Gateway;
let gateway: { url: string; pool: Gateway['pool']; sealer: Gateway['secrets']['sealer'] };
let inbox: MerchantInbox;
before(async () => {
  database = await createTestDatabase();
  const port = await freePort();
  bank = await RunningBank.start(folder.dataDir, {
    BANK_CALLBACK_URL: `http://127.0.0.1:${port}/callbacks/sandbox-bank`,
    BANK_CALLBACK_SECRET: SECRET,
  });
  const provider = createSandboxBank({
    url: bank.url,
    apiKey: 'api-key',
    callbackSecret: SECRET,
    submitTimeoutMs: 8_000,
    enquireTimeoutMs: 8_000,
  });
  app = await openGateway({
    config: { ...readConfig({}), port, commitScope: isShardedRun ? 'merchant' : 'node' },
    databaseUrl: database.url,
    provider,
    log: pino({ level: 'silent' }),
  });
  await app.listen();
  gateway = { url: `http://127.0.0.1:${port}`, pool: app.pool, sealer: app.secrets.sealer };
  inbox = await startInbox();
});
after(async () => {
  await app.close();
  await inbox.stop();
  await bank.stop();
  folder.remove();
  await database.drop();
});

function merchantOf(): Promise<TestMerchant> {
  return openMerchant(gateway);
}

async function create(merchant: TestMerchant, body: unknown) {
  const reply = await call(gateway, merchant, { route: 'api_create_order', body });
  assert.equal(reply.status, 200, reply.text);
  return String(reply.body.data?.['gateway_order_id']);
}

/** The callbacks of an order, once the one with this status is among them. */
async function heard(at: MerchantInbox, order: string, status: string): Promise<Delivery[]> {
  const endMs = performance.now() + 60_000;
  for (;;) {
    const all = at.received.filter(({ body }) => body.includes(order));
    if (all.some(({ body }) => fieldsOf(body)['status'] === status)) return all;
    assert.ok(performance.now() < endMs, `no callback says ${status}: ${JSON.stringify(all)}`);
    await sleep(50);
  }
}

function fieldsOf(body: string): Record<string, string> {
  return JSON.parse(body) as Record<string, string>;
}

const fields = [
  ...['order_id', 'merchant_order_id', 'reference_id', 'status', 'amount', 'gross_amount'],
  ...['fee_amount', 'gst_amount', 'total_fee', 'total_debit', 'total_cost', 'net_amount'],
  ...['beneficiary_receives', 'currency', 'provider_reference', 'provider_status_code'],
  ...['provider_message', 'utr', 'updated_at'],
];

test('an order with its own callback_url is heard of there, signed in both ways', async () => {
  const merchant = await merchantOf();
  const elsewhere = await startInbox();
  try {
    await setEndpoint(gateway.pool, merchant.merchantId, {
      url: elsewhere.url,
      ...{ actor: 'test', nowMs: Date.now(), sealer: gateway.sealer },
      newSecret: () => `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
    });
    const order = await create(merchant, payout({ order_id: 'P-1', callback_url: inbox.url }));
    const deliveries = await heard(inbox, order, 'success');
    for (const delivery of deliveries) {
      const { headers, body } = delivery;
      assert.equal(
        headers['x-gateway-signature'],
        createHmac('sha256', merchant.apiSecret).update(body).digest('hex'),
      );
      assert.match(headers['x-timestamp'] ?? '', /^\d{10}$/);
      assert.equal(headers['x-callback-id'], delivery.id);
      verifyDelivery(`whsec_${Buffer.from(merchant.apiSecret).toString('base64')}`, delivery);
      assert.deepEqual(Object.keys(fieldsOf(body)), fields);
    }
    const last = fieldsOf(deliveries.at(-1)?.body ?? '');
    assert.equal(last['merchant_order_id'], 'P-1');
    assert.equal(last['provider_status_code'], 'SUCCESS');
    assert.match(last['utr'] ?? '', /^\d{12}$/);
    assert.match(last['provider_reference'] ?? '', /^H[0-9A-Z]{33}-1$/);
    const shown = await call(gateway, merchant, {
      route: 'api_order_status',
      query: '&order_id=P-1',
    });
    const { meta: _, ...data } = shown.body.data ?? {};
    assert.deepEqual(data, last);
    assert.equal(elsewhere.received.length, 0);
  } finally {
    await elsewhere.stop();
  }
});

test('a refusal is told in our words, and the same callback id comes until somebody takes it', async () => {
  const merchant = await merchantOf();
  const picky = await startInbox();
  try {
    picky.next({ status: 500 });
    const order = await create(
      merchant,
      payout({ callback_url: picky.url }, { account_number: '99900011234' }),
    );
    const deliveries = await heard(picky, order, 'failed');
    const failed = deliveries.filter(({ body }) => fieldsOf(body)['status'] === 'failed');
    assert.equal(fieldsOf(failed[0]?.body ?? '')['provider_status_code'], 'ACCOUNT_CLOSED');
    await picky.until(3, 60_000);
    const first = picky.received[0];
    const repeats = picky.received.filter(({ id }) => id === first?.id);
    assert.equal(repeats.length, 2);
    assert.equal(new Set(repeats.map(({ body }) => body)).size, 1);
    assert.equal(new Set(repeats.map(({ headers }) => headers['x-callback-id'])).size, 1);
  } finally {
    await picky.stop();
  }
});

test('without a callback_url the merchant hears of it at its own address', async () => {
  const merchant = await merchantOf();
  const secret = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
  await setEndpoint(gateway.pool, merchant.merchantId, {
    url: inbox.url,
    ...{ actor: 'test', nowMs: Date.now(), sealer: gateway.sealer },
    newSecret: () => secret,
  });
  const order = await create(merchant, payout());
  const [delivery] = await heard(inbox, order, 'success');
  assert.ok(delivery !== undefined);
  verifyDelivery(secret, delivery);
  assert.equal(
    delivery.headers['x-gateway-signature'],
    createHmac('sha256', merchant.apiSecret).update(delivery.body).digest('hex'),
  );
});

test('many orders with one address make one endpoint', async () => {
  const merchant = await merchantOf();
  const url = `${inbox.url}/shared`;
  await Promise.all(
    Array.from({ length: 20 }, () => create(merchant, payout({ callback_url: url }))),
  );
  const { rows } = await gateway.pool.query(
    'select scope, url from webhook_endpoints where merchant_id = $1',
    [merchant.merchantId],
  );
  assert.deepEqual(rows, [{ scope: 'order', url }]);
});

test('an address that was given up is heard of again when a new order names it', async () => {
  const merchant = await merchantOf();
  const url = `${inbox.url}/given-up`;
  await create(merchant, payout({ callback_url: url }));
  await gateway.pool.query(
    `update webhook_endpoints set status = 'disabled' where merchant_id = $1`,
    [merchant.merchantId],
  );
  const order = await create(merchant, payout({ callback_url: url }));
  await heard(inbox, order, 'success');
});

test('a VPA is paid by UPI, a wish for NEFT by NEFT, and one that RTGS does not take by IMPS', async () => {
  const merchant = await merchantOf();
  const wishes = [
    [
      'UPI',
      { ...payout(), meta: { mode: 'upi', vpa: 'asha@okbank', beneficiary_firstname: 'Asha' } },
    ],
    ['NEFT', payout({}, { mode: 'NEFT' })],
    ['IMPS', payout({}, { mode: 'rtgs' })],
    ['IMPS', payout({}, { mode: 'bank' })],
  ] as const;
  const orders = await Promise.all(
    wishes.map(([, body]) => create(merchant, { ...body, callback_url: inbox.url })),
  );
  for (const order of orders) await heard(inbox, order, 'success');
  const { rows } = await gateway.pool.query<{ rail: string }>(
    `select rail from payouts where merchant_id = $1
     order by array_position($2::text[], transaction_number)`,
    [merchant.merchantId, orders],
  );
  assert.deepEqual(
    rows.map(({ rail }) => rail),
    wishes.map(([rail]) => rail),
  );
});
