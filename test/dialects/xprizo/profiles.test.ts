/** What a profile may see and set of itself: keys, pin, webhooks, currencies; and whom it finds by a contact. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { writeContact } from '../../../src/merchants/contacts.ts';
import { setExchangeRate } from '../../../src/merchants/exchange-rates.ts';
import { call, openGateway, openProfile, walletNoOf } from './gateway.ts';
import type { Gateway, Reply, TestProfile } from './gateway.ts';

let gateway: Gateway;
before(async () => {
  gateway = await openGateway();
});
after(() => gateway.close());

const put = (profile: Pick<TestProfile, 'apiKey'>, path: string, headers = {}) =>
  call(gateway, profile, path, { method: 'PUT', headers });
const messageOf = ({ body }: Reply) => (body as { message: string }).message;

test('a profile makes, describes, dates, binds and ends keys of its own', async () => {
  const profile = await openProfile(gateway);
  const made = await call(gateway, profile, '/Profile/CreateApiKey?name=shop&description=web', {
    method: 'POST',
  });
  assert.equal(made.status, 200, made.text);
  const { taskId, apiKey } = made.body as { taskId: number; apiKey: string };
  assert.match(apiKey, new RegExp(`^${String(profile.merchantNo)}-[0-9a-f-]{36}$`));
  const shop = { apiKey };
  const isLetIn = async () => (await call(gateway, shop, '/Profile/GetFull')).status === 200;
  assert.ok(await isLetIn());

  const done = async (method: string, path: string) => {
    const reply = await call(gateway, profile, path, { method });
    assert.deepEqual([reply.status, reply.text], [200, ''], path);
  };
  const id = String(taskId);
  await done('PUT', `/Profile/SetAPIKeyDescription/${id}?value=the+shop`);
  await done('PUT', `/Profile/SetAPIKeyActiveDates/${id}?startDate=2020-01-01&endDate=2999-01-01`);
  await done('PUT', `/Profile/AddAPIKeyIp/${id}?ipAddress=127.0.0.0/8`);
  await done('PUT', `/profile/addapikeyip/${id}?ipaddress=203.0.113.7`);
  await done('DELETE', `/Profile/RemoveAPIKeyIp/${id}?ipAddress=203.0.113.7`);
  const list = await call(gateway, profile, '/Profile/ApiKeyList');
  const [first, second] = list.body as Record<string, unknown>[];
  assert.equal(first?.['name'], 'test');
  const { createdDate: _, ...shown } = second ?? {};
  assert.deepEqual(shown, {
    ...{ taskId, name: 'shop', description: 'the shop', isInactive: false },
    ...{
      startDate: '2020-01-01T00:00:00.0000000+00:00',
      endDate: '2999-01-01T00:00:00.0000000+00:00',
    },
    ipAddresses: ['127.0.0.0/8'],
  });
  assert.ok(!list.text.includes(apiKey.slice(5)), 'a key is shown once');
  await done('PUT', `/Profile/SetApiKeyInactive?taskId=${id}&value=true`);
  await done('DELETE', `/Profile/DeleteApiKey/${id}`);
  const gone = await call(gateway, profile, `/Profile/DeleteApiKey/${id}`, { method: 'DELETE' });
  assert.deepEqual([gone.status, messageOf(gone)], [400, 'API key not found']);
  const stranger = await openProfile(gateway);
  const foreign = await call(gateway, stranger, '/Profile/DeleteApiKey/9', { method: 'DELETE' });
  assert.equal(messageOf(foreign), 'API key not found');
});

test('a pin is set once freely, and then changed or cleared by a key only together with the pin', async () => {
  const profile = await openProfile(gateway);
  assert.equal(messageOf(await put(profile, '/Profile/SetPin?pin=12')), 'A pin has 4 to 12 digits');
  assert.equal((await put(profile, '/Profile/SetPin?pin=2468')).status, 200);
  const full = await call(gateway, profile, '/Profile/GetFull');
  assert.equal((full.body as { usePaymentPin: boolean }).usePaymentPin, true);
  assert.equal(messageOf(await put(profile, '/Profile/SetPin?pin=1111')), 'Invalid pin');
  assert.equal(messageOf(await put(profile, '/Profile/ClearPin')), 'Invalid pin');
  const create = '/Profile/CreateApiKey?name=thief';
  const thief = await call(gateway, profile, create, { method: 'POST' });
  assert.deepEqual([thief.status, messageOf(thief)], [400, 'Invalid pin']);
  const withPin = { 'x-approval-pin': '2468' };
  assert.equal((await put(profile, '/Profile/SetPin?pin=1357', withPin)).status, 200);
  assert.equal((await put(profile, '/Profile/ClearPin?pin=1357')).status, 200);
  assert.equal((await put(profile, '/Profile/SetPin?pin=2468')).status, 200);
});

test('webhooks are set one by one, shown together, and cleared without an address', async () => {
  const profile = await openProfile(gateway);
  const set = (kind: string, url: string) =>
    put(profile, `/Preference/Set${kind}Webhook?url=${encodeURIComponent(url)}`);
  const test = await call(gateway, profile, '/Preference/TestApprovalWebhook');
  assert.deepEqual([test.status, messageOf(test)], [400, 'No approval webhook is set']);
  const refused = await set('Approval', 'http://169.254.169.254/');
  assert.equal(refused.status, 400);
  assert.equal((await set('Approval', 'https://shop.example/approval')).status, 200);
  assert.equal((await set('Payment', 'https://shop.example/payment')).status, 200);
  const shown = async () => (await call(gateway, profile, '/Preference/Get')).body;
  assert.deepEqual(await shown(), {
    approvalWebhook: 'https://shop.example/approval',
    paymentWebhook: 'https://shop.example/payment',
    requestPaymentWebhook: null,
  });
  const noBody = await call(gateway, profile, '/Preference/TestApprovalWebhook');
  assert.deepEqual([noBody.status, noBody.text], [200, '']);
  const { rows } = await gateway.pool.query<{ url: string; payload: string }>(
    `select e.url, o.payload from outbox o
     join webhook_endpoints e on e.merchant_id = o.merchant_id and e.endpoint_id::text = o.target
     where o.merchant_id = $1`,
    [profile.merchantId],
  );
  assert.equal(rows[0]?.url, 'https://shop.example/approval');
  assert.match(rows[0].payload, /^\{"statusType":0,"status":"None","description":null/);
  assert.equal((await set('Payment', '')).status, 200);
  assert.equal(((await shown()) as { paymentWebhook: unknown }).paymentWebhook, null);
});

test('a wallet and a name are found by user name or mobile number, and what the wallet holds is not told', async () => {
  const caller = await openProfile(gateway);
  const user = await openProfile(gateway, {
    ...{ kind: 'user', name: 'Wanjiru Kamau', userName: 'wanjiru', mobile: '+254711222333' },
    funds: { KES: 500_00n },
  });
  const found = await call(
    gateway,
    caller,
    '/Wallet/Info?contact=%2B254711222333&currencyCode=kes',
  );
  assert.deepEqual(found.body, {
    ...{ id: Number(walletNoOf(user, 'KES')), contactId: user.merchantNo },
    ...{ contact: '+254711222333', currencyCode: 'KES', symbol: 'KSh', name: 'Wanjiru Kamau' },
    ...{ profilePicture: null, isDefault: false, isMerchant: false },
  });
  const standard = await call(gateway, caller, '/Wallet/Info?contact=WANJIRU');
  assert.equal((standard.body as { currencyCode: string }).currencyCode, 'INR');
  const none = await call(gateway, caller, '/Wallet/Info?contact=wanjiru&currencyCode=USD');
  assert.deepEqual([none.status, messageOf(none)], [400, 'Wallet not found']);
  const nobody = await call(gateway, caller, '/Wallet/Info?contact=nobody-here');
  assert.deepEqual([nobody.status, messageOf(nobody)], [400, 'Contact not found']);
  // Typed into an address as it is, where a plus stands for a space.
  await writeContact(gateway.pool, user.merchantId, 'wanjiru+shop@mail.example');
  for (const raw of ['wanjiru+shop@mail.example', '+254711222333']) {
    const info = await call(gateway, caller, `/Wallet/Info?contact=${raw}`);
    const { contactId, contact } = info.body as { contactId?: number; contact?: string };
    assert.deepEqual([contactId, contact], [user.merchantNo, raw]);
    const entry = await call(gateway, caller, `/Addressbook/Info?value=${raw}`);
    assert.equal((entry.body as { id?: number }).id, user.merchantNo, raw);
  }
  const book = await call(gateway, caller, '/Addressbook/Info?value=wanjiru');
  assert.deepEqual(book.body, { id: user.merchantNo, description: 'Wanjiru Kamau' });
});

test('currencies are listed with the rate that an operator has set', async () => {
  const profile = await openProfile(gateway);
  const rate = { from: 'USD', into: 'KES', rate: '129.25', spreadBasisPoints: 50 } as const;
  await setExchangeRate(gateway.pool, { ...rate, rate: '120' }, { actor: 'test', nowMs: 0 });
  await setExchangeRate(gateway.pool, rate, { actor: 'test', nowMs: 0 });
  const { body } = await call(gateway, profile, '/Preference/AllowableCurrencies');
  const rates = (body as { code: string; rate: number }[]).map((one) => [one.code, one.rate]);
  assert.deepEqual(Object.fromEntries(rates), { INR: 0, KES: 129.25, USD: 1, EUR: 0, AED: 0 });
  // Nobody pays in here.
  const types = (body as { depositTypes: string[] }[]).flatMap((one) => one.depositTypes);
  assert.deepEqual(types, []);
  const list = await call(gateway, profile, '/System/CurrencyList');
  assert.equal((list.body as unknown[]).length, 5);
});
