/** From a signed order for money to the customer's payment and the callback that tells of it: the whole gateway, and the sandbox bank as the customer's. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { openGateway, type Gateway } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import { createSandboxBank } from '../../../src/providers/sandbox-bank/sandbox-bank.ts';
import { createSandboxCollections } from '../../../src/providers/sandbox-bank/collections.ts';
import { verifyBooks } from '../../../src/settlements/verify-books.ts';
import { createTestDatabase, type TestDatabase } from '../../kit/database.ts';
import { freePort } from '../../../torture/free-port.ts';
import { startInbox, type MerchantInbox } from '../../kit/merchant-inbox.ts';
import { isShardedRun } from '../../kit/test-server.ts';
import { bankFolder, RunningBank, SECRET, type Json } from '../../sandbox-bank/bank-process.ts';
import { call, openMerchant, payout, type TestMerchant } from './gateway.ts';
import { setFees } from '../../../src/merchants/change-merchant.ts';

const folder = bankFolder();
const payeeVpa = 'hundi@sandbox';
let database: TestDatabase;
let bank: RunningBank;
let app: Gateway;
let gateway: { url: string; pool: Gateway['pool']; sealer: Gateway['secrets']['sealer'] };
let inbox: MerchantInbox;
before(async () => {
  database = await createTestDatabase();
  const port = await freePort();
  const callbacks = `http://127.0.0.1:${port}/sitemap.xml?route=api_callback&provider=`;
  bank = await RunningBank.start(folder.dataDir, {
    BANK_CALLBACK_URL: `${callbacks}sandbox-bank`,
    BANK_COLLECTION_CALLBACK_URL: `${callbacks}sandbox-upi`,
    BANK_COLLECT_VPA: payeeVpa,
    BANK_CALLBACK_SECRET: SECRET,
  });
  const shared = { url: bank.url, apiKey: 'api-key', callbackSecret: SECRET };
  app = await openGateway({
    config: {
      ...readConfig({ PORT: String(port) }),
      commitScope: isShardedRun ? 'merchant' : 'node',
    },
    databaseUrl: database.url,
    provider: createSandboxBank({ ...shared, submitTimeoutMs: 8_000, enquireTimeoutMs: 8_000 }),
    collections: createSandboxCollections({ ...shared, payeeVpa, timeoutMs: 8_000 }),
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

const tenPercent = {
  basisPoints: 1_000,
  flatMinor: 0n,
  minimumMinor: 0n,
  maximumMinor: null,
  gstBasisPoints: 1_800,
  slabs: [],
};

async function merchantOf(): Promise<TestMerchant> {
  const merchant = await openMerchant(gateway, { fundMinor: 0n });
  const { merchantId } = merchant;
  const order = { merchantId, actor: 'test', nowMs: Date.now() };
  await setFees(gateway.pool, order, tenPercent, 'payin');
  return merchant;
}

function payin(fields: Json = {}): Json {
  return {
    service_type: 'payin',
    order_id: 'IN-1',
    amount: 1200.5,
    currency: 'INR',
    customer_name: 'Test User',
    callback_url: inbox.url,
    ...fields,
  };
}

type Data = Readonly<Record<string, string>>;

async function ask(merchant: TestMerchant, fields: Json = {}) {
  const reply = await call(gateway, merchant, { route: 'api_create_order', body: payin(fields) });
  return { status: reply.status, body: reply.body, data: (reply.body.data ?? {}) as Data };
}

async function statusOf(merchant: TestMerchant, name: string): Promise<Data> {
  const query = `&gateway_order_id=${name}`;
  const { body } = await call(gateway, merchant, { route: 'api_order_status', query });
  return (body.data ?? {}) as Data;
}

async function balanceOf(merchant: TestMerchant): Promise<Data> {
  return ((await call(gateway, merchant, { route: 'api_balance' })).body.data ?? {}) as Data;
}

async function pays(data: Data, amount: string): Promise<void> {
  const reference = new URL(data['upi_intent'] ?? '').searchParams.get('tr');
  const { status } = await bank.call('POST', '/control/collections', { reference, amount });
  assert.equal(status, 201);
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const endMs = performance.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    assert.ok(performance.now() < endMs, what);
    await sleep(50);
  }
}

test('a customer pays under the link, the wallet gets the amount less fee and GST, and the merchant is told', async () => {
  const merchant = await merchantOf();
  const { status, body, data } = await ask(merchant);
  assert.deepEqual([status, body.message], [200, 'Order created']);
  const { status: word, amount, fee_amount: fee, gst_amount: gst, total_fee: total } = data;
  assert.deepEqual(
    [word, amount, fee, gst, total],
    ['processing', '1200.50', '120.05', '21.61', '141.66'],
  );
  assert.match(data['expires_at'] ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  const intent = new URL(data['upi_intent'] ?? '');
  assert.deepEqual(
    ['pa', 'am', 'cu'].map((name) => intent.searchParams.get(name)),
    [payeeVpa, '1200.50', 'INR'],
  );

  const page = await fetch(data['payment_url'] ?? '');
  assert.equal(page.status, 200);
  assert.match(await page.text(), /1,200\.50/);

  await pays(data, '1200.50');
  const number = data['gateway_order_id'] ?? '';
  const paid = await until('the pay-in was never credited', async () => {
    const now = await statusOf(merchant, number);
    return now['status'] === 'success' ? now : undefined;
  });
  assert.deepEqual(
    [paid['gross_amount'], paid['total_fee'], paid['net_amount'], paid['beneficiary_receives']],
    ['1200.50', '141.66', '1058.84', '1058.84'],
  );
  assert.match(paid['utr'] ?? '', /^\d{12}$/);
  assert.equal((await balanceOf(merchant))['available_balance'], '1058.84');

  const told = await until('the merchant never heard of it', () =>
    Promise.resolve(
      inbox.received.find(({ body }) => body.includes(number) && body.includes('"success"')),
    ),
  );
  const { meta: _, ...shown } = paid;
  assert.deepEqual(JSON.parse(told.body), shown);
  assert.equal(
    told.headers['x-gateway-signature'],
    createHmac('sha256', merchant.apiSecret).update(told.body).digest('hex'),
  );
  assert.deepEqual((await verifyBooks(gateway.pool)).breaks, []);
});

test('what is told of an unpaid order is true, and the report says it in the same words', async () => {
  const merchant = await merchantOf();
  const { data: late } = await ask(merchant, { order_id: 'IN-2' });
  const end = `update payins set status = 'expired', version = version + 1 where merchant_id = $1`;
  await gateway.pool.query(end, [merchant.merchantId]);
  const { data: held } = await ask(merchant);
  await pays(held, '1200.00');
  const wordsOf = async (data: Data) =>
    (await statusOf(merchant, data['gateway_order_id'] ?? ''))['provider_message'];
  const words = ['The customer did not pay in time.', 'A payment has come and is being looked at.'];
  await until('held', async () => (await wordsOf(held)) === words[1] || undefined);
  assert.equal(await wordsOf(late), words[0]);
  const query = '&format=json';
  const { text } = await call(gateway, merchant, { route: 'api_download_report', query });
  const remarks = (JSON.parse(text) as { rows: Data[] }).rows.map((row) => row['remarks']);
  assert.deepEqual(remarks, words);
});

test('one order_id is one pay-in; with another amount it is a conflict that names the field', async () => {
  const merchant = await merchantOf();
  const first = await ask(merchant, { reference_id: 'R-1', meta: { note: 'first payin' } });
  const again = await ask(merchant, { reference_id: 'R-1', meta: { note: 'first payin' } });
  assert.equal(again.body.message, 'Order already exists');
  assert.deepEqual(again.data, first.data);
  const other = await ask(merchant, { amount: 1200.51 });
  assert.equal(other.status, 409);
  assert.deepEqual(
    [other.body.code, Object.keys(other.body.errors ?? {})],
    ['order_conflict', ['amount']],
  );
});

test('a pay-in is found by every one of its names, and by nobody else', async () => {
  const merchant = await merchantOf();
  const { data } = await ask(merchant, { order_id: 'IN-7', reference_id: 'R-7' });
  const number = data['gateway_order_id'] ?? '';
  const names = [
    'merchant_order_id=IN-7',
    'order_id=IN-7',
    `order_id=${number}`,
    'reference_id=R-7',
  ];
  for (const name of names) {
    const found = await call(gateway, merchant, { route: 'api_order_status', query: `&${name}` });
    assert.equal(found.body.data?.['order_id'], number, name);
  }
  const stranger = await merchantOf();
  const query = `&gateway_order_id=${number}`;
  const hidden = await call(gateway, stranger, { route: 'api_order_status', query });
  assert.equal(hidden.status, 404);
});

test('of orders with one reference_id the newest is meant, whichever way its money goes', async () => {
  const merchant = await openMerchant(gateway);
  const query = '&reference_id=R-BOTH';
  const shown = async () => {
    const { body } = await call(gateway, merchant, { route: 'api_order_status', query });
    return body.data?.['merchant_order_id'];
  };
  const paidOut = async (id: string) => {
    const body = payout({ order_id: id, reference_id: 'R-BOTH', amount: 1 });
    const made = await call(gateway, merchant, { route: 'api_create_order', body });
    assert.equal(made.body.message, 'Order created');
  };
  await paidOut('OUT-1');
  await sleep(5);
  await ask(merchant, { order_id: 'IN-12', reference_id: 'R-BOTH' });
  assert.equal(await shown(), 'IN-12');
  await sleep(5);
  await paidOut('OUT-2');
  assert.equal(await shown(), 'OUT-2');
});

test('the page where an Indian customer pays tells the time of India, as the order does', async () => {
  const merchant = await merchantOf();
  const { data } = await ask(merchant, { order_id: 'IN-13' });
  const page = await (await fetch(data['payment_url'] ?? '')).text();
  const [, shown = ''] = /<time id="deadline"[^>]*>until ([^<]*)</.exec(page) ?? [];
  const [hour = '', minute = ''] = (data['expires_at'] ?? '').slice(11).split(':');
  assert.match(shown, new RegExp(` ${String(Number(hour) % 12 || 12)}:${minute} [ap]m IST$`));
});

test('an altered link pays nothing and shows nothing, under both of its paths', async () => {
  const merchant = await merchantOf();
  const { data } = await ask(merchant, { order_id: 'IN-9' });
  const link = new URL(data['payment_url'] ?? '');
  const published = `${gateway.url}/sitemap.xml${link.search}`;
  const page = await fetch(published);
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
  const later = Number(link.searchParams.get('e')) + 60;
  for (const url of [link.href, published]) {
    const altered = await fetch(url.replace(/e=\d+/, `e=${later}`));
    assert.equal(altered.status, 403);
    assert.doesNotMatch(await altered.text(), /1,200\.50/);
  }
});

test('a callback that no provider signed, or for a provider that is not there, moves nothing', async () => {
  const merchant = await merchantOf();
  const { data } = await ask(merchant, { order_id: 'IN-11' });
  const post = (provider: string) =>
    fetch(`${gateway.url}/sitemap.xml?route=api_callback&provider=${provider}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reference: data['provider_reference'], amount: '1200.50' }),
    });
  assert.equal((await post('sandbox-upi')).status, 401);
  assert.equal((await post('nobody')).status, 404);
  assert.equal((await statusOf(merchant, data['gateway_order_id'] ?? ''))['status'], 'processing');
});

test('bad fields of a pay-in are all named and nothing is made', async () => {
  const merchant = await merchantOf();
  const refused = await ask(merchant, {
    order_id: 'IN-13',
    amount: '1e3',
    currency: 'USD',
    meta: { return_url: 'javascript:alert(1)' },
  });
  assert.equal(refused.status, 400);
  assert.deepEqual(Object.keys(refused.body.errors ?? {}).sort(), [
    'amount',
    'currency',
    'meta.return_url',
  ]);
  const free = await ask(merchant, { order_id: 'IN-13' });
  assert.equal(free.body.message, 'Order created');
});
