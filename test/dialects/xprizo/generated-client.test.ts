/** A client that somebody else's generator makes of our OpenAPI document calls every endpoint of the whole program. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpenAPIClientAxios, type Document } from 'openapi-client-axios';
import { projectRoot } from '../../kit/documents.ts';
import { inboxFor } from '../../kit/merchant-inbox.ts';
import { accountOf, openSeedWorld } from './seed-world.ts';

type Parameters = Readonly<Record<string, string | number | boolean>>;
interface Answer {
  readonly status: number;
  readonly data: unknown;
}
type Operation = (parameters: Parameters | null, body?: unknown) => Promise<Answer>;

const definition = JSON.parse(
  readFileSync(join(projectRoot, 'docs/openapi/xprizo.json'), 'utf8'),
) as Document;

/** Calls an operation by its name; whatever is not 200 fails. */
async function clientFor(baseUrl: string, apiKey: string, called: Set<string>) {
  const api = new OpenAPIClientAxios({
    definition,
    withServer: { url: baseUrl, description: '' },
    axiosConfigDefaults: { headers: { 'x-api-key': apiKey }, validateStatus: () => true },
  });
  const client = (await api.init()) as unknown as Readonly<Record<string, Operation>>;
  return async (name: string, parameters: Parameters | null = null, body?: unknown) => {
    const operation = client[name];
    assert.ok(operation, `the client has ${name}`);
    called.add(name);
    const { status, data } = await operation(parameters, body);
    assert.equal(status, 200, `${name}: ${JSON.stringify(data)}`);
    return data as Record<string, unknown>;
  };
}

const address = { address: '12', street: 'Moi Avenue', city: 'Nairobi', zipPostalCode: '00100' };
const customerData = {
  name: 'Meera Nair',
  email: 'meera@customers.example',
  mobile: '+254700000111',
  birthDate: '1990-02-28',
  gender: 'F',
  address: { ...address, countryCode: 'KE' },
  ipAddress: '203.0.113.7',
};
const creditCard = {
  name: 'Meera Nair',
  number: '4242424242424242',
  expiryMonth: 12,
  expiryYear: 2039,
  cvv: '123',
};
const redirect = 'https://shop.example/back';

test('a client generated from our OpenAPI document runs every endpoint', async (t) => {
  const world = await openSeedWorld(t);
  const { merchant, person } = world;
  const called = new Set<string>();
  const call = await clientFor(world.baseUrl, merchant.apiKey, called);
  const payer = await clientFor(world.baseUrl, person.apiKey, called);
  const [inr, usd, kes] = ['INR', 'USD', 'KES'].map((currency) => accountOf(merchant, currency));
  assert.ok(inr !== undefined && usd !== undefined && kes !== undefined);
  const payersInr = accountOf(person, 'INR');
  const rated = await world.cli('wallet', 'rate', 'KES/INR', '0.65');
  assert.equal(rated.code, 0, rated.stderr);
  const statusOf = async (accountId: number, reference: string) => {
    for (let tries = 0; ; tries++) {
      const { status } = await call('transactionStatus', { accountId, reference });
      if ((status !== 'Pending' && status !== 'Hold') || tries === 120) return status;
      await sleep(500);
    }
  };

  const login = { userName: merchant.userName, password: merchant.password };
  assert.equal(typeof (await call('getToken', null, login)).token, 'string');
  await call('fullProfile');
  await call('setPin', { pin: '1234' });
  const pin = '1234';
  const made = await call('createApiKey', { name: 'second', description: 'of a test', pin });
  const { taskId } = ((await call('apiKeyList')) as unknown as { taskId: number }[]).at(-1) ?? {};
  assert.ok(taskId !== undefined, JSON.stringify(made));
  await call('setApiKeyDescription', { taskId, value: 'of a generated client', pin });
  await call('setApiKeyActiveDates', {
    taskId,
    startDate: '2026-01-01',
    endDate: '2039-01-01',
    pin,
  });
  await call('addApiKeyIp', { taskId, ipAddress: '203.0.113.9', pin });
  await call('removeApiKeyIp', { taskId, ipAddress: '203.0.113.9', pin });
  await call('setApiKeyInactive', { taskId, value: true, pin });
  await call('deleteApiKey', { taskId, pin });
  await call('clearPin', { pin });

  const inbox = await inboxFor(t);
  await call('setApprovalWebhook', { url: inbox.url });
  await call('setPaymentWebhook', { url: inbox.url });
  await call('setRequestPaymentWebhook', { url: inbox.url });
  assert.equal((await call('preferences')).approvalWebhook, inbox.url);
  await call('testApprovalWebhook');
  await call('allowableCurrencies');
  await call('currencyList');
  await call('addressbookInfo', { value: person.userName });
  await call('walletInfo', { contact: person.userName, currencyCode: 'INR' });
  await call('walletList');
  await call('getWallet', { accountId: inr });
  await call('routingCodes');

  const amount = 12.5;
  const asking = { fromAccountId: payersInr, toAccountId: inr, amount, description: 'An order' };
  const ask = (reference: string) => call('requestPayment', null, { ...asking, reference });
  await payer('approvalAccept', { key: String((await ask('ASK-1')).key) });
  await payer('approvalReject', { key: String((await ask('ASK-2')).key) });
  await call('approvalCancel', { key: String((await ask('ASK-3')).key) });
  assert.equal(await statusOf(inr, 'ASK-1'), 'Active');
  assert.equal(await statusOf(inr, 'ASK-2'), 'Rejected');
  assert.equal(await statusOf(inr, 'ASK-3'), 'Cancelled');
  await call(
    'requestPaymentRedirect',
    { returnUrl: redirect },
    {
      ...{ name: person.userName, accountId: inr, amount, reference: 'ASK-4' },
      description: 'An order',
    },
  );
  const sending = { fromAccountId: inr, toAccountId: payersInr, amount, reference: 'SEND-1' };
  await call('sendPayment', { action: 1 }, sending);
  await call('getFees', null, { type: 'USP', ...sending, currencyCode: 'INR' });
  const exchange = { fromAccountId: kes, toAccountId: inr, amount: 100, reference: 'EXCHANGE-1' };
  await call('walletExchange', { commit: true }, exchange);

  const card = { accountId: usd, customerData, creditCard, routingCode: 'MAN1', redirect };
  const words = { description: 'Pass' };
  await call('cardDeposit', null, { ...card, ...words, amount: 1, reference: 'CARD-1' });
  assert.equal(await statusOf(usd, 'CARD-1'), 'Active');
  const mobile = { accountId: kes, mobileNumber: '+254700000222', amount: 100, ...words };
  await call('mpesaDeposit', null, { ...mobile, reference: 'MPESA-IN' });
  assert.equal(await statusOf(kes, 'MPESA-IN'), 'Active');
  await call('mpesaWithdrawal', null, { ...mobile, reference: 'MPESA-OUT' });
  assert.equal(await statusOf(kes, 'MPESA-OUT'), 'Active');
  const upi = await call('upiDeposit', null, {
    ...{ accountId: inr, amount: 500, reference: 'UPI-1', currencyCode: 'INR', type: 1, redirect },
    customerData: { name: 'Meera Nair', address: { countryCode: 'IN' } },
  });
  assert.equal(upi.status, 'Redirect');

  const listed = await call('walletTransactions', { accountId: inr, limit: 10 });
  const [first] = listed.transactions as { id: number }[];
  assert.ok(first);
  await call('transactionNumbered', { id: first.id });
  await call('transactionByReference', { accountId: inr, reference: 'ASK-1' });

  const known = Object.values(definition.paths ?? {}).flatMap((path) =>
    Object.values(path as Record<string, { operationId: string }>),
  );
  const missed = known.map(({ operationId }) => operationId).filter((name) => !called.has(name));
  assert.deepEqual(missed, [], 'every endpoint has been called');
});
