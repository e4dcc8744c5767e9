import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '../../../src/kit/ids.ts';
import { fundWallet } from '../../../src/merchants/fund-wallet.ts';
import { setNearDuplicateGuard } from '../../../src/merchants/change-merchant.ts';
import { noFees } from '../../../src/merchants/merchant.ts';
import {
  call,
  johnDoe,
  openGateway,
  openMerchant,
  tokenOf,
  type Gateway,
  type Reply,
} from './gateway.ts';

interface Created {
  readonly transactionNumber: string;
  readonly message: string;
  readonly transaction: Record<string, unknown>;
}

let gateway: Gateway;

before(async () => {
  gateway = await openGateway();
});
after(() => gateway.close());

function create(token: string, fields: Record<string, unknown>, on = gateway): Promise<Reply> {
  return call(on, '/Payout/CreateTransaction', { token, body: { ...johnDoe, ...fields } });
}

function topUp(merchantId: string, minor: bigint): Promise<unknown> {
  const at = new Date();
  const fundingId = newId<'funding'>(at.getTime());
  const money = { minor, currency: 'INR' } as const;
  return fundWallet(gateway.pool, { actor: 'test', merchantId, fundingId, money, at });
}

async function balance(token: string): Promise<number> {
  const { body } = await call(gateway, '/Payout/getWalletBalance', { token });
  return (body as { availableBalance: number }).availableBalance;
}

test('a reference is paid once, however often and by however many callers it is sent', async () => {
  const token = await tokenOf(gateway, await openMerchant(gateway));
  const replies = await Promise.all(
    Array.from({ length: 30 }, () => create(token, { clientTransactionRefNo: 'ONCE' })),
  );
  const statuses = replies.map((reply) => reply.status).sort();
  assert.deepEqual(statuses, [...Array<number>(29).fill(200), 201]);
  const numbers = new Set(replies.map((reply) => (reply.body as Created).transactionNumber));
  assert.equal(numbers.size, 1);
  assert.equal(await balance(token), 995_000);
});

test('the same request in another spelling is the same request', async () => {
  const token = await tokenOf(gateway, await openMerchant(gateway));
  await create(token, { clientTransactionRefNo: 'SAME' });
  const again = await create(token, {
    clientTransactionRefNo: 'SAME',
    beneficiaryName: ' John  Doe ',
    amount: '5000.00',
  });
  assert.equal(again.status, 200);
  assert.equal((again.body as Created).message, 'Transaction already exists (idempotent)');
});

test('a reference with other fields is a conflict that names them and repeats nothing stored', async () => {
  const token = await tokenOf(gateway, await openMerchant(gateway));
  await create(token, { clientTransactionRefNo: 'USED' });
  const { status, body, text } = await create(token, {
    clientTransactionRefNo: 'USED',
    beneficiaryName: 'Jane Roe',
    beneficiaryAccountNumber: '99999999',
    ifsc: 'WXYZ0123456',
    amount: 6000,
  });
  assert.equal(status, 409);
  const { errors, ...rest } = body as { errors: object };
  assert.deepEqual(rest, {
    statusCode: 409,
    status: false,
    message: 'Client transaction reference was used before with other details',
  });
  assert.deepEqual(Object.keys(errors).sort(), [
    'amount',
    'beneficiaryAccountNumber',
    'beneficiaryName',
    'ifsc',
  ]);
  for (const stored of ['John', '123456789012', 'ABCD0123456', '5000'])
    assert.ok(!text.includes(stored), text);
  assert.equal(await balance(token), 995_000);
});

test('without a reference a likely repetition within ten minutes is refused, and paid after them', async () => {
  // Identifiers never go back in time, so other days than today are ahead.
  let nowMs = Date.now() + 86_400_000;
  const clock = { now: () => new Date(nowMs) };
  const timed = await openGateway({ beside: gateway, clock });
  try {
    const merchant = await openMerchant(timed);
    const token = await tokenOf(timed, merchant);
    assert.equal((await create(token, {}, timed)).status, 201);
    const repeated = await create(token, {}, timed);
    assert.equal(repeated.status, 409);
    assert.deepEqual(Object.keys(repeated.body as object), ['statusCode', 'status', 'message']);
    assert.equal((await create(token, { amount: 5001 }, timed)).status, 201);
    assert.equal(
      (await create(token, { beneficiaryAccountNumber: '87654321' }, timed)).status,
      201,
    );
    assert.equal((await create(token, { clientTransactionRefNo: 'MEANT' }, timed)).status, 201);
    nowMs += 10 * 60_000 + 1;
    assert.equal((await create(token, {}, timed)).status, 201);
    const order = { merchantId: merchant.merchantId, actor: 'test', nowMs };
    await setNearDuplicateGuard(timed.pool, order, false);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assert.equal((await create(token, {}, timed)).status, 201, 'the guard is off');
  } finally {
    await timed.close();
  }
});

test('what the wallet cannot cover with fee and GST is recorded as failed, and its reference is spent', async () => {
  const fees = { ...noFees, flatMinor: 10_00n, gstBasisPoints: 1_800 };
  const merchant = await openMerchant(gateway, { fees, fundMinor: 5_011_79n });
  const token = await tokenOf(gateway, merchant);
  const { status, body } = await create(token, { clientTransactionRefNo: 'POOR' });
  assert.equal(status, 400);
  const { transactionNumber, transaction, ...rest } = body as Created;
  assert.deepEqual(Object.keys(body as object), [
    'statusCode',
    'responseCode',
    'status',
    'message',
    'transactionNumber',
    'transaction',
  ]);
  assert.deepEqual(rest, {
    statusCode: 400,
    responseCode: 0,
    status: false,
    message: 'Insufficient wallet balance',
  });
  assert.equal(transaction.status, 'Failed');
  assert.equal(transaction.remarks, 'Insufficient wallet balance');
  await topUp(merchant.merchantId, 1n);
  const late = await create(token, { clientTransactionRefNo: 'POOR' });
  assert.equal(late.status, 200, 'a late duplicate after the top-up does not pay');
  assert.equal((late.body as Created).transaction.status, 'Failed');
  assert.equal((late.body as Created).transactionNumber, transactionNumber);
  assert.equal((await create(token, { clientTransactionRefNo: 'RICH' })).status, 201);
  assert.equal(await balance(token), 0, 'to the last paisa: 5000 + 10 + 1.80');
});

test('without a reference, too, a late duplicate of what the wallet did not cover is not paid after a top-up', async () => {
  const merchant = await openMerchant(gateway, { fundMinor: 100n });
  const token = await tokenOf(gateway, merchant);
  const bulk = async () => {
    const body = { transactions: [johnDoe, { ...johnDoe, amount: 6000 }, johnDoe] };
    const reply = await call(gateway, '/Payout/CreateBulkTransactions', { token, body });
    const { failedTransactions } = reply.body as { failedTransactions: { message: string }[] };
    return failedTransactions.map(({ message }) => message);
  };
  const poor = 'Insufficient wallet balance';
  assert.equal((await create(token, {})).status, 400);
  const isAlike = /same account, IFSC and amount/;
  const [first, second, third] = await bulk();
  assert.match(first ?? '', isAlike);
  assert.equal(second, poor);
  assert.match(third ?? '', isAlike);
  await topUp(merchant.merchantId, 20_000_00n);
  assert.equal((await create(token, {})).status, 409);
  assert.equal((await create(token, { amount: 6000 })).status, 409, 'asked for in a bulk');
  assert.equal((await bulk()).filter((message) => isAlike.test(message)).length, 3);
  assert.equal(await balance(token), 20_001, 'nothing was paid');
  assert.equal((await create(token, { clientTransactionRefNo: 'MEANT' })).status, 201);
});

test('numbers and times are of the day in the zone of the deployment', async () => {
  const clock = { now: () => new Date('2096-03-31T18:30:00.999Z') };
  const indian = await openGateway({ beside: gateway, clock, timeZone: 'Asia/Kolkata' });
  try {
    const merchant = await openMerchant(indian);
    const token = await tokenOf(indian, merchant);
    const { transactionNumber, transaction } = (await create(token, {}, indian)).body as Created;
    assert.match(transactionNumber, /^TX960401\d{5,}$/);
    assert.equal(transaction.createdAt, '2096-04-01T00:00:00');
    const list = '/Payout/GetClientTransactionsWithFilters';
    const count = async (query: string): Promise<number> => {
      const { body, text } = await call(indian, `${list}?${query}`, { token });
      assert.ok(typeof body === 'object' && body !== null && 'pagination' in body, text);
      return (body as { pagination: { totalCount: number } }).pagination.totalCount;
    };
    assert.equal(await count('fromDate=2096-04-01&toDate=2096-04-01'), 1);
    assert.equal(await count('toDate=2096-03-31'), 0);
    assert.equal(await count('fromDate=2096-04-01T00:00:00&toDate=2096-04-01T00:00:00'), 1);
    assert.equal(await count('fromDate=2096-03-31T18:30:00Z'), 1);
    assert.equal(await count('fromDate=2096-04-01T00:00:01'), 0);
    assert.equal(await count('toDate=2096-04-01T00:00:00+05:30'), 1);
    assert.equal(await count('toDate=2096-03-31T23:59:59%2B05:30'), 0);
  } finally {
    await indian.close();
  }
});

test('another base path and any spelling of a path lead to the same contract', async () => {
  const branded = await openGateway({ beside: gateway, basePath: '/PayNowAPI' });
  try {
    const token = await tokenOf(branded, await openMerchant(branded));
    for (const path of ['/payout/CREATETRANSACTION', '/Payout/CreateTransaction/']) {
      const body = { ...johnDoe, clientTransactionRefNo: 'PATH' };
      const reply = await call(branded, path, { token, body });
      assert.ok(reply.status === 201 || reply.status === 200, reply.text);
    }
  } finally {
    await branded.close();
  }
});
