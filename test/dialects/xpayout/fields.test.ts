import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertHeadAsGet } from '../../kit/head.ts';
import {
  call,
  openGateway,
  openMerchant,
  payout,
  type Gateway,
  type Reply,
  type TestMerchant,
} from './gateway.ts';

let gateway: Gateway;
before(async () => {
  gateway = await openGateway();
});
after(() => gateway.close());

function create(merchant: TestMerchant, body: unknown): Promise<Reply> {
  return call(gateway, merchant, { route: 'api_create_order', body });
}

test('all faults of an order are told at once, field by field', async () => {
  const merchant = await openMerchant(gateway);
  const { status: http, body } = await create(merchant, {
    service_type: 'payout',
    order_id: 'x'.repeat(65),
    amount: '1e3',
    currency: 'USD',
    customer_email: 'nobody',
    customer_mobile: '12345',
    callback_url: 'http://example.com/hook',
    meta: { mode: 'swift', account_number: '12-34', ifsc: 'ABCD1123456' },
  });
  assert.equal(`${String(http)} ${String(body.code)}`, '400 validation_failed');
  assert.deepEqual(Object.keys(body.errors ?? {}).sort(), [
    'amount',
    'callback_url',
    'currency',
    'customer_email',
    'customer_mobile',
    'meta.account_number',
    'meta.beneficiary_firstname',
    'meta.ifsc',
    'meta.mode',
    'order_id',
  ]);
});

test('an amount is read from its text, and what is not exact is refused', async () => {
  const merchant = await openMerchant(gateway);
  const amountOf = async (text: string) => {
    const body = JSON.stringify(payout({ amount: '@' })).replace('"@"', text);
    const reply = await create(merchant, body);
    return reply.body.data?.['amount'] ?? reply.body.code;
  };
  for (const [text, shown] of [
    ['1200.5', '1200.50'],
    ['"1200.5"', '1200.50'],
    ['0.01', '0.01'],
    ['9007.19', '9007.19'],
  ] as const)
    assert.equal(await amountOf(text), shown, text);
  for (const text of [
    '0',
    '-1',
    '-0',
    '1e3',
    '100.005',
    '"0x10"',
    'true',
    '[1]',
    '"NaN"',
    '""',
    '" 1"',
    'null',
  ])
    assert.equal(await amountOf(text), 'validation_failed', text);
  const tooMuch = await create(merchant, payout({ amount: '10000000000000' }));
  assert.match(String(tooMuch.body.errors?.['amount']), /at most 13 digits before the point/);
});

test('a service that is not served and one that does not exist are told apart', async () => {
  const merchant = await openMerchant(gateway);
  const payin = await create(merchant, { ...payout(), service_type: 'payin' });
  assert.equal(
    `${String(payin.status)} ${String(payin.body.code)}`,
    '400 service_type_unavailable',
  );
  const loan = { ...payout({ amount: 0, order_id: '' }), service_type: 'loan' };
  const { code, errors } = (await create(merchant, loan)).body;
  assert.equal(code, 'validation_failed');
  assert.deepEqual(Object.keys(errors ?? {}).sort(), ['amount', 'order_id', 'service_type']);
});

test('the customer stands in for the beneficiary where meta names none, and a VPA needs no account', async () => {
  const merchant = await openMerchant(gateway);
  const {
    beneficiary_firstname: _1,
    beneficiary_lastname: _2,
    ...bare
  } = payout()['meta'] as Record<string, string>;
  const named = await create(merchant, {
    ...payout({ order_id: 'A-1', customer_name: 'Ravi Kumar' }),
    meta: bare,
  });
  assert.equal(named.status, 200, named.text);
  const toVpa = { mode: 'UPI', vpa: 'Ravi.K@okBank', beneficiary_firstname: 'Ravi' };
  const paid = await create(merchant, { ...payout({ order_id: 'A-2' }), meta: toVpa });
  assert.equal(paid.status, 200, paid.text);
  const tooMuch = await create(merchant, { ...payout({ amount: '100000.01' }), meta: toVpa });
  assert.deepEqual(Object.keys(tooMuch.body.errors ?? {}), ['amount']);
  const { rows } = await gateway.pool.query(
    `select beneficiary_name as name, beneficiary_vpa as vpa, wished_rail as rail from payouts
     where merchant_id = $1 order by payout_id`,
    [merchant.merchantId],
  );
  assert.deepEqual(rows, [
    { name: 'Ravi Kumar', vpa: null, rail: 'IMPS' },
    { name: 'Ravi', vpa: 'ravi.k@okbank', rail: 'UPI' },
  ]);
});

test('a customer who stands in for the beneficiary has a name that a beneficiary could have', async () => {
  const merchant = await openMerchant(gateway);
  const meta = { account_number: '123456789012', ifsc: 'ABCD0123456' };
  const named = (name: string) => create(merchant, { ...payout({ customer_name: name }), meta });
  // A joiner with nothing to join could not be seen.
  for (const name of [
    '\u200d',
    'Ravi \u200dKumar',
    'Ravi; Kumar',
    'Ravi \u202e Kumar',
    'Ravi \u{1f600}',
    'Ravi=1',
  ])
    assert.deepEqual(Object.keys((await named(name)).body.errors ?? {}), ['customer_name'], name);
  const asTyped = ['Lenny D’Souza', 'അനില്\u200d കുമാര്\u200d', 'x'.repeat(200)];
  for (const name of ["José O'Brien-Smith (Jr.)", 'आशा राव', ...asTyped])
    assert.equal((await named(name)).status, 200, name);
  const beside = await create(merchant, payout({ customer_name: 'Ravi; Kumar' }));
  assert.equal(beside.status, 200, 'of a customer who is not paid it may be anything');
});

test('in live an IFSC must exist', async () => {
  const merchant = await openMerchant(gateway, { environment: 'live' });
  const unknown = await create(merchant, payout({}, { ifsc: 'ABCD0123456' }));
  assert.deepEqual(Object.keys(unknown.body.errors ?? {}), ['meta.ifsc']);
  assert.equal((await create(merchant, payout({}, { ifsc: 'SBIN0001808' }))).status, 200);
});

test('meta comes back as it was sent, numbers included', async () => {
  const merchant = await openMerchant(gateway);
  const text = JSON.stringify(payout({ order_id: 'META' }, { exact: '@', note: 'आशा "x"' }));
  const reply = await create(merchant, text.replace('"@"', '1.2300000000000000001'));
  assert.ok(reply.text.includes('"exact":1.2300000000000000001'), reply.text);
  const none = await create(merchant, { ...payout({ order_id: 'NONE' }), meta: [] });
  assert.equal(none.body.errors?.['meta'], undefined, 'PHP writes an object without fields so');
  assert.deepEqual(none.body.errors?.['meta.ifsc'], ['The ifsc is missing.']);
  const large = await create(merchant, payout({}, { note: 'x'.repeat(4_100) }));
  assert.deepEqual(Object.keys(large.body.errors ?? {}), ['meta']);
});

test('every alias serves the same routes, in any case and with a slash behind', async () => {
  const merchant = await openMerchant(gateway);
  for (const path of ['/', '/index.php', '/xpayout', '/xpayout/', '/SiteMap.XML', '/sitemap.xml/'])
    assert.equal((await call(gateway, merchant, { route: 'api_balance', path })).status, 200, path);
});

test('without a route /sitemap.xml is a sitemap, and docs is a page', async () => {
  // The scheme by which the world comes, not the one by which a proxy asks.
  const map = await fetch(`${gateway.url}/sitemap.xml`);
  assert.match(map.headers.get('content-type') ?? '', /^application\/xml/);
  assert.match(
    await map.text(),
    /<loc>https:\/\/127\.0\.0\.1:\d+\/sitemap\.xml\?route=docs<\/loc>/,
  );
  for (const path of ['/sitemap.xml', '/sitemap.xml?route=docs', '/?route=pay&o=1'])
    await assertHeadAsGet(`${gateway.url}${path}`);
  const docs = await fetch(`${gateway.url}/sitemap.xml?route=docs`);
  assert.match(docs.headers.get('content-type') ?? '', /^text\/html/);
  const unknown = await fetch(`${gateway.url}/sitemap.xml?route=nothing`);
  assert.equal(unknown.status, 404);
  assert.deepEqual(Object.keys((await unknown.json()) as object), ['ok', 'code', 'message']);
});
