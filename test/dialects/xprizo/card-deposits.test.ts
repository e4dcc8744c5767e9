/** A deposit by card: what is answered, what Status says, what the creator hears and what the books hold are one story. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setExchangeRate } from '../../../src/merchants/exchange-rates.ts';
import { verifyBooks } from '../../../src/settlements/verify-books.ts';
import { cardDeposit, depositWorld, type Json, type Shop } from './deposit-world.ts';

const world = depositWorld();

async function balance(shop: Shop): Promise<bigint> {
  const { rows } = await world().app.pool.query<{ minor: string }>(
    `select (posted_minor - held_minor)::text as minor from accounts
     where merchant_id = $1 and account = 'wallet:USD'`,
    [shop.merchantId],
  );
  return BigInt(rows[0]?.minor ?? '0');
}

async function deposit(shop: Shop, reference: string, fields: Json = {}, query = '') {
  const { walletNo } = shop.wallet('USD');
  const body = cardDeposit(walletNo, reference, fields);
  return world().call(shop, 'POST', `/Transaction/CardDeposit${query}`, body);
}

const words = (webhooks: Json[]) => webhooks.map(({ status }) => status);

/** As the browser would; nothing is followed. */
function browse(url: string, method = 'GET') {
  return fetch(url, { method, redirect: 'manual' });
}

/** The customer's bank is answered, and the customer comes back. */
async function passChallenge(redirectUrl: string): Promise<URL> {
  const onward = await browse(redirectUrl);
  assert.equal(onward.status, 303);
  const challenge = onward.headers.get('location') ?? '';
  assert.ok(challenge.startsWith(world().acquirer.url), challenge);
  const key = new URL(redirectUrl).searchParams.get('key') ?? '';
  const { rows } = await world().app.pool.query<{ provider_reference: string }>(
    `select i.provider_reference from payins i join xprizo_transactions x
       on x.merchant_id = i.merchant_id and x.transaction_id = i.payin_id where x.approval_key = $1`,
    [key],
  );
  await world().acquirer.answer(rows[0]?.provider_reference ?? '', { code: '123456' });
  const back = await browse(`${world().url}/api/card/Deposit3DSResponse?key=${key}`);
  assert.equal(back.status, 303);
  return new URL(back.headers.get('location') ?? '');
}

test('1 is taken at once: Active, told as New and then Accepted, and in the wallet', async () => {
  const shop = await world().shop();
  const { status, body } = await deposit(shop, 'CARD-1', { amount: '1.00' });
  assert.equal(status, 200, JSON.stringify(body));
  const { key, ...rest } = body;
  assert.match(String(key), /^\d+$/);
  const expected = { statusCode: 0, status: 'Active', description: '', value: 'Pass' };
  assert.deepEqual(rest, { ...expected, reference: 'CARD-1' });
  assert.deepEqual(Object.keys(body), [
    ...['key', 'statusCode', 'status', 'description', 'value', 'reference'],
  ]);
  const heard = await world().heard('CARD-1', 2);
  assert.deepEqual(words(heard), ['New', 'Accepted']);
  const [first, second] = heard as [Json, Json];
  assert.equal((first['transaction'] as Json)['id'], 0);
  assert.equal(String((second['transaction'] as Json)['id']), key);
  assert.deepEqual(first['affectedContactIds'], [shop.merchantNo]);
  const shown = await world().status(shop, 'USD', 'CARD-1', 'Active');
  assert.deepEqual([shown['key'], shown['value']], [key, 'Test Profile Pass']);
  assert.equal(await balance(shop), 100n);
});

test('3 is declined: Rejected with the reason, told as New and Rejected, nothing in the wallet', async () => {
  const shop = await world().shop();
  const { status, body } = await deposit(shop, 'CARD-3', { amount: 3.5 });
  assert.deepEqual([status, body['status'], body['statusCode']], [200, 'Rejected', 3]);
  assert.match(String(body['key']), /^DEP[0-9A-Z]{12}$/);
  assert.equal(body['value'], body['description']);
  assert.deepEqual(words(await world().heard('CARD-3', 2)), ['New', 'Rejected']);
  const shown = await world().status(shop, 'USD', 'CARD-3', 'Rejected');
  assert.equal(shown['value'], body['value']);
  assert.equal(await balance(shop), 0n);
  // A refused one has spent its reference, too.
  const again = await deposit(shop, 'CARD-3', { amount: 1 });
  assert.deepEqual(
    [again.status, again.body['message']],
    [400, 'A transaction with this reference already exists'],
  );
});

test('5 sends the customer to its bank; only the word of the acquirer makes it Active', async () => {
  const shop = await world().shop();
  const { body } = await deposit(shop, 'CARD-5', { amount: 5 });
  assert.deepEqual([body['status'], body['statusCode'], body['description']], ['Redirect', 4, '']);
  const key = String(body['key']);
  const redirectUrl = String(body['value']);
  assert.equal(redirectUrl, `${world().url}/api/card/Deposit3DSRedirect?key=${key}`);
  const open = await world().status(shop, 'USD', 'CARD-5', 'Pending');
  assert.deepEqual([open['key'], open['statusCode']], ['', 1]);
  // Who comes back without having proven anything has not paid.
  const early = await browse(`${world().url}/api/card/Deposit3DSResponse?key=${key}`);
  assert.equal(new URL(early.headers.get('location') ?? '').searchParams.get('status'), 'Pending');
  const doubled = await deposit(shop, 'CARD-5', { amount: 1 });
  assert.deepEqual(
    [doubled.status, doubled.body['message']],
    [400, 'A pending transaction with this reference already exists (Ref:CARD-5))'],
  );
  const back = await passChallenge(redirectUrl);
  assert.equal(back.search, `?shop=1&key=${key}&status=Active&reference=CARD-5`);
  await world().status(shop, 'USD', 'CARD-5', 'Active');
  assert.deepEqual(words(await world().heard('CARD-5', 2)), ['New', 'Accepted']);
  assert.equal(await balance(shop), 500n);
  // A reload of either page leads back again.
  for (const page of ['Deposit3DSRedirect', 'Deposit3DSResponse']) {
    const again = await browse(`${world().url}/API/Card/${page}?key=${key}`);
    assert.equal(again.headers.get('location'), back.href);
  }
});

test('7 and more is refused by the bank of the customer, even with the right code', async () => {
  const shop = await world().shop();
  const { body } = await deposit(shop, 'CARD-7', { amount: 70 });
  assert.equal(body['status'], 'Redirect');
  const back = await passChallenge(String(body['value']));
  assert.equal(back.searchParams.get('status'), 'Rejected');
  await world().status(shop, 'USD', 'CARD-7', 'Rejected');
  assert.deepEqual(words(await world().heard('CARD-7', 2)), ['New', 'Rejected']);
  assert.equal(await balance(shop), 0n);
});

test('with useApprovalProcess the answer does not wait: Pending, and then its outcome', async () => {
  const shop = await world().shop();
  const { body } = await deposit(shop, 'CARD-W', { amount: 2 }, '?useApprovalProcess=true');
  assert.deepEqual([body['status'], body['statusCode'], body['value']], ['Pending', 1, 'Pass']);
  await world().status(shop, 'USD', 'CARD-W', 'Active');
  assert.deepEqual(words(await world().heard('CARD-W', 2)), ['New', 'Accepted']);
});

test('an answer that is lost leaves it Pending, until the acquirer tells what it did', async () => {
  const shop = await world().shop();
  await world().acquirer.rule('execute-then-drop', { times: 1 });
  const { status, body } = await deposit(shop, 'CARD-LOST', { amount: 1 });
  // Pending, unless the acquirer's callback was quicker than the loss of its answer.
  assert.equal(status, 200);
  assert.ok(['Pending', 'Active'].includes(String(body['status'])), String(body['status']));
  await world().status(shop, 'USD', 'CARD-LOST', 'Active');
  assert.deepEqual(words(await world().heard('CARD-LOST', 2)), ['New', 'Accepted']);
  assert.equal(await balance(shop), 100n);
});

test('one e-mail address, one mobile number and one card belong to one customer of a merchant', async () => {
  const shop = await world().shop();
  const first = { person: 'Ann', number: '4100280000001007' };
  assert.equal((await deposit(shop, 'CUST-1', first)).status, 200);
  assert.equal((await deposit(shop, 'CUST-2', first)).body['status'], 'Active');
  const ann = cardDeposit(1n, 'x', first)['customerData'] as Json;
  const bob = cardDeposit(1n, 'x', { person: 'Bob' })['customerData'] as Json;
  const visa = '4242424242424242';
  const tries: [Json, number][] = [
    [{ customerData: { ...bob, email: ann['email'] }, person: 'Bob', number: visa }, 459],
    [{ customerData: { ...bob, mobile: ann['mobile'] }, person: 'Bob', number: visa }, 457],
    [{ person: 'Bob', number: first.number }, 9014],
  ];
  for (const [fields, errorCode] of tries) {
    const { status, body } = await deposit(shop, 'CUST-3', fields);
    assert.deepEqual([status, body['errorCode']], [400, errorCode], JSON.stringify(body));
  }
  const other = await world().shop();
  assert.equal((await deposit(other, 'CUST-4', { ...first, person: 'Bob' })).status, 200);
  const { rows } = await world().app.pool.query(
    `select 1 from customer_contacts where merchant_id = $1 and contact like 'bob%'`,
    [shop.merchantId],
  );
  assert.equal(rows.length, 0, 'nothing of a refused claim stays');
});

test('what is missing or wrong is 400, and nothing was made of it', async () => {
  const shop = await world().shop();
  const { customerData, creditCard } = cardDeposit(1n, 'x') as { [name: string]: Json };
  const person = (change: Json) => ({ customerData: { ...customerData, ...change } });
  const card = (change: Json) => ({ creditCard: { ...creditCard, ...change } });
  const tries: [Json, RegExp | string, number?][] = [
    [{ routingCode: 'ABC1' }, 'Invalid routing code (ABC1)', 177],
    [person({ email: 'nobody' }), 'Invalid email', 117],
    [person({ mobile: '0712' }), 'Invalid mobile (0712)', 128],
    [person({ name: 'Al' }), 'Name must be between 3 and 50 characters', 196],
    [person({ name: 'Somebody Else' }), 'Name must match the name on the card'],
    [person({ gender: 'male' }), 'Invalid gender'],
    [person({ birthDate: '1990-02-30' }), 'Invalid birthDate'],
    [person({ IpAddress: '300.1.1.1' }), 'Invalid ipAddress'],
    [card({ number: '4100280000001008' }), 'Invalid card number'],
    [card({ expiryYear: 2020 }), 'The card has expired'],
    [card({ cvv: '12' }), 'Invalid cvv'],
    [{ amount: '1.001' }, 'Invalid amount'],
    [{ amount: 0 }, 'Invalid amount'],
    [{ reference: 'with space' }, 'Invalid reference'],
    [{ redirect: 'javascript:alert(1)' }, 'Invalid redirect'],
    [{ currencyCode: 'KES' }, 'Invalid currencyCode'],
    [{ transferAccountId: 1 }, 'Invalid transferAccountId'],
    [{ description: '' }, 'description required'],
  ];
  for (const [fields, message, errorCode] of tries) {
    const { status, body } = await deposit(shop, 'WRONG', fields);
    assert.equal(status, 400, JSON.stringify(fields));
    assert.equal(body['message'], message);
    if (errorCode !== undefined) assert.equal(body['errorCode'], errorCode);
    assert.ok(!JSON.stringify(body).includes('410028'), 'no answer repeats a card');
  }
  const { walletNo } = shop.wallet('USD');
  const shown = await world().call(
    shop,
    'GET',
    `/transaction/statusbyreference/${walletNo}?reference=WRONG`,
  );
  assert.deepEqual(shown.body, {
    ...{ key: '', statusCode: -1, status: 'NotFound', description: '', value: '', reference: '' },
  });
  const stranger = await world().shop();
  const foreign = await world().call(
    stranger,
    'POST',
    '/Transaction/CardDeposit',
    cardDeposit(walletNo, 'WRONG'),
  );
  assert.equal(foreign.status, 403);
});

test('numbers may come as text; an unknown key has a page of its own', async () => {
  const shop = await world().shop();
  const { walletNo } = shop.wallet('USD');
  const made = await deposit(shop, 'TEXT-1', { amount: '1', accountId: String(walletNo) });
  assert.equal(made.body['status'], 'Active');
  for (const key of ['DEP00000ZZZZZZZ', 'nonsense', '']) {
    const page = await browse(`${world().url}/api/card/Deposit3DSRedirect?key=${key}`);
    assert.equal(page.status, 404);
    assert.match(page.headers.get('content-type') ?? '', /text\/html/);
  }
});

test('with a transferAccountId the deposit is exchanged into that wallet once it is there', async () => {
  const shop = await world().shop();
  const rate = { from: 'USD', into: 'KES', rate: '129.25', spreadBasisPoints: 0 } as const;
  await setExchangeRate(world().app.pool, rate, { actor: 'test', nowMs: Date.now() });
  const transferAccountId = String(shop.wallet('KES').walletNo);
  const { body } = await deposit(shop, 'CARD-X', { amount: 2, transferAccountId });
  assert.equal(body['status'], 'Active', JSON.stringify(body));
  const kes = async () => {
    const { rows } = await world().app.pool.query<{ minor: string }>(
      `select posted_minor::text as minor from accounts
       where merchant_id = $1 and account = 'wallet:KES'`,
      [shop.merchantId],
    );
    return rows[0]?.minor;
  };
  for (let tries = 0; tries < 1_200 && (await kes()) === '0'; tries += 1) await sleep(50);
  assert.equal(await kes(), '25850');
  assert.equal(await balance(shop), 0n);
  const [usdNo, kesNo] = [shop.wallet('USD').walletNo, shop.wallet('KES').walletNo];
  const ask = async (path: string) => (await world().call(shop, 'GET', path)).body;
  const arrived = await ask(`/Wallet/TransactionByReference/${kesNo}?reference=CARD-X`);
  const { id, tranHeadId, ...entry } = arrived;
  assert.notEqual(tranHeadId, id, 'it is a transaction with a number of its own');
  for (const [field, value] of Object.entries({
    ...{ reference: 'CARD-X', description: 'Pass', tranTypeCode: 'UWT', realAmount: 258.5 },
    ...{ accountId: Number(kesNo), refAccountId: Number(usdNo) },
  }))
    assert.equal(entry[field], value, field);
  const left = await ask(`/Wallet/TransactionByReference/${usdNo}?reference=CARD-X`);
  assert.deepEqual([left['tranTypeCode'], left['realAmount']], ['UCD', 2], 'the deposit is meant');
  const shown = await ask(`/Transaction/Status/${kesNo}/?reference=CARD-X`);
  assert.deepEqual([shown['status'], shown['key']], ['Active', String(tranHeadId)]);
  const deposited = await ask(`/Transaction/Status/${usdNo}/?reference=CARD-X`);
  assert.deepEqual([deposited['status'], deposited['key']], ['Active', body['key']]);
});

test('the books of all of it are right', async () => {
  const { breaks } = await verifyBooks(world().app.pool);
  assert.deepEqual(breaks, []);
});
