import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  disableMerchant,
  setAllowedAddresses,
  setApiAccess,
} from '../../../src/merchants/change-merchant.ts';
import {
  call,
  johnDoe,
  openGateway,
  openMerchant,
  openUser,
  tokenOf,
  type Gateway,
  type Reply,
} from './gateway.ts';

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

let gateway: Gateway;

before(async () => {
  gateway = await openGateway({ trustedProxies: ['127.0.0.1'] });
});
after(() => gateway.close());

let source = 0;

/** From an address of its own each time, so that limits are not what is tested. */
function login(body: unknown, path = '/token'): Promise<Reply> {
  const address = `192.0.2.${(source++ % 250) + 1}`;
  return call(gateway, path, { body, headers: { 'x-forwarded-for': address } });
}

const protectedPaths: readonly (readonly [method: string, path: string])[] = [
  ['POST', '/Payout/CreateTransaction'],
  ['POST', '/Payout/CreateBulkTransactions'],
  ['GET', '/Payout/getWalletBalance'],
  ['GET', '/Payout/GetClientTransactionsWithFilters'],
  ['GET', '/Payout/GetTransactionByTxnId/TX1'],
];

test('wrong secret, unknown client and disabled merchant cannot be told apart', async () => {
  const good = await openMerchant(gateway);
  const disabled = await openMerchant(gateway);
  const order = { merchantId: disabled.merchantId, actor: 'test', nowMs: Date.now() };
  const user = await openUser(gateway, good.merchantId, 'payer');
  const disabledUser = await openUser(gateway, disabled.merchantId, 'payer');
  await disableMerchant(gateway.pool, order);
  const replies = [
    await login({ clientId: good.clientId, clientSecret: `${good.clientSecret}x` }),
    await login({ clientId: good.clientId, clientSecret: disabled.clientSecret }),
    await login({ clientId: 'nobody', clientSecret: good.clientSecret }),
    await login({ clientId: good.clientId.toUpperCase(), clientSecret: good.clientSecret }),
    await login(disabled),
    await login({ email: user.email, password: 'wrong wrong wrong' }),
    await login({ email: 'nobody@example.com', password: user.password }),
    await login(disabledUser),
    await login({ refreshToken: 'def50200' }, '/refresh'),
    await login({ refreshToken: 'x'.repeat(100_000) }, '/refresh'),
    await login({ clientId: '\u0000'.slice(1) + 'x'.repeat(100_000), clientSecret: 'x' }),
  ];
  for (const reply of replies) {
    assert.equal(reply.status, 401, reply.text);
    assert.equal(reply.text, '{"statusCode":401,"status":false,"message":"Invalid credentials"}');
    assert.equal(reply.headers.get('www-authenticate'), 'Bearer realm="XoomPe"');
  }
});

test('what is missing from a login is named', async () => {
  const errorsOf = async (body: unknown, path?: string) => {
    const reply = await login(body, path);
    assert.equal(reply.status, 400);
    return (reply.body as { errors: unknown }).errors;
  };
  assert.deepEqual(await errorsOf({}), {
    clientId: ['Client ID is required'],
    clientSecret: ['Client secret is required'],
  });
  assert.deepEqual(await errorsOf({ clientId: 'hc_1_x', clientSecret: 7 }), {
    clientSecret: ['Client secret is required'],
  });
  assert.deepEqual(await errorsOf({ email: 'a@example.com' }), {
    password: ['Password is required'],
  });
  for (const left of [null, ''])
    assert.deepEqual(
      await errorsOf({ clientId: left, clientSecret: left, email: 'a@example.com' }),
      { password: ['Password is required'] },
      'a pair that is left empty is not meant',
    );
  assert.deepEqual(await errorsOf({ refreshToken: null }, '/refresh'), {
    refreshToken: ['Refresh token is required'],
  });
});

test('a user logs in with e-mail and password; a read-only user may look but not pay', async () => {
  const merchant = await openMerchant(gateway);
  const payer = await openUser(gateway, merchant.merchantId, 'payer');
  const reader = await openUser(gateway, merchant.merchantId, 'reader');
  const paying = await tokenOf(gateway, { ...payer, email: payer.email.toUpperCase() });
  const reading = await tokenOf(gateway, reader);
  const body = { ...johnDoe, clientTransactionRefNo: 'USER' };
  const paid = await call(gateway, '/Payout/CreateTransaction', { token: paying, body });
  assert.equal(paid.status, 201);
  const refusal = {
    statusCode: 403,
    status: false,
    message: 'A read-only user may not create payouts',
  };
  const single = await call(gateway, '/Payout/CreateTransaction', { token: reading, body });
  assert.equal(single.status, 403);
  assert.deepEqual(single.body, refusal);
  const transactions = { transactions: [body] };
  const bulk = await call(gateway, '/Payout/CreateBulkTransactions', {
    token: reading,
    body: transactions,
  });
  assert.deepEqual(bulk.body, refusal);
  const list = await call(gateway, '/Payout/GetClientTransactionsWithFilters', { token: reading });
  assert.equal(list.status, 200);
});

test('a refresh token is spent by its use; its reuse ends all that came from the login', async () => {
  let nowMs = Date.now();
  const timed = await openGateway({ beside: gateway, clock: { now: () => new Date(nowMs) } });
  try {
    const merchant = await openMerchant(timed);
    const first = (await call(timed, '/token', { body: merchant })).body as Tokens;
    const refresh = (refreshToken: string) => call(timed, '/refresh', { body: { refreshToken } });
    const second = (await refresh(first.refreshToken)).body as Tokens;
    assert.notEqual(second.refreshToken, first.refreshToken);
    const repeated = (await refresh(first.refreshToken)).body as Tokens;
    assert.equal(repeated.refreshToken, second.refreshToken, 'a lost reply is given again');
    assert.equal(
      (await call(timed, '/Payout/getWalletBalance', { token: second.accessToken })).status,
      200,
    );
    nowMs += 11_000;
    assert.equal((await refresh(first.refreshToken)).status, 401);
    assert.equal((await refresh(second.refreshToken)).status, 401);
    for (const { accessToken } of [first, second])
      assert.equal(
        (await call(timed, '/Payout/getWalletBalance', { token: accessToken })).status,
        401,
      );
  } finally {
    await timed.close();
  }
});

function signed(header: unknown, payload: unknown, secret: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part(header)}.${part(payload)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

test('a token that is missing, malformed, forged, altered or expired opens nothing', async () => {
  const merchant = await openMerchant(gateway);
  const token = await tokenOf(gateway, merchant);
  const [header = '', payload = '', signature = ''] = token.split('.');
  const read = (part: string) =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  assert.deepEqual(read(header), { alg: 'HS256', typ: 'JWT', kid: 'test' });
  const claims = read(payload);
  const again = signed(read(header), claims, gateway.signingSecret);
  const balance = (authorization: string) =>
    call(gateway, '/Payout/getWalletBalance', { headers: { authorization } });
  assert.equal((await balance(`Bearer ${again}`)).status, 200, 'the forger below knows how');
  assert.equal((await balance(`bearer  ${token}`)).status, 200);
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const forged = (more: Record<string, unknown>, by = gateway.signingSecret, head = read(header)) =>
    `Bearer ${signed(head, { ...claims, ...more }, by)}`;
  const without = (name: string) => forged({ [name]: undefined });
  const bad = [
    ...['', 'Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', token, `Bearer ${token} x`, 'Bearer a.b.c'],
    ...[`Bearer ${token}x`, `Bearer x${token}`, `Token ${token}`, `Bearer ${'x'.repeat(5_000)}`],
    ...[`Bearer ${header}.${payload}.`, `Bearer ${header}.${payload}`, `Bearer ${signature}`],
    ...['iss', 'aud', 'sub', 'exp', 'nbf', 'iat', 'jti', 'merchant', 'role', 'sid'].map(without),
    ...[
      forged({ exp: nowSeconds - 1 }),
      forged({ nbf: nowSeconds + 60 }),
      forged({ iss: 'other' }),
    ],
    ...[forged({ aud: 'other' }), forged({ role: 'owner' }), forged({ iat: nowSeconds + 60 })],
    ...[forged({}, 'another secret of enough bytes!!'), forged({}, '')],
    ...['none', 'HS512', 'RS256'].map((alg) => forged({}, undefined, { ...read(header), alg })),
    ...[forged({}, undefined, { alg: 'HS256', typ: 'JWT', kid: 'unknown' })],
    ...[forged({}, undefined, { alg: 'HS256', typ: 'JWT' })],
    `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
  ];
  for (const authorization of bad) {
    const reply = await balance(authorization);
    assert.equal(reply.status, 401, authorization);
    assert.equal(
      reply.text,
      '{"statusCode":401,"status":false,"message":"Invalid or expired token"}',
    );
  }
  for (const [method, path] of protectedPaths) {
    const reply = await call(gateway, path, {
      method,
      ...(method === 'POST' && { body: johnDoe }),
    });
    assert.equal(reply.status, 401, path);
  }
});

test('a token of one hour is good for one hour', async () => {
  let nowMs = Date.now();
  const timed = await openGateway({ beside: gateway, clock: { now: () => new Date(nowMs) } });
  try {
    const token = await tokenOf(timed, await openMerchant(timed));
    const status = async () => (await call(timed, '/Payout/getWalletBalance', { token })).status;
    assert.equal(await status(), 200);
    nowMs += 3_599_000;
    assert.equal(await status(), 200);
    nowMs += 1_000;
    assert.equal(await status(), 401);
  } finally {
    await timed.close();
  }
});

test('a merchant that is blocked, without API access or elsewhere is told so, within a second', async () => {
  const cases: readonly (readonly [
    change: (order: Parameters<typeof disableMerchant>[1]) => Promise<unknown>,
    status: number,
    message: string,
  ])[] = [
    [(order) => disableMerchant(gateway.pool, order), 403, 'The merchant is blocked.'],
    [(order) => setApiAccess(gateway.pool, order, false), 403, 'The merchant has no API access.'],
    [
      (order) => setAllowedAddresses(gateway.pool, order, ['10.0.0.0/8']),
      403,
      'The address of the caller is not on the allow-list of the merchant.',
    ],
  ];
  for (const [change, status, message] of cases) {
    const merchant = await openMerchant(gateway);
    const token = await tokenOf(gateway, merchant);
    const balance = () => call(gateway, '/Payout/getWalletBalance', { token });
    assert.equal((await balance()).status, 200);
    await change({ merchantId: merchant.merchantId, actor: 'test', nowMs: Date.now() });
    await sleep(1_000);
    const reply = await balance();
    assert.equal(reply.status, status);
    assert.deepEqual(reply.body, { statusCode: status, status: false, message });
  }
});

test('an allowed address calls, also through the proxy of the operator', async () => {
  const merchant = await openMerchant(gateway);
  const token = await tokenOf(gateway, merchant);
  const order = { merchantId: merchant.merchantId, actor: 'test', nowMs: Date.now() };
  await setAllowedAddresses(gateway.pool, order, ['198.51.100.0/24', '2001:db8:1::/48']);
  await sleep(1_000);
  const from = async (address: string) => {
    const headers = { 'x-forwarded-for': address };
    return (await call(gateway, '/Payout/getWalletBalance', { token, headers })).status;
  };
  assert.equal(await from('198.51.100.7'), 200);
  assert.equal(await from('::ffff:198.51.100.7'), 200);
  assert.equal(await from('2001:DB8:1::9'), 200);
  assert.equal(await from('198.51.101.7'), 403);
  assert.equal(await from('198.51.100.7, 203.0.113.1'), 403, 'the last hop is who calls');
  assert.equal(await from('203.0.113.1, 198.51.100.7'), 200);
  assert.equal(await from('198.51.100.7, 127.0.0.1'), 200, 'a proxy behind a proxy');
  assert.equal(await from('198.51.100.7, unknown'), 403);
});
