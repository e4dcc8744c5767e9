import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setCaps } from '../../../src/merchants/change-xpayout-access.ts';
import { verifyBooks } from '../../../src/settlements/verify-books.ts';
import {
  call,
  openGateway,
  openMerchant,
  payout,
  send,
  signed,
  type Gateway,
  type Reply,
  type TestMerchant,
} from './gateway.ts';

let gateway: Gateway;
before(async () => {
  gateway = await openGateway();
});
after(() => gateway.close());

/** Ten percent, and eighteen percent of GST on it: the numbers of the document. */
const tenPercent = {
  basisPoints: 1_000,
  flatMinor: 0n,
  minimumMinor: 0n,
  maximumMinor: null,
  gstBasisPoints: 1_800,
  slabs: [],
};

function create(merchant: TestMerchant, body: unknown): Promise<Reply> {
  return call(gateway, merchant, { route: 'api_create_order', body });
}

function status(merchant: TestMerchant, query: string): Promise<Reply> {
  return call(gateway, merchant, { route: 'api_order_status', query: `&${query}` });
}

async function balanceOf(merchant: TestMerchant) {
  return (await call(gateway, merchant, { route: 'api_balance' })).body.data;
}

test('an order is answered in the words of the document, with its fees to the paisa', async () => {
  const merchant = await openMerchant(gateway, { fees: tenPercent });
  const sent = payout({ order_id: 'MERCHANT_PAYOUT_10001', amount: 100 });
  const { status: http, body } = await create(merchant, sent);
  assert.equal(http, 200);
  const number = String(body.data?.['gateway_order_id']);
  assert.match(number, /^GW20\d{12}\d{4}$/);
  assert.deepEqual(body, {
    ok: true,
    message: 'Order created',
    data: {
      gateway_order_id: number,
      merchant_order_id: 'MERCHANT_PAYOUT_10001',
      reference_id: 'PREF10001',
      status: 'processing',
      amount: '100.00',
      fee_amount: '10.00',
      gst_amount: '1.80',
      total_fee: '11.80',
      total_debit: '111.80',
      provider_reference: '',
      utr: '',
      meta: sent['meta'],
    },
  });
  const balance = await balanceOf(merchant);
  assert.deepEqual(
    { ...balance, as_of: '' },
    {
      currency: 'INR',
      available_balance: '99888.20',
      held_balance: '111.80',
      total_balance: '100000.00',
      as_of: '',
    },
  );
  assert.match(String(balance?.['as_of']), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
});

test('a status has the nineteen fields of the callback, found by any name of the order', async () => {
  const merchant = await openMerchant(gateway, { fees: tenPercent });
  const created = await create(merchant, payout({ order_id: 'A-1', reference_id: 'R-1' }));
  const number = String(created.body.data?.['gateway_order_id']);
  const first = await status(merchant, 'merchant_order_id=A-1');
  assert.equal(first.status, 200);
  const { meta, updated_at: updatedAt, ...fields } = first.body.data ?? {};
  assert.deepEqual(fields, {
    order_id: number,
    merchant_order_id: 'A-1',
    reference_id: 'R-1',
    status: 'processing',
    amount: '100.00',
    gross_amount: '100.00',
    fee_amount: '10.00',
    gst_amount: '1.80',
    total_fee: '11.80',
    total_debit: '111.80',
    total_cost: '111.80',
    net_amount: '100.00',
    beneficiary_receives: '100.00',
    currency: 'INR',
    provider_reference: '',
    provider_status_code: 'PROCESSING',
    provider_message: 'The payout is in progress.',
    utr: '',
  });
  assert.ok(meta !== undefined && /^\d{4}-/.test(String(updatedAt)));
  for (const query of [
    'order_id=A-1',
    `order_id=${number}`,
    `gateway_order_id=${number}`,
    'reference_id=R-1',
  ])
    assert.equal((await status(merchant, query)).text, first.text, query);
  for (const query of ['order_id=A-2', 'gateway_order_id=A-1', 'merchant_order_id=R-1'])
    assert.equal((await status(merchant, query)).body.code, 'order_not_found', query);
  const none = await call(gateway, merchant, { route: 'api_order_status' });
  assert.equal(`${String(none.status)} ${String(none.body.code)}`, '400 malformed_request');
});

test('of two orders with one reference_id the newest is meant', async () => {
  const merchant = await openMerchant(gateway);
  for (const order of ['A-1', 'A-2'])
    assert.equal(
      (await create(merchant, payout({ order_id: order, reference_id: 'R' }))).status,
      200,
    );
  const found = await status(merchant, 'reference_id=R');
  assert.equal(found.body.data?.['merchant_order_id'], 'A-2');
});

test('an order of another merchant does not exist', async () => {
  const [one, other] = [await openMerchant(gateway), await openMerchant(gateway)];
  const created = await create(one, payout({ order_id: 'MINE' }));
  const number = String(created.body.data?.['gateway_order_id']);
  const nothing = await status(other, 'order_id=NO-SUCH-ORDER');
  for (const query of ['order_id=MINE', `gateway_order_id=${number}`, 'reference_id=PREF10001'])
    assert.equal((await status(other, query)).text, nothing.text, query);
  assert.equal((await create(other, payout({ order_id: 'MINE' }))).body.message, 'Order created');
});

test('the same order again is the same order; with other fields it is a conflict that names them', async () => {
  const merchant = await openMerchant(gateway);
  const sent = payout({ order_id: 'A-1' });
  const first = await create(merchant, sent);
  const again = await create(merchant, { ...sent, amount: '100.00' });
  assert.equal(again.status, 200);
  assert.equal(again.body.message, 'Order already exists');
  assert.deepEqual(again.body.data, first.body.data);
  const conflict = await create(
    merchant,
    payout({ order_id: 'A-1', amount: 101 }, { ifsc: 'ABCD0123457' }),
  );
  assert.equal(`${String(conflict.status)} ${String(conflict.body.code)}`, '409 order_conflict');
  assert.deepEqual(Object.keys(conflict.body.errors ?? {}).sort(), ['amount', 'meta.ifsc']);
  assert.ok(!conflict.text.includes('100.00') && !conflict.text.includes('ABCD0123456'));
  assert.equal((await balanceOf(merchant))?.['held_balance'], '100.00');
});

test('fifty copies of one order at once are one order', async () => {
  const merchant = await openMerchant(gateway);
  const sent = payout({ order_id: 'ONCE' });
  const replies = await Promise.all(Array.from({ length: 50 }, () => create(merchant, sent)));
  const messages = replies.map(({ body }) => body.message).sort();
  assert.deepEqual(messages.slice(0, 49), Array<string>(49).fill('Order already exists'));
  assert.equal(messages[49], 'Order created');
  assert.equal(new Set(replies.map(({ body }) => body.data?.['gateway_order_id'])).size, 1);
});

test('without the balance for amount, fee and GST the order fails and its order_id is spent', async () => {
  const merchant = await openMerchant(gateway, { fees: tenPercent, fundMinor: 111_79n });
  const sent = payout({ order_id: 'A-1' });
  const { status: http, body } = await create(merchant, sent);
  assert.equal(`${String(http)} ${String(body.code)}`, '400 insufficient_balance');
  const found = (await status(merchant, 'order_id=A-1')).body.data;
  assert.equal(found?.['status'], 'failed');
  assert.equal(found['provider_status_code'], 'INSUFFICIENT_BALANCE');
  const again = await create(merchant, sent);
  assert.equal(again.body.data?.['status'], 'failed');
  assert.equal((await balanceOf(merchant))?.['available_balance'], '111.79');
});

test('caps bound one order and the accepted orders of a day together', async () => {
  const merchant = await openMerchant(gateway);
  const order = { merchantId: merchant.merchantId, actor: 'test', nowMs: Date.now() };
  await setCaps(gateway.pool, order, { orderCapMinor: 300_00n, dayCapMinor: 500_00n });
  const codeOf = async (amount: string, id: string) => {
    const { body } = await create(merchant, payout({ order_id: id, amount }));
    return body.code ?? body.message;
  };
  assert.equal(await codeOf('300.01', 'A-1'), 'limit_exceeded');
  assert.equal(await codeOf('300.00', 'A-2'), 'Order created');
  assert.equal(await codeOf('200.01', 'A-3'), 'limit_exceeded');
  assert.equal(await codeOf('200.00', 'A-4'), 'Order created');
  assert.equal(await codeOf('0.01', 'A-5'), 'limit_exceeded');
  const spent = (await status(merchant, 'order_id=A-3')).body.data;
  assert.equal(spent?.['status'], 'failed');
  assert.equal(spent['provider_status_code'], 'LIMIT_EXCEEDED');
});

test('twenty orders at once never pass the cap of the day together', async () => {
  const merchant = await openMerchant(gateway);
  const order = { merchantId: merchant.merchantId, actor: 'test', nowMs: Date.now() };
  await setCaps(gateway.pool, order, { dayCapMinor: 500_00n });
  const replies = await Promise.all(Array.from({ length: 20 }, () => create(merchant, payout())));
  assert.equal(replies.filter((reply) => reply.status === 200).length, 5);
});

test('numbers of orders made in one second by two processes are all different', async () => {
  const merchant = await openMerchant(gateway);
  const second = await openGateway({ beside: gateway });
  try {
    const numbers = await Promise.all(
      Array.from({ length: 120 }, async (_, nth) => {
        const to = nth % 2 === 0 ? gateway : second;
        const reply = await call(to, merchant, { route: 'api_create_order', body: payout() });
        return String(reply.body.data?.['gateway_order_id']);
      }),
    );
    assert.equal(new Set(numbers).size, numbers.length);
    for (const number of numbers) assert.match(number, /^GW20\d{12}\d{4}$/);
  } finally {
    await second.close();
  }
});

test('an order means the same on every path, in the plainest words or in others', async () => {
  const merchant = await openMerchant(gateway);
  const ask = { route: 'api_create_order', body: payout({ order_id: 'SAME-1' }) };
  const numbers = new Set<unknown>();
  for (const path of ['/sitemap.xml', '/', '/index.php', '/xpayout', '/XPAYOUT/'])
    for (const type of ['application/json', 'application/json; charset=utf-8']) {
      const sent = signed(merchant, { ...ask, path });
      const plain = { ...sent, headers: { ...sent.headers, 'content-type': type } };
      const { status: http, body } = await send(gateway, plain);
      assert.equal(http, 200, `${path} ${type}`);
      numbers.add(body.data?.['gateway_order_id']);
      const again = await send(gateway, { ...plain, headers: { ...sent.headers } });
      assert.deepEqual([again.status, again.body.ok], [409, false], 'its nonce is spent');
    }
  assert.equal(numbers.size, 1);
  const { rowCount } = await gateway.pool.query('select from payouts where merchant_id = $1', [
    merchant.merchantId,
  ]);
  assert.equal(rowCount, 1);
});

test('after all of this the books are right', async () => {
  const { breaks } = await verifyBooks(gateway.pool);
  assert.deepEqual(breaks, []);
});
