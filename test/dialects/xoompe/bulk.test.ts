import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, johnDoe, openGateway, openMerchant, tokenOf, type Gateway } from './gateway.ts';

interface BulkAnswer {
  readonly message: string;
  readonly successCount: number;
  readonly failedCount: number;
  readonly totalProcessed: number;
  readonly successTransactions: { readonly transactionNumber: string; readonly amount: number }[];
  readonly failedTransactions: Record<string, unknown>[];
}

let gateway: Gateway;

before(async () => {
  gateway = await openGateway();
});
after(() => gateway.close());

async function send(token: string, transactions: unknown): Promise<BulkAnswer> {
  const body = { transactions };
  const reply = await call(gateway, '/Payout/CreateBulkTransactions', { token, body });
  assert.equal(reply.status, 200, reply.text);
  return reply.body as BulkAnswer;
}

function item(reference: string, fields: Record<string, unknown> = {}) {
  return { ...johnDoe, clientTransactionRefNo: reference, ...fields };
}

async function balance(token: string): Promise<number> {
  const { body } = await call(gateway, '/Payout/getWalletBalance', { token });
  return (body as { availableBalance: number }).availableBalance;
}

test('items are judged one by one: the good are paid, the others say what is wrong with them', async () => {
  const token = await tokenOf(gateway, await openMerchant(gateway));
  const answer = await send(token, [
    item('M-0'),
    item('M-1', { beneficiaryName: 'J0hn', amount: 1 }),
    item('M-2', { amount: '7500.50' }),
    'not an object',
    item('M-0', { amount: 6000 }),
    item('M-5', { beneficiaryName: null, clientTransactionRefNo: 5 }),
  ]);
  const { successTransactions, failedTransactions, ...rest } = answer;
  assert.deepEqual(rest, {
    statusCode: 200,
    status: true,
    message: 'Success: 2, Failed: 4',
    successCount: 2,
    failedCount: 4,
    totalProcessed: 6,
  });
  assert.deepEqual(
    successTransactions.map((success) => Object.values(success).slice(1)),
    [
      ['M-0', 'John Doe', 5000],
      ['M-2', 'John Doe', 7500.5],
    ],
  );
  assert.deepEqual(failedTransactions, [
    {
      index: 1,
      clientTransactionRefNo: 'M-1',
      beneficiaryName: 'J0hn',
      amount: 1,
      message: 'Validation failed',
      errors: {
        'transactions[1].beneficiaryName': ['Name must contain only letters and spaces'],
        'transactions[1].amount': ['Amount must be between 5000 and 10000000'],
      },
    },
    {
      index: 3,
      clientTransactionRefNo: null,
      beneficiaryName: null,
      amount: null,
      message: 'Validation failed',
      errors: { 'transactions[3]': ['Transaction must be an object'] },
    },
    {
      index: 4,
      clientTransactionRefNo: 'M-0',
      beneficiaryName: 'John Doe',
      amount: 6000,
      message: 'Client transaction reference was used before with other details',
      errors: {
        'transactions[4].amount': ['Differs from the transaction created with this reference'],
      },
    },
    {
      index: 5,
      clientTransactionRefNo: 5,
      beneficiaryName: null,
      amount: 5000,
      message: 'Validation failed',
      errors: {
        'transactions[5].beneficiaryName': ['Name must contain only letters and spaces'],
        'transactions[5].clientTransactionRefNo': [
          'Reference must be a string of only letters, digits and the characters - _ . /',
        ],
      },
    },
  ]);
  assert.equal(await balance(token), 1_000_000 - 5_000 - 7_500.5);
});

test('a bulk request holds 1 to 500 items; anything else is refused as a whole', async () => {
  const token = await tokenOf(gateway, await openMerchant(gateway, { fundMinor: 2_500_000_00n }));
  const items = Array.from({ length: 501 }, (_, nth) => item(`N-${nth}`));
  for (const transactions of [[], items, undefined, null, {}, 'x', 7]) {
    const body = { transactions };
    const reply = await call(gateway, '/Payout/CreateBulkTransactions', { token, body });
    assert.equal(reply.status, 400);
    assert.deepEqual(reply.body, {
      statusCode: 400,
      status: false,
      message: 'Validation failed',
      errors: { transactions: ['Transactions must be a list of 1 to 500 transactions'] },
    });
  }
  assert.equal(await balance(token), 2_500_000, 'nothing was paid');
  const answer = await send(token, items.slice(0, 500));
  assert.equal(answer.message, 'Success: 500, Failed: 0');
  assert.equal(new Set(answer.successTransactions.map((one) => one.transactionNumber)).size, 500);
  assert.equal(await balance(token), 0);
});

test('a bulk request may be repeated as a whole: what was paid counts as success and is not paid again', async () => {
  const token = await tokenOf(gateway, await openMerchant(gateway, { fundMinor: 10_000_00n }));
  const items = ['R-1', 'R-2', 'R-3'].map((reference) => item(reference));
  const first = await send(token, items);
  assert.equal(first.message, 'Success: 2, Failed: 1');
  assert.equal(first.failedTransactions[0]?.message, 'Insufficient wallet balance');
  assert.match(String(first.failedTransactions[0].transactionNumber), /^TX\d{11,}$/);
  const again = await Promise.all([send(token, items), send(token, items)]);
  for (const answer of again) {
    assert.equal(answer.message, 'Success: 3, Failed: 0');
    assert.deepEqual(answer.successTransactions.slice(0, 2), first.successTransactions);
  }
  assert.equal(await balance(token), 0);
});

test('of identical items without a reference the first is paid; with one reference it is one payout', async () => {
  const token = await tokenOf(gateway, await openMerchant(gateway));
  const answer = await send(token, [johnDoe, johnDoe, { ...johnDoe, amount: 5001 }]);
  assert.equal(answer.message, 'Success: 2, Failed: 1');
  assert.equal(answer.failedTransactions[0]?.index, 1);
  const same = await send(token, [item('TWIN'), item('TWIN')]);
  assert.equal(same.message, 'Success: 2, Failed: 0');
  assert.equal(new Set(same.successTransactions.map((one) => one.transactionNumber)).size, 1);
  assert.equal(await balance(token), 1_000_000 - 5_000 - 5_001 - 5_000);
});

test('a bulk body may have a megabyte, a single one 256 kilobytes', async () => {
  const token = await tokenOf(gateway, await openMerchant(gateway));
  const padded = (bytes: number) => ({ transactions: [johnDoe], note: 'x'.repeat(bytes) });
  const bulk = (bytes: number) =>
    call(gateway, '/Payout/CreateBulkTransactions', { token, body: padded(bytes) });
  assert.equal((await bulk(1_000_000)).status, 200);
  const large = await bulk(1_100_000);
  assert.equal(large.status, 400);
  assert.equal((large.body as { message: string }).message, 'Request body is too large');
  const single = await call(gateway, '/Payout/CreateTransaction', { token, body: padded(300_000) });
  assert.equal(single.status, 400);
});
