/** Merchants who send less than is published as required, as the live system lets them, and an operator who does, too. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardDeposit, depositWorld, type Json, type Shop } from './deposit-world.ts';

const world = depositWorld({ HUNDI_XPRIZO_FIELDS: 'lenient' });

const customerData = { name: 'Gita Rai', email: 'gita@example.com', mobile: '+9779841234567' };

/** What a shop is known to send: numbers as text, no address, no date of birth, the customer's name twice. */
function sent(shop: Shop, reference: string, fields: Json = {}): Json {
  const { creditCard } = cardDeposit(1n, reference);
  return {
    ...{
      reference,
      amount: '1.00',
      currencyCode: 'USD',
      description: 'Order 7',
      customer: 'Gita Rai',
    },
    ...{ accountId: String(shop.wallet('USD').walletNo), routingCode: 'MAN1', productCode: '' },
    customerData,
    creditCard: { ...(creditCard as Json), name: 'G RAI', expiryMonth: '12', expiryYear: '2031' },
    redirect: 'https://shop.example/back',
    ...fields,
  };
}

const taken: readonly [what: string, fields: Json][] = [
  ['without address, birth date, gender and address of the computer', {}],
  ['with nothing of the customer but the old field', { customerData: null }],
  ['without a description', { description: '' }],
  [
    'with a country in three letters',
    { customerData: { ...customerData, address: { countryCode: 'NPL' } } },
  ],
  [
    'born at a time of day',
    { customerData: { ...customerData, birthDate: '1990-02-03T00:00:00.000Z' } },
  ],
];

for (const [what, fields] of taken)
  test(`a card deposit ${what} is taken`, async () => {
    const shop = await world().shop();
    const body = sent(shop, 'LEAN', fields);
    const answer = await world().call(
      shop,
      'POST',
      '/Transaction/CardDeposit?useApprovalProcess=false',
      body,
    );
    assert.deepEqual(
      [answer.status, answer.body['status']],
      [200, 'Active'],
      JSON.stringify(answer.body),
    );
  });

test('a year of two digits is one of this century', async () => {
  const shop = await world().shop();
  const body = sent(shop, 'SHORT');
  const creditCard = { ...(body['creditCard'] as Json), expiryYear: '31' };
  const answer = await world().call(shop, 'POST', '/Transaction/CardDeposit', {
    ...body,
    creditCard,
  });
  assert.equal(answer.body['status'], 'Active', JSON.stringify(answer.body));
});

test('what is there is read as strictly as ever, and what nobody can do without is asked for', async () => {
  const shop = await world().shop();
  const tries: readonly [Json, string][] = [
    [{ customerData: { ...customerData, email: 'nobody' } }, 'Invalid email'],
    [{ customerData: { ...customerData, birthDate: '1990-02-30' } }, 'Invalid birthDate'],
    [
      { customerData: { email: 'gita@example.com' }, customer: null },
      'Name must be between 3 and 50 characters',
    ],
    [{ redirect: null }, 'redirect required'],
    [{ amount: '1.001' }, 'Invalid amount'],
  ];
  for (const [fields, message] of tries) {
    const answer = await world().call(
      shop,
      'POST',
      '/Transaction/CardDeposit',
      sent(shop, 'WRONG', fields),
    );
    assert.deepEqual([answer.status, answer.body['message']], [400, message]);
  }
});

test('a UPI deposit needs neither the type nor the country that can be nothing else', async () => {
  const shop = await world().shop();
  const answer = await world().call(shop, 'POST', '/Transaction/UpiDeposit', {
    ...{ reference: 'UPI', amount: '100', accountId: String(shop.wallet('INR').walletNo) },
    ...{ currencyCode: 'INR', customer: 'Gita Rai', redirect: 'https://shop.example/back' },
  });
  assert.deepEqual(
    [answer.status, answer.body['status']],
    [200, 'Redirect'],
    JSON.stringify(answer.body),
  );
});
