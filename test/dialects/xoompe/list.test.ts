import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { transaction } from '../../../src/db/connection.ts';
import { newWalletNo, openWallet } from '../../../src/merchants/wallets.ts';
import {
  call,
  johnDoe,
  openGateway,
  openMerchant,
  tokenOf,
  type Gateway,
  type TestMerchant,
} from './gateway.ts';

interface Listed {
  readonly data: Record<string, unknown>[];
  readonly pagination: Record<string, unknown>;
}

const path = '/Payout/GetClientTransactionsWithFilters';
let gateway: Gateway;
let merchant: TestMerchant;
let token: string;

before(async () => {
  gateway = await openGateway();
  merchant = await openMerchant(gateway);
  token = await tokenOf(gateway, merchant);
  for (let nth = 1; nth <= 7; nth++)
    await call(gateway, '/Payout/CreateTransaction', {
      token,
      body: { ...johnDoe, amount: 5000 + nth * 100.25, clientTransactionRefNo: `LIST-${nth}` },
    });
  await gateway.pool.query(
    `update payouts set status = 'succeeded', utr = 'UTR' || right(reference, 1)
     where merchant_id = $1 and reference in ('LIST-1', 'LIST-2')`,
    [merchant.merchantId],
  );
  const stranger = await tokenOf(gateway, await openMerchant(gateway));
  await call(gateway, '/Payout/CreateTransaction', {
    token: stranger,
    body: { ...johnDoe, clientTransactionRefNo: 'LIST-1' },
  });
});
after(() => gateway.close());

async function list(query: string): Promise<Listed> {
  const reply = await call(gateway, `${path}?${query}`, { token });
  assert.equal(reply.status, 200, `${query}: ${reply.text}`);
  return reply.body as Listed;
}

async function references(query: string): Promise<string> {
  const { data } = await list(query);
  return data.map((row) => String(row.clientTransactionRefNo).slice(5)).join('');
}

test('the newest come first, fifty to a page, and only those of the merchant', async () => {
  assert.equal(await references(''), '7654321');
  assert.deepEqual((await list('')).pagination, {
    currentPage: 1,
    pageSize: 50,
    totalCount: 7,
    totalPages: 1,
    hasNextPage: false,
    hasPreviousPage: false,
  });
});

test('pages follow one another and count exactly', async () => {
  assert.equal(await references('pageSize=3&page=2'), '432');
  assert.deepEqual((await list('pageSize=3&page=2')).pagination, {
    currentPage: 2,
    pageSize: 3,
    totalCount: 7,
    totalPages: 3,
    hasNextPage: true,
    hasPreviousPage: true,
  });
  assert.equal(await references('pageSize=3&page=9'), '');
});

test('each filter finds what it names', async () => {
  const today = new Date().toISOString().slice(0, 10);
  const [first] = (await list('clientTransactionRefNo=LIST-4')).data;
  const itsDay = String(first?.transactionNumber).slice(0, 8);
  const found: readonly (readonly [query: string, references: string])[] = [
    ['status=Success', '21'],
    ['status=sUCCESS', '21'],
    ['status=pending', '76543'],
    ['status=Processing', ''],
    ['status=Failed', ''],
    ['status=Reversed', ''],
    ['clientTransactionRefNo=LIST-3', '3'],
    ['clientTransactionRefNo=list-3', ''],
    [`transactionNumber=${String(first?.transactionNumber)}`, '4'],
    [`transactionNumber=${String(first?.transactionNumber).toLowerCase()}`, '4'],
    ['transactionNumber=TX1', ''],
    ['utr=UTR2', '2'],
    ['search=LIST', '7654321'],
    ['search=UTR', '21'],
    ['search=LIST-5', '5'],
    ['search=list', ''],
    [`search=${itsDay.toLowerCase()}`, '7654321'],
    ['search=tx', ''],
    [`search=${String(first?.transactionNumber).toLowerCase()}`, '4'],
    [`search=${itsDay}&status=Success&minAmount=5150`, '2'],
    ['search=%25', ''],
    ['minAmount=5400.99', '7654'],
    ['minAmount=5401&maxAmount=5501.25', '54'],
    ['maxAmount=5100.24', ''],
    ['sortBy=amount', '7654321'],
    ['sortBy=amount&sortOrder=asc', '1234567'],
    ['sortOrder=ASC', '1234567'],
    [`fromDate=${today}`, '7654321'],
    ['fromDate=2999-01-01', ''],
    ['toDate=2020-01-01', ''],
    ['fromDate=2020-01-01&toDate=2999-12-31T23:59:59Z', '7654321'],
    ['unknown=ignored&Status=Failed', '7654321'],
    ['status=Success&minAmount=5150&sortOrder=asc', '2'],
  ];
  for (const [query, expected] of found) assert.equal(await references(query), expected, query);
});

test('a bad value is a 400 that names it, and all bad ones are named at once', async () => {
  const bad = ['page=0', 'page=-1', 'page=1.5', 'page=x', 'page=', 'page=1e2', 'page=99999999999']
    .concat(['pageSize=0', 'pageSize=201', 'pageSize=abc', 'pageSize=%00', 'page=1&page=2'])
    .concat(['status=Done', 'status=', 'status=queued', 'status=Success&status=Failed'])
    .concat([
      'fromDate=yesterday',
      'fromDate=2026-02-30',
      'fromDate=2026-13-01',
      'fromDate=01-02-2026',
    ])
    .concat(['toDate=2026-01-01T24:00:00', 'toDate=2026-1-1', 'toDate=', 'toDate=1735689600'])
    .concat(['fromDate=2026-01-02&toDate=2026-01-01', 'minAmount=6000&maxAmount=5999.99'])
    .concat(['minAmount=x', 'minAmount=-1', 'minAmount=1e4', 'minAmount=5000.001', 'maxAmount=NaN'])
    .concat(['maxAmount=', 'sortBy=status', 'sortBy=payout_id;drop', 'sortOrder=up', 'sortOrder=1'])
    .concat([
      'utr=%00',
      'utr=',
      "utr='",
      'search=%00',
      'search=a%20b',
      'search=',
      `search=${'x'.repeat(65)}`,
    ])
    .concat(['clientTransactionRefNo=a%20b', 'clientTransactionRefNo=', 'transactionNumber=%F0%9F'])
    .concat([`transactionNumber=${'1'.repeat(41)}`, 'transactionNumber=']);
  for (const query of bad) {
    const reply = await call(gateway, `${path}?${query}`, { token });
    assert.equal(reply.status, 400, `${query}: ${reply.text}`);
    const { message, errors } = reply.body as { message: string; errors: Record<string, string[]> };
    assert.equal(message, 'Validation failed');
    const [name = ''] = Object.keys(errors);
    assert.ok(query.includes(name), `${query}: ${reply.text}`);
    assert.equal(errors[name]?.length, 1);
  }
  const { body } = await call(gateway, `${path}?page=0&status=x&sortBy=y&minAmount=z`, { token });
  assert.deepEqual(Object.keys((body as { errors: object }).errors), [
    'sortBy',
    'page',
    'status',
    'minAmount',
  ]);
});

test("one transaction is found by its number in any case; a stranger's and a malformed one are not there", async () => {
  const [row] = (await list('clientTransactionRefNo=LIST-2')).data;
  const number = String(row?.transactionNumber);
  const get = (txnId: string, by = token) =>
    call(gateway, `/Payout/GetTransactionByTxnId/${txnId}`, { token: by });
  for (const spelling of [number, number.toLowerCase(), `${number}/`]) {
    const reply = await get(spelling);
    assert.equal(reply.status, 200);
    assert.deepEqual(reply.body, {
      status: true,
      message: 'Transaction fetched successfully',
      transaction: row,
    });
  }
  const stranger = await tokenOf(gateway, await openMerchant(gateway));
  const missing = { statusCode: 404, status: false, message: 'Transaction not found' };
  for (const reply of [
    await get(number, stranger),
    await get('TX99999999999'),
    await get('%00'),
    await get('%F0%9F%98%80'),
    await get("'%20or%201=1"),
    await get('1'.repeat(400)),
    await get('1'.repeat(501)),
    await get(`${number}${'%20'.repeat(4_000)}`),
  ]) {
    assert.equal(reply.status, 404, reply.text);
    assert.deepEqual(reply.body, missing);
  }
});

test('what a merchant pays out in another currency is not of this contract', async () => {
  const mixed = await openMerchant(gateway);
  const itsToken = await tokenOf(gateway, mixed);
  for (const reference of ['RUPEES', 'SHILLINGS'])
    await call(gateway, '/Payout/CreateTransaction', {
      token: itsToken,
      body: { ...johnDoe, clientTransactionRefNo: reference },
    });
  const wallet = { merchantId: mixed.merchantId, currency: 'KES', name: 'KES' } as const;
  const walletNo = await newWalletNo(gateway.pool);
  await transaction(gateway.pool, (tx) =>
    openWallet(tx, { ...wallet, walletNo, isDefault: false, opensAccounts: true, at: new Date() }),
  );
  const { rows } = await gateway.pool.query<{ transaction_number: string }>(
    `update payouts set currency = 'KES' where merchant_id = $1 and reference = 'SHILLINGS'
     returning transaction_number`,
    [mixed.merchantId],
  );
  const { body } = await call(gateway, `${path}?status=Pending`, { token: itsToken });
  const { data, pagination } = body as Listed;
  assert.deepEqual(
    data.map((row) => row.clientTransactionRefNo),
    ['RUPEES'],
  );
  assert.equal(pagination.totalCount, 1);
  const number = rows[0]?.transaction_number ?? '';
  const found = await call(gateway, `/Payout/GetTransactionByTxnId/${number}`, { token: itsToken });
  assert.equal(found.status, 404);
});

test('a reference that came by another contract is found, whatever visible characters it has', async () => {
  const own = await openMerchant(gateway);
  const itsToken = await tokenOf(gateway, own);
  const day = String((await list('pageSize=1')).data[0]?.transactionNumber).slice(0, 8);
  for (const clientTransactionRefNo of ['PLAIN-1', `${day}-of-ours`])
    await call(gateway, '/Payout/CreateTransaction', {
      token: itsToken,
      body: { ...johnDoe, clientTransactionRefNo },
    });
  const reference = `A#1&"%'~`;
  await gateway.pool.query(
    `update payouts set reference = $2 where merchant_id = $1 and reference = 'PLAIN-1'`,
    [own.merchantId, reference],
  );
  const found = async (query: string) => {
    const reply = await call(gateway, `${path}?${query}`, { token: itsToken });
    assert.equal(reply.status, 200, `${query}: ${reply.text}`);
    return (reply.body as Listed).data.map((row) => row.clientTransactionRefNo);
  };
  assert.deepEqual(await found(`clientTransactionRefNo=${encodeURIComponent(reference)}`), [
    reference,
  ]);
  assert.deepEqual(await found('search=A%231'), [reference]);
  assert.deepEqual(await found('search=a%231'), [], 'a reference is taken as it is');
  assert.deepEqual(
    await found(`search=${day}`),
    [`${day}-of-ours`, reference],
    'numbers of ours and references that begin alike, each once',
  );
});
