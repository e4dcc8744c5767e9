import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setLimits } from '../../../src/merchants/change-merchant.ts';
import { defaultLimits } from '../../../src/merchants/merchant.ts';
import {
  call,
  johnDoe,
  openGateway,
  openMerchant,
  tokenOf,
  type Gateway,
  type Reply,
} from './gateway.ts';

let gateway: Gateway;
let other: Gateway;

before(async () => {
  gateway = await openGateway({ trustedProxies: ['127.0.0.1'] });
  other = await openGateway({ trustedProxies: ['127.0.0.1'], beside: gateway });
});
after(async () => {
  await other.close();
  await gateway.close();
});

/** A token that costs nothing of the limits under test. */
async function limitedMerchant() {
  const merchant = await openMerchant(gateway);
  const token = await tokenOf(gateway, merchant);
  const order = { merchantId: merchant.merchantId, actor: 'test', nowMs: Date.now() };
  await setLimits(gateway.pool, order, defaultLimits);
  await sleep(1_000);
  return { ...merchant, token };
}

const processes = () => [gateway, other];

async function exhaust(limit: number, send: (on: Gateway, nth: number) => Promise<Reply>) {
  const replies = await Promise.all(
    Array.from({ length: limit + 10 }, (_, nth) => send(processes()[nth % 2] ?? gateway, nth)),
  );
  const refused = replies.filter((reply) => reply.status === 429);
  assert.equal(refused.length, 10, `${refused.length} of ${limit + 10} were refused`);
  for (const reply of replies) {
    assert.equal(reply.headers.get('ratelimit-limit'), String(limit));
    assert.match(reply.headers.get('ratelimit-remaining') ?? '', /^\d+$/);
    assert.match(reply.headers.get('ratelimit-reset') ?? '', /^[1-9]\d?$/);
  }
  for (const reply of refused) {
    assert.deepEqual(reply.body, {
      statusCode: 429,
      status: false,
      message: 'Rate limit exceeded',
    });
    assert.equal(reply.headers.get('ratelimit-remaining'), '0');
    assert.match(reply.headers.get('retry-after') ?? '', /^[1-9]\d{0,2}$/);
  }
  return replies;
}

test('100 single payouts a minute, over all processes; what is refused has no effect', async () => {
  const { token, merchantId } = await limitedMerchant();
  await exhaust(100, (on, nth) =>
    call(on, '/Payout/CreateTransaction', {
      token,
      body: { ...johnDoe, clientTransactionRefNo: `L-${nth}` },
    }),
  );
  const { rows } = await gateway.pool.query<{ made: number }>(
    'select count(*)::int as made from payouts where merchant_id = $1',
    [merchantId],
  );
  assert.equal(rows[0]?.made, 100);
});

test('10 bulk requests and 200 queries a minute, each with a count of its own', async () => {
  const { token } = await limitedMerchant();
  await exhaust(10, (on, nth) =>
    call(on, '/Payout/CreateBulkTransactions', {
      token,
      body: { transactions: [{ ...johnDoe, clientTransactionRefNo: `LB-${nth}` }] },
    }),
  );
  await exhaust(200, (on, nth) =>
    call(
      on,
      nth % 3 === 0
        ? '/Payout/getWalletBalance'
        : nth % 3 === 1
          ? '/Payout/GetTransactionByTxnId/TX1'
          : '/Payout/GetClientTransactionsWithFilters',
      { token },
    ),
  );
  const body = { ...johnDoe, amount: 5001 };
  const single = await call(gateway, '/Payout/CreateTransaction', { token, body });
  assert.equal(single.status, 201);
});

function attempt(on: Gateway, body: unknown, source: string): Promise<Reply> {
  return call(on, '/token', { body, headers: { 'x-forwarded-for': source } });
}

test('10 attempts a minute with one credential, from wherever they come', async () => {
  const { clientId, clientSecret } = await limitedMerchant();
  const replies = await exhaust(10, (on, nth) =>
    attempt(on, { clientId, clientSecret }, `198.51.100.${nth}`),
  );
  assert.equal(replies.filter((reply) => reply.status === 200).length, 10);
});

test('10 attempts a minute from one source, whatever the credentials; an IPv6 source is its /64', async () => {
  await exhaust(10, (on, nth) =>
    attempt(on, { clientId: `hc_${nth}`, clientSecret: 'x' }, '203.0.113.9'),
  );
  await exhaust(10, (on, nth) =>
    attempt(on, { email: `${nth}@example.com`, password: 'x' }, `2001:db8::${nth + 1}`),
  );
  const elsewhere = await attempt(gateway, { clientId: 'hc_x', clientSecret: 'x' }, '203.0.113.10');
  assert.equal(elsewhere.status, 401);
});

test('a source that is out of attempts does not use up those of a credential', async () => {
  const { clientId, clientSecret } = await limitedMerchant();
  for (let nth = 0; nth < 20; nth++)
    await attempt(gateway, { clientId: `hc_${nth}`, clientSecret: 'x' }, '203.0.113.77');
  for (let nth = 0; nth < 10; nth++)
    await attempt(gateway, { clientId, clientSecret: 'x' }, '203.0.113.77');
  const owner = await attempt(gateway, { clientId, clientSecret }, '203.0.113.78');
  assert.equal(owner.status, 200);
  assert.equal(owner.headers.get('ratelimit-remaining'), '9');
});

test('every answer tells the limit, also refusals and those of a merchant without limits', async () => {
  const token = await tokenOf(gateway, await openMerchant(gateway));
  const replies = [
    await call(gateway, '/Payout/getWalletBalance', { token }),
    await call(gateway, '/Payout/getWalletBalance'),
    await call(gateway, '/Payout/CreateTransaction', { token, body: {} }),
    await call(gateway, '/Payout/CreateTransaction', { token, body: '{' }),
    await call(gateway, '/token', { body: '{' }),
    await call(gateway, '/refresh', { body: {} }),
    await call(gateway, '/nowhere', { token }),
    await call(gateway, '/token'),
  ];
  for (const reply of replies)
    for (const name of ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'])
      assert.match(reply.headers.get(name) ?? '', /^\d+$/, `${name}: ${reply.text}`);
});
