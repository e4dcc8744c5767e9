import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  call,
  johnDoe,
  openGateway,
  openMerchant,
  tokenOf,
  type Gateway,
  type Reply,
} from './gateway.ts';
import { openWire, type Wire } from './wire.ts';

const lines: string[] = [];
let wire: Wire;
let gateway: Gateway;
let token: string;
let login: { clientId: string; clientSecret: string };

before(async () => {
  wire = await openWire();
  gateway = await openGateway({ onLog: (line) => lines.push(line), wire });
  login = await openMerchant(gateway);
  token = await tokenOf(gateway, login);
});
after(async () => {
  await gateway.close();
  wire.close();
});

function create(clientTransactionRefNo: string, headers = {}): Promise<Reply> {
  const body = { ...johnDoe, clientTransactionRefNo };
  return call(gateway, '/Payout/CreateTransaction', { token, body, headers });
}

test('without the database every call is a 503 that may be repeated, and all is well when it is back', async () => {
  assert.equal((await create('BEFORE')).status, 201);
  wire.cut();
  try {
    lines.length = 0;
    const replies = [
      await call(gateway, '/Payout/getWalletBalance', { token }),
      await call(gateway, '/Payout/GetClientTransactionsWithFilters', { token }),
      await call(gateway, '/Payout/GetTransactionByTxnId/TX1', { token }),
      await call(gateway, '/token', { body: login }),
      await call(gateway, '/refresh', { body: { refreshToken: `rs.${'x'.repeat(43)}` } }),
      await create('DURING'),
      await call(gateway, '/Payout/CreateBulkTransactions', {
        token,
        body: { transactions: [johnDoe] },
      }),
    ];
    for (const reply of replies) {
      assert.equal(reply.status, 503, reply.text);
      const { supportId, ...rest } = reply.body as Record<string, unknown>;
      assert.deepEqual(rest, { statusCode: 503, status: false, message: 'Service unavailable' });
      assert.ok(
        lines.some((line) => line.includes(String(supportId))),
        'the support id is in the log',
      );
      assert.match(reply.headers.get('retry-after') ?? '', /^\d+$/);
    }
    assert.equal(
      (await call(gateway, '/Payout/CreateTransaction', { token, body: {} })).status,
      400,
    );
  } finally {
    wire.mend();
  }
  for (let tries = 0; (await create('AFTER')).status === 503 && tries < 50; tries++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const { body } = await call(gateway, '/Payout/GetClientTransactionsWithFilters', { token });
  const { data } = body as { data: { clientTransactionRefNo: string }[] };
  assert.deepEqual(
    data.map((row) => row.clientTransactionRefNo),
    ['AFTER', 'BEFORE'],
  );
});

test('a body is JSON in UTF-8, and says so', async () => {
  for (const type of [
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset=UTF-8',
    'application/json; charset=utf8',
    'application/json;charset="UTF8"',
    'application/json; charset="utf-8"',
    'application/json; charset=US-ASCII',
  ])
    assert.ok((await create('TYPE', { 'content-type': type })).status < 300, type);
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'application/json; charset="utf-8',
    'application/json; charset=utf88',
    'application/jsonp',
    'application',
    'json',
    '',
    ';',
  ]) {
    const reply = await create('TYPE', { 'content-type': type });
    assert.equal(reply.status, 400, type);
    assert.deepEqual(reply.body, {
      statusCode: 400,
      status: false,
      message: 'Content-Type must be application/json',
    });
  }
});

test('a body that is compressed is refused by that name, on the short way and on the long one', async () => {
  const json = JSON.stringify({ ...johnDoe, clientTransactionRefNo: 'ENCODED' });
  const ask = (encoding: string, body: string | Buffer, path = '/Payout/CreateTransaction') =>
    call(gateway, path, { token, body, headers: { 'content-encoding': encoding } });
  for (const encoding of ['gzip', 'br', 'deflate', 'identity, gzip', 'GZIP', 'x']) {
    const reply = await ask(encoding, encoding === 'gzip' ? gzipSync(json) : json);
    assert.equal(reply.status, 400, encoding);
    assert.deepEqual(reply.body, {
      statusCode: 400,
      status: false,
      message: 'The body must be sent as it is, without a Content-Encoding',
    });
    assert.equal(reply.headers.get('accept-encoding'), 'identity');
    const another = await ask(encoding, json, '/payout/createtransaction');
    assert.deepEqual([another.status, another.body], [reply.status, reply.body]);
  }
  assert.equal((await ask('identity', json)).status, 201);
  assert.equal((await ask('Identity', json)).status, 200);
  const look = { token, headers: { 'content-encoding': 'gzip' } };
  assert.equal((await call(gateway, '/Payout/getWalletBalance', look)).status, 200, 'no body');
});

test('a path that exists for another method, and one that does not exist, are not found', async () => {
  for (const [method, path] of [
    ['GET', '/Payout/CreateTransaction'],
    ['POST', '/Payout/getWalletBalance'],
    ['DELETE', '/token'],
    ['PUT', '/Payout/GetTransactionByTxnId/TX1'],
    ['OPTIONS', '/token'],
    ['GET', ''],
    ['GET', '/'],
    ['GET', '/Payout'],
    ['GET', '/Payout/GetTransactionByTxnId'],
    ['GET', '/Payout/%zz'],
    ['POST', '/token/x'],
  ] as const) {
    const reply = await call(gateway, path, { method, token });
    const { statusCode, status } = reply.body as Record<string, unknown>;
    assert.ok(reply.status === 404 || reply.status === 400, `${method} ${path}: ${reply.text}`);
    assert.equal(statusCode, reply.status);
    assert.equal(status, false);
    assert.equal(reply.headers.get('access-control-allow-origin'), null);
  }
});

test('whatever the method that a path does not take, the answer names the one that it does', async () => {
  for (const [path, taken] of [
    ['/token', 'POST'],
    ['/payout/createtransaction/', 'POST'],
    ['/Payout/getWalletBalance', 'GET'],
    ['/Payout/GetTransactionByTxnId/TX1', 'GET'],
  ] as const)
    for (const method of ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'GET', 'POST']) {
      if (method === taken) continue;
      const reply = await call(gateway, path, { method, token });
      assert.deepEqual(
        [reply.status, reply.headers.get('allow')],
        [404, taken],
        `${method} ${path}`,
      );
      assert.equal(reply.text === '', method === 'HEAD');
    }
  const nowhere = await call(gateway, '/nowhere', { method: 'OPTIONS', token });
  assert.deepEqual([nowhere.status, nowhere.headers.get('allow')], [404, null]);
});
