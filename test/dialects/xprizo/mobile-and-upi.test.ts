/** Deposits and withdrawals by M-Pesa, and deposits by UPI: the answer, Status, the webhooks and the books say the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openReport } from '../../../src/reports/open-report.ts';
import { verifyBooks } from '../../../src/settlements/verify-books.ts';
import { documentOf, today } from '../../reports/report-world.ts';
import { depositWorld, type Json, type Shop } from './deposit-world.ts';

const world = depositWorld();

async function balance({ merchantId }: Shop, currency: string) {
  const { rows } = await world().app.pool.query<{ posted: string; held: string }>(
    `select posted_minor::text as posted, held_minor::text as held from accounts
     where merchant_id = $1 and account = 'wallet:' || $2`,
    [merchantId, currency],
  );
  return { posted: BigInt(rows[0]?.posted ?? '0'), held: BigInt(rows[0]?.held ?? '0') };
}

let phones = 0;
const newPhone = () => `+2547${String((phones += 1)).padStart(8, '0')}`;
const words = (webhooks: Json[]) => webhooks.map(({ status }) => status);

function mpesa(shop: Shop, path: string, reference: string, fields: Json = {}) {
  return world().call(shop, 'POST', `/Transaction/${path}`, {
    mobileNumber: newPhone(),
    accountId: Number(shop.wallet('KES').walletNo),
    description: 'Pass',
    amount: 500,
    reference,
    ...fields,
  });
}

const deposits: [string, string, string, bigint][] = [
  ['Success', 'Active', 'Accepted', 500_00n],
  ['pass', 'Active', 'Accepted', 500_00n],
  ['Reject', 'Rejected', 'Rejected', 0n],
  ['Cancel', 'Rejected', 'Rejected', 0n],
];

for (const [description, ends, told, minor] of deposits) {
  test(`an M-Pesa deposit described as ${description} is Pending, and then ${ends}`, async () => {
    const shop = await world().shop();
    const reference = `MD-${description}`;
    const { status, body } = await mpesa(shop, 'MPesaDeposit', reference, { description });
    assert.deepEqual([status, body['status'], body['statusCode']], [200, 'Pending', 1]);
    assert.equal(body['value'], description);
    const shown = await world().status(shop, 'KES', reference, ends);
    if (ends === 'Active') assert.equal(shown['value'], description);
    else assert.notEqual(shown['value'], '');
    const heard = await world().heard(reference, 2);
    assert.deepEqual(words(heard), ['New', told]);
    assert.equal((heard[0]?.['transaction'] as Json)['type'], 'UMD');
    assert.equal((await balance(shop, 'KES')).posted, minor);
  });
}

const withdrawals: [string, string, string, bigint][] = [
  ['Success', 'Active', 'Accepted', 500_00n],
  ['Fail', 'Void', 'Rejected', 1_000_00n],
];

for (const [description, ends, told, minor] of withdrawals) {
  test(`an M-Pesa withdrawal described as ${description} is held at once, and ends ${ends}`, async () => {
    const shop = await world().shop({ KES: 1_000_00n });
    const reference = `MW-${description}`;
    const mobileNumber = newPhone();
    const fields = { description, mobileNumber };
    const { status, body } = await mpesa(shop, 'MPesaWidthdrawal', reference, fields);
    assert.deepEqual([status, body['status']], [200, 'Pending'], JSON.stringify(body));
    const shown = await world().status(shop, 'KES', reference, ends);
    if (ends === 'Active') assert.equal(shown['value'], description);
    else assert.match(String(shown['value']), new RegExp(`^${mobileNumber.slice(4)} Voided: .+`));
    assert.match(String(shown['key']), /^\d+$/);
    const heard = await world().heard(reference, 2);
    assert.deepEqual(words(heard), ['New', told]);
    assert.equal((heard[0]?.['transaction'] as Json)['type'], 'UMW');
    assert.deepEqual(await balance(shop, 'KES'), { posted: minor, held: 0n });
  });
}

test('a withdrawal that the wallet does not cover is 400 and leaves no trace; its reference is free', async () => {
  const shop = await world().shop({ KES: 100_00n });
  const refused = await mpesa(shop, 'MPesaWidthdrawal', 'MW-POOR');
  assert.deepEqual([refused.status, refused.body['message']], [400, 'Insufficient funds']);
  const { walletNo } = shop.wallet('KES');
  const path = `/Transaction/Status/${walletNo}?reference=MW-POOR`;
  assert.equal((await world().call(shop, 'GET', path)).body['status'], 'NotFound');
  const { body } = await mpesa(shop, 'MPesaWidthdrawal', 'MW-POOR', { amount: '100.00' });
  assert.equal(body['status'], 'Pending');
  await world().status(shop, 'KES', 'MW-POOR', 'Active');
});

test('what M-Pesa cannot do is 400 before anything is made', async () => {
  const shop = await world().shop();
  const tries: [Json, string, number?][] = [
    [{ mobileNumber: '+447700900123' }, 'Invalid mobile (+447700900123)', 128],
    [{ amount: '10.50' }, 'M-Pesa takes whole shillings'],
    [{ accountId: Number(shop.wallet('USD').walletNo) }, 'M-Pesa needs a wallet in KES'],
  ];
  for (const [fields, message, errorCode] of tries)
    for (const path of ['MPesaDeposit', 'mpesawithdrawal/']) {
      const { status, body } = await mpesa(shop, path, 'WRONG', fields);
      assert.deepEqual([status, body['message']], [400, message]);
      if (errorCode !== undefined) assert.equal(body['errorCode'], errorCode);
    }
});

test('what M-Pesa pays nobody is no withdrawal: it would be on hold for ever', async () => {
  const shop = await world().shop({ KES: 300_000_00n });
  for (const amount of [9, 250_001]) {
    const { status, body } = await mpesa(shop, 'MPesaWidthdrawal', 'MW-LIMIT', { amount });
    assert.deepEqual([status, body['message']], [400, 'M-Pesa pays 10 to 250000 shillings']);
  }
  assert.equal((await mpesa(shop, 'MPesaWidthdrawal', 'MW-LIMIT', { amount: 10 })).status, 200);
  assert.equal((await mpesa(shop, 'MPesaWidthdrawal', 'MW-MOST', { amount: 250_000 })).status, 200);
  for (const reference of ['MW-LIMIT', 'MW-MOST'])
    await world().status(shop, 'KES', reference, 'Active');
});

test('a currency is listed with the ways of paying in that there are', async () => {
  const shop = await world().shop();
  const { body } = await world().call(shop, 'GET', '/Preference/AllowableCurrencies');
  const listed = Object.values(body) as { code: string; depositTypes: string[] }[];
  assert.deepEqual(Object.fromEntries(listed.map((one) => [one.code, one.depositTypes])), {
    ...{
      INR: ['Card', 'Upi'],
      KES: ['Card', 'MPesa'],
      USD: ['Card'],
      EUR: ['Card'],
      AED: ['Card'],
    },
  });
});

function upi(shop: Shop, reference: string, fields: Json = {}) {
  return world().call(shop, 'POST', '/Transaction/UpiDeposit?useApprovalProcess=false', {
    description: 'Top up',
    reference,
    amount: 250.5,
    currencyCode: 'INR',
    type: 1,
    accountId: Number(shop.wallet('INR').walletNo),
    customerData: { name: 'Asha Rao', address: { countryCode: 'IN' } },
    redirect: 'http://127.0.0.1:9/back',
    ...fields,
  });
}

function browse(url: string, method = 'GET') {
  return fetch(url, { method, redirect: 'manual' });
}

test('a UPI deposit leads to the payment page; paid, it is Active and the customer goes back with it', async () => {
  const shop = await world().shop();
  const { body } = await upi(shop, 'UPI-1');
  assert.deepEqual([body['status'], body['statusCode'], body['description']], ['Redirect', 4, '']);
  const redirectUrl = String(body['value']);
  const onward = await browse(redirectUrl);
  const page = await fetch(onward.headers.get('location') ?? '');
  const text = await page.text();
  assert.equal(page.status, 200);
  assert.match(text, /Pay with UPI/);
  const reference = /[?&;]tr=([0-9A-Z]+)/.exec(text)?.[1];
  await world().bank.call('POST', '/control/collections', { reference, amount: '250.50' });
  const shown = await world().status(shop, 'INR', 'UPI-1', 'Active');
  assert.equal(shown['value'], 'Top up');
  const heard = await world().heard('UPI-1', 2);
  assert.deepEqual(words(heard), ['New', 'Accepted']);
  const told = heard[1]?.['transaction'] as Json;
  assert.deepEqual([told['type'], told['amount'], told['currencyCode']], ['UCD', 250.5, 'INR']);
  const key = String(body['key']);
  const back = await browse(`${world().url}/api/card/Deposit3DSResponse?key=${key}`);
  assert.equal(
    back.headers.get('location'),
    `http://127.0.0.1:9/back?key=${key}&status=Active&reference=UPI-1`,
  );
  assert.equal((await balance(shop, 'INR')).posted, 250_50n);
});

test('a customer who cancels on the page has rejected it, and the page says so', async () => {
  const shop = await world().shop();
  const { body } = await upi(shop, 'UPI-2');
  const key = String(body['key']);
  const open = await browse(String(body['value']));
  const page = await (await fetch(open.headers.get('location') ?? '')).text();
  const action = /<form class="cancel" action="([^"]+)"/.exec(page)?.[1] ?? '';
  assert.equal(action, `${world().url}/api/card/DepositCancel?key=${key}`);
  const over = await browse(action, 'POST');
  assert.equal(over.status, 303);
  const outcome = await (await fetch(over.headers.get('location') ?? '')).text();
  assert.match(outcome, /Payment not completed/);
  const shown = await world().status(shop, 'INR', 'UPI-2', 'Rejected');
  assert.equal(shown['value'], 'Cancelled by the customer');
  assert.deepEqual(words(await world().heard('UPI-2', 2)), ['New', 'Rejected']);
  const back = await browse(String(body['value']));
  assert.match(back.headers.get('location') ?? '', /status=Rejected&reference=UPI-2$/);
});

test('what the UPI contract fixes is enforced: currency, type, country, and one of two names', async () => {
  const shop = await world().shop();
  const tries: [Json, string][] = [
    [{ currencyCode: undefined }, 'currencyCode required'],
    [{ type: 2 }, 'Invalid type'],
    [{ customerData: { name: 'Asha Rao' } }, 'Invalid countryCode'],
    [
      { customerData: { address: { countryCode: 'IN' } } },
      'Name must be between 3 and 50 characters',
    ],
  ];
  for (const [fields, message] of tries) {
    const { status, body } = await upi(shop, 'UPI-3', fields);
    assert.deepEqual([status, body['message']], [400, message]);
  }
});

test('a report names the way by which each deposit came', async () => {
  const shop = await world().shop();
  await mpesa(shop, 'MPesaDeposit', 'WAY-1', { description: 'Pass' });
  await upi(shop, 'WAY-2');
  const days = { from: today(-1), to: today(1) };
  const { merchantId } = shop;
  const wanted = {
    merchantId,
    days,
    type: 'transactions',
    format: 'json',
    timeZone: 'UTC',
  } as const;
  const { rows } = await documentOf(await openReport({ db: world().app.pool, ...wanted }));
  assert.deepEqual(
    rows.map((row) => [row['reference'], row['mode']]),
    [
      ['WAY-1', 'MPESA'],
      ['WAY-2', 'UPI'],
    ],
  );
});

test('while M-Pesa says nothing the money is on hold, and Status says so', async () => {
  const shop = await world().shop({ KES: 1_000_00n });
  await world().mpesa.rule('payout', 'timeout-before', { times: 3 });
  const mobileNumber = newPhone();
  await mpesa(shop, 'MPesaWithdrawal', 'MW-HOLD', { mobileNumber });
  const shown = await world().status(shop, 'KES', 'MW-HOLD', 'Hold');
  assert.equal(shown['value'], `Mpesa Withdrawal ${mobileNumber}`);
  assert.deepEqual(await balance(shop, 'KES'), { posted: 1_000_00n, held: 500_00n });
});

test('the books of all of it are right', async () => {
  const { breaks } = await verifyBooks(world().app.pool);
  assert.deepEqual(breaks, []);
});
