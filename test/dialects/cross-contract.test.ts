/** One merchant, two contracts, the same funds: what one made, the other shows in its own words. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { createCredential } from '../../src/identity/credentials.ts';
import { openWholeGateway, type WholeGateway } from './whole-gateway.ts';
import { call, openMerchant, payout, type TestMerchant } from './xpayout/gateway.ts';

let gateway: WholeGateway;
let url: string;
let merchant: TestMerchant;
let token: string;

before(async () => {
  gateway = await openWholeGateway();
  ({ url } = gateway);
  const { pool, secrets } = gateway.app;
  merchant = await openMerchant({ pool, sealer: secrets.sealer });
  const order = { ...merchant, actor: 'test', nowMs: Date.now() };
  const tokens = await xoompe('/token', await createCredential(pool, order));
  token = tokens['accessToken'] as string;
});
after(() => gateway.close());

async function xoompe(path: string, body?: object): Promise<Record<string, unknown>> {
  const reply = await fetch(`${url}/XoomPeAPI${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return (await reply.json()) as Record<string, unknown>;
}

const johnDoe = {
  beneficiaryName: 'John Doe',
  beneficiaryAccountNumber: '123456789012',
  ifsc: 'ABCD0123456',
  amount: 5000,
};

test('a payout of XoomPe is an order with nothing beside it', async () => {
  const made = await xoompe('/Payout/CreateTransaction', {
    ...johnDoe,
    clientTransactionRefNo: 'X-1',
  });
  const number = String(made['transactionNumber']);
  for (const query of [
    'merchant_order_id=X-1',
    `order_id=${number}`,
    `gateway_order_id=${number}`,
  ]) {
    const { body } = await call({ url }, merchant, {
      route: 'api_order_status',
      query: `&${query}`,
    });
    assert.equal(body.data?.['order_id'], number, query);
    assert.equal(body.data['amount'], '5000.00');
    assert.equal(body.data['reference_id'], '');
    assert.equal(body.data['status'], 'processing');
  }
});

test('an order of XPayout is a transaction of XoomPe, one to a VPA too', async () => {
  const numbers = await Promise.all(
    [
      payout({ order_id: 'P-1', amount: '100.50' }),
      {
        ...payout({ order_id: 'P-2' }),
        meta: { vpa: 'asha@okbank', beneficiary_firstname: 'Asha' },
      },
    ].map(async (body) => {
      const reply = await call({ url }, merchant, { route: 'api_create_order', body });
      return String(reply.body.data?.['gateway_order_id']);
    }),
  );
  const [toAccount, toVpa] = await Promise.all(
    numbers.map(async (number) => {
      const found = await xoompe(`/Payout/GetTransactionByTxnId/${number}`);
      return found['transaction'] as Record<string, unknown>;
    }),
  );
  assert.equal(toAccount?.['clientTransactionRefNo'], 'P-1');
  assert.equal(toAccount['amount'], 100.5);
  assert.equal(toAccount['status'], 'Pending');
  assert.equal(toVpa?.['beneficiaryAccountNumber'], 'asha@okbank');
});

test('the reference is one name-space: the other contract replays it, or calls it a conflict', async () => {
  await xoompe('/Payout/CreateTransaction', { ...johnDoe, clientTransactionRefNo: 'SHARED' });
  const same = payout(
    { order_id: 'SHARED', amount: '5000.00' },
    { beneficiary_firstname: 'John', beneficiary_lastname: 'Doe' },
  );
  const replay = await call({ url }, merchant, { route: 'api_create_order', body: same });
  assert.equal(replay.body.message, 'Order already exists');
  const body = { ...same, amount: '5000.01' };
  const conflict = await call({ url }, merchant, { route: 'api_create_order', body });
  assert.deepEqual(Object.keys(conflict.body.errors ?? {}), ['amount']);
});

test('both doors show one balance', async () => {
  const { availableBalance } = await xoompe('/Payout/getWalletBalance');
  const { body } = await call({ url }, merchant, { route: 'api_balance' });
  assert.equal(Number(body.data?.['available_balance']), availableBalance);
});

test('however the address of a contract is written, it refuses in its own words', async () => {
  const { hostname, port } = new URL(url);
  const ask = async (line: string, headers: string) => {
    const socket = connect(Number(port), hostname);
    socket.write(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`);
    return (await text(socket)).split('\r\n\r\n')[1] ?? '';
  };
  const bearer = `Authorization: Bearer ${token}\r\n`;
  for (const base of ['/XoomPeAPI', 'http://pay.example/XoomPeAPI', '/%58oomPeAPI']) {
    const refused = [
      await ask(`GET ${base}/Payout/getWalletBalance`, ''),
      await ask(`GET ${base}/Payout/GetTransactionByTxnId/TX1`, bearer),
      await ask(`POST ${base}/token`, 'Content-Type: application/json\r\nContent-Length: 0\r\n'),
      await ask(`GET ${base}/nowhere`, ''),
    ].map((body) => JSON.parse(body) as Record<string, unknown>);
    const statuses = refused.map(({ statusCode, status }) => [statusCode, status]);
    assert.deepEqual(
      statuses,
      [401, 404, 400, 404].map((status) => [status, false]),
      base,
    );
  }
});
