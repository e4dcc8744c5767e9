/** What a repeated reference is answered, whatever has it and whatever asks for it again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardDeposit, depositWorld, type Json, type Shop } from './deposit-world.ts';

const world = depositWorld();

/** 12.50 from one to the other, in INR. */
function moved(from: Shop, to: Shop, reference: string): Json {
  const numberOf = (shop: Shop) => Number(shop.wallet('INR').walletNo);
  return { fromAccountId: numberOf(from), toAccountId: numberOf(to), reference, amount: 12.5 };
}

async function refusal(shop: Shop, path: string, body: Json) {
  const answer = await world().call(shop, 'POST', `/Transaction/${path}`, body);
  return [answer.status, answer.body['errorCode'], answer.body['message']];
}

const taken = [400, 9006, 'A transaction with this reference already exists'];
// The second bracket at the end is theirs.
const pending = (reference: string) => [
  ...[400, 9007, `A pending transaction with this reference already exists (Ref:${reference}))`],
];

test('what asks for money hears of a reference that is asked for that it is pending, and which one', async () => {
  const [payer, shop] = [await world().shop({ INR: 100_00n }), await world().shop()];
  const card = cardDeposit(shop.wallet('USD').walletNo, 'ASKED');
  const upi = { ...card, accountId: Number(shop.wallet('INR').walletNo), currencyCode: 'INR' };
  const repeats: [string, Json][] = [
    ['RequestPayment', moved(payer, shop, 'ASKED')],
    ['CardDeposit', card],
    [
      'UpiDeposit',
      { ...upi, type: 1, customerData: { name: 'Ann', address: { countryCode: 'IN' } } },
    ],
  ];
  const asked = await world().call(
    shop,
    'POST',
    '/Transaction/RequestPayment',
    moved(payer, shop, 'ASKED'),
  );
  assert.equal(asked.status, 200);
  for (const [path, body] of repeats)
    assert.deepEqual(await refusal(shop, path, body), pending('ASKED'), path);
  const key = String(asked.body['key']);
  await world().call(payer, 'GET', `/Transaction/ApprovalReject?key=${key}`);
  for (const [path, body] of repeats)
    assert.deepEqual(await refusal(shop, path, body), taken, path);
});

test('what sends money hears of a reference that waits that it is pending, and which one', async () => {
  const [shop, payee] = [await world().shop({ INR: 100_00n, KES: 100_00n }), await world().shop()];
  const body = moved(shop, payee, 'SENT');
  const sent = await world().call(shop, 'POST', '/Transaction/SendPayment', body);
  assert.equal(sent.status, 200);
  const paid = {
    ...{ accountId: Number(shop.wallet('KES').walletNo), mobileNumber: '+254712345678' },
    ...{ amount: 10, reference: 'SENT' },
  };
  const repeats: [string, Json][] = [
    ['SendPayment', body],
    ['SendPayment?action=1', body],
    ['MPesaWidthdrawal', paid],
  ];
  for (const [path, repeat] of repeats)
    assert.deepEqual(await refusal(shop, path, repeat), pending('SENT'), path);
  await world().call(shop, 'GET', `/Transaction/ApprovalCancel?key=${String(sent.body['key'])}`);
  for (const [path, repeat] of repeats)
    assert.deepEqual(await refusal(shop, path, repeat), taken, path);
});
