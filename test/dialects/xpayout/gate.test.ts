import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { issueApiCredential, type InitialAccess } from '../../../src/identity/api-credentials.ts';
import { setApiAccess } from '../../../src/merchants/change-merchant.ts';
import { setXpayoutApi } from '../../../src/merchants/change-xpayout-access.ts';
import {
  call,
  openGateway,
  openMerchant,
  send,
  signed,
  type Gateway,
  type Reply,
} from './gateway.ts';

let gateway: Gateway;
before(async () => {
  gateway = await openGateway();
});
after(() => gateway.close());

const balance = { route: 'api_balance' } as const;

/** A merchant with so much of its checklist done, and a request that is wrong in every later way too. */
async function refusalOf(access: Partial<InitialAccess>, disabled = false): Promise<string> {
  const merchant = await openMerchant(gateway, { access, fundMinor: 0n });
  if (disabled)
    await gateway.pool.query(`update merchants set status = 'disabled' where merchant_id = $1`, [
      merchant.merchantId,
    ]);
  const { headers, ...sent } = signed(merchant, { ...balance, atMs: 0 });
  const broken = { ...headers, 'x-signature': 'wrong', 'x-nonce': '!' };
  const { status, body } = await send(gateway, { ...sent, headers: broken });
  return `${String(status)} ${String(body.code)}`;
}

test('the gate refuses in the order of the contract, each step with its own code', async () => {
  const nothing = {
    apiEnabled: false,
    marketplaceCode: null,
    registeredAddresses: [],
    approvedAddresses: [],
  };
  assert.equal(await refusalOf(nothing, true), '403 merchant_inactive');
  assert.equal(await refusalOf(nothing), '403 api_access_disabled');
  assert.equal(await refusalOf({ ...nothing, apiEnabled: true }), '403 marketplace_code_missing');
  assert.equal(await refusalOf({ approvedAddresses: [] }), '403 no_approved_ip');
  assert.equal(await refusalOf({ approvedAddresses: ['203.0.113.9'] }), '403 ip_not_approved');
  assert.equal(await refusalOf({}), '401 timestamp_out_of_window');
});

test('after the time comes the signature, then the nonce, and only then the body', async () => {
  const merchant = await openMerchant(gateway);
  const good = signed(merchant, { route: 'api_create_order', body: 'not json' });
  const forged = { ...good, headers: { ...good.headers, 'x-signature': '0'.repeat(64) } };
  assert.equal((await send(gateway, forged)).body.code, 'invalid_signature');
  const first = await send(gateway, good);
  assert.equal(`${String(first.status)} ${String(first.body.code)}`, '400 malformed_request');
  const second = await send(gateway, good);
  assert.equal(`${String(second.status)} ${String(second.body.code)}`, '409 nonce_replayed');
});

test('a body that is too large is refused before anybody asks who sends it', async () => {
  const merchant = await openMerchant(gateway);
  const body = JSON.stringify({ meta: 'x'.repeat(256 * 1024) });
  const stranger = { ...merchant, apiKey: 'hx_1_nobody' };
  const reply = await call(gateway, stranger, { route: 'api_create_order', body });
  assert.equal(`${String(reply.status)} ${String(reply.body.code)}`, '413 body_too_large');
});

test('a body that comes with a question is signed like any other', async () => {
  const merchant = await openMerchant(gateway);
  const asked = { ...balance, method: 'GET' } as const;
  const withBody = async (body: string, signedBody: string, length = announced(body)) => {
    const { path, headers } = signed(merchant, { ...asked, body: signedBody });
    const { status, text } = await sendByHand('GET', path, { ...headers, ...length }, body);
    return `${String(status)} ${(JSON.parse(text) as Reply['body']).code ?? 'let in'}`;
  };
  assert.equal(await withBody('{}', '{}'), '200 let in');
  assert.equal(await withBody('{}', '{}', { 'transfer-encoding': 'chunked' }), '200 let in');
  assert.equal(await withBody('', ''), '200 let in');
  assert.equal(await withBody('{}', ''), '401 invalid_signature');
  assert.equal(await withBody('{}', '{ }'), '401 invalid_signature');
  const large = 'x'.repeat(256 * 1024 + 1);
  assert.equal(await withBody(large, large), '413 body_too_large');
});

function announced(body: string): Record<string, string> {
  return { 'content-length': String(Buffer.byteLength(body)) };
}

/** `fetch` sends no body with a GET. */
function sendByHand(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(gateway.url + path, { method, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => {
        resolve({ status: response.statusCode, text: Buffer.concat(pieces).toString() });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

test('a nonce is spent only by a right signature', async () => {
  const merchant = await openMerchant(gateway);
  const good = signed(merchant, balance);
  for (let tries = 0; tries < 3; tries += 1) {
    const forged = { ...good, headers: { ...good.headers, 'x-signature': 'a'.repeat(64) } };
    assert.equal((await send(gateway, forged)).status, 401);
  }
  assert.equal((await send(gateway, good)).status, 200);
});

test('the same nonce serves once on each route, and once for each merchant', async () => {
  const [one, other] = [await openMerchant(gateway), await openMerchant(gateway)];
  const nonce = 'shared_nonce';
  const query = '&order_id=nothing';
  assert.equal((await call(gateway, one, { ...balance, nonce })).status, 200);
  const status = await call(gateway, one, { route: 'api_order_status', query, nonce });
  assert.equal(status.body.code, 'order_not_found');
  assert.equal((await call(gateway, other, { ...balance, nonce })).status, 200);
  assert.equal((await call(gateway, one, { ...balance, nonce })).body.code, 'nonce_replayed');
});

test('an unknown key is told the same as a missing one', async () => {
  const merchant = await openMerchant(gateway);
  const unknown = await call(gateway, { ...merchant, apiKey: 'hx_zz_aaaaaaaaaaaaaaaa' }, balance);
  const missing = await send(gateway, { path: '/?route=api_balance', method: 'GET', headers: {} });
  assert.equal(unknown.status, 401);
  assert.equal(unknown.body.code, 'invalid_api_key');
  assert.equal(missing.text, unknown.text);
});

test('optional: unsigned is let in, a signature that is there must be right', async () => {
  const merchant = await openMerchant(gateway, { access: { hmacMode: 'optional' } });
  const { path, method, headers } = signed(merchant, balance);
  const key = { 'x-api-key': merchant.apiKey };
  assert.equal((await send(gateway, { path, method, headers: key })).status, 200);
  assert.equal((await send(gateway, { path, method, headers })).status, 200);
  assert.equal((await send(gateway, { path, method, headers })).body.code, 'nonce_replayed');
  for (const name of ['x-timestamp', 'x-nonce', 'x-signature'] as const) {
    const { [name]: _, ...partly } = signed(merchant, balance).headers;
    assert.equal((await send(gateway, { path, method, headers: partly })).status, 401, name);
  }
});

test('off: no signature is looked at in a sandbox, and live does not know off', async () => {
  const merchant = await openMerchant(gateway, { access: { hmacMode: 'off' } });
  const sent = { path: '/?route=api_balance', method: 'GET' };
  const headers = { 'x-api-key': merchant.apiKey, 'x-signature': 'nonsense' };
  assert.equal((await send(gateway, { ...sent, headers })).status, 200);
  const live = await openMerchant(gateway, { environment: 'live', access: { hmacMode: 'off' } });
  const unsigned = { ...sent, headers: { 'x-api-key': live.apiKey } };
  assert.equal((await send(gateway, unsigned)).status, 401);
});

test('a range, an IPv6 address and IPv4 inside IPv6 are approved as what they mean', async () => {
  const proxied = await openGateway({ beside: gateway, trustedProxies: ['127.0.0.1'] });
  try {
    const merchant = await openMerchant(gateway, {
      access: { approvedAddresses: ['198.51.100.0/24', '2001:db8::/48', '203.0.113.7'] },
    });
    const from = async (address: string) => {
      const { headers, ...sent } = signed(merchant, balance);
      const all = { ...headers, 'x-forwarded-for': address };
      return (await send(proxied, { ...sent, headers: all })).status;
    };
    for (const address of [
      '198.51.100.200',
      '2001:db8:0:9::1',
      '203.0.113.7',
      '::ffff:203.0.113.7',
    ])
      assert.equal(await from(address), 200, address);
    for (const address of ['198.51.101.1', '2001:db9::1', '203.0.113.8', '127.0.0.1', 'nonsense'])
      assert.equal(await from(address), 403, address);
    // What a stranger in front of the proxy wrote is not believed.
    assert.equal(await from('203.0.113.7, 192.0.2.1'), 403);
  } finally {
    await proxied.close();
  }
});

test('without a proxy of ours nobody is believed who says where it calls from', async () => {
  const merchant = await openMerchant(gateway, { access: { approvedAddresses: ['203.0.113.7'] } });
  const { headers, ...sent } = signed(merchant, balance);
  const lie = { ...headers, 'x-forwarded-for': '203.0.113.7', forwarded: 'for=203.0.113.7' };
  assert.equal((await send(gateway, { ...sent, headers: lie })).body.code, 'ip_not_approved');
});

test('what an operator closes is closed for every process within moments', async () => {
  const merchant = await openMerchant(gateway);
  const order = { merchantId: merchant.merchantId, actor: 'test', nowMs: Date.now() };
  assert.equal((await call(gateway, merchant, balance)).status, 200);
  await setXpayoutApi(gateway.pool, order, false);
  await until(
    async () => (await call(gateway, merchant, balance)).body.code === 'api_access_disabled',
  );
  await setXpayoutApi(gateway.pool, order, true);
  await until(async () => (await call(gateway, merchant, balance)).status === 200);
  await setApiAccess(gateway.pool, order, false);
  await until(
    async () => (await call(gateway, merchant, balance)).body.code === 'api_access_disabled',
  );
});

test('a new secret ends the old one and keeps the key', async () => {
  const merchant = await openMerchant(gateway);
  assert.equal((await call(gateway, merchant, balance)).status, 200);
  const { pool, sealer } = gateway;
  const { merchantId, merchantNo } = merchant;
  const order = { merchantId, merchantNo, actor: 'test', nowMs: Date.now(), sealer };
  const renewed = await issueApiCredential(pool, order);
  assert.equal(renewed.apiKey, merchant.apiKey);
  await until(async () => (await call(gateway, renewed, balance)).status === 200);
  assert.equal((await call(gateway, merchant, balance)).body.code, 'invalid_signature');
});

test('with an overlap both secrets sign for a while, and then the new one alone', async () => {
  const start = Date.now();
  let aheadMs = 0;
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  const timed = await openGateway({ beside: gateway, clock });
  try {
    const merchant = await openMerchant(gateway);
    const { pool, sealer } = gateway;
    const { merchantId, merchantNo } = merchant;
    const order = { merchantId, merchantNo, actor: 'test', sealer };
    const hourMs = 3_600_000;
    const renewed = await issueApiCredential(pool, { ...order, nowMs: start, overlapMs: hourMs });
    const codeOf = async (secret: typeof merchant | typeof renewed) =>
      (await call(timed, { ...merchant, ...secret }, { ...balance, atMs: clock.now().getTime() }))
        .body.code ?? 'let in';
    await until(async () => (await codeOf(renewed)) === 'let in');
    assert.equal(await codeOf(merchant), 'let in');
    aheadMs = start + hourMs - Date.now() + 1_000;
    assert.equal(await codeOf(merchant), 'invalid_signature');
    assert.equal(await codeOf(renewed), 'let in');
    // One that leaked is ended without an overlap, and so is the one before it.
    aheadMs = 0;
    const leaked = await issueApiCredential(pool, { ...order, nowMs: start });
    await until(async () => (await codeOf(leaked)) === 'let in');
    assert.equal(await codeOf(renewed), 'invalid_signature');
    assert.equal(await codeOf(merchant), 'invalid_signature');
  } finally {
    await timed.close();
  }
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 20_000;
  while (!(await isSo())) assert.ok(performance.now() < endMs, 'it never happens');
}
