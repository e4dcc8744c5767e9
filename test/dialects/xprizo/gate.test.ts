/** What every endpoint of the contract has in common: paths, version, caller, both shapes of an error. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pino } from 'pino';
import { setApiKeyAddress, changeApiKey, deleteApiKey } from '../../../src/identity/api-keys.ts';
import { createUser } from '../../../src/identity/users.ts';
import { newId } from '../../../src/kit/ids.ts';
import { disableMerchant } from '../../../src/merchants/change-merchant.ts';
import { grantWallet } from '../../../src/merchants/wallet-access.ts';
import { call, openGateway, openProfile, walletNoOf, type Gateway } from './gateway.ts';

let gateway: Gateway;
before(async () => {
  gateway = await openGateway();
});
after(() => gateway.close());

const change = { actor: 'test', nowMs: Date.now() };

test('a path is found in any case, with and without a slash at its end, and answers JSON of version 1.0', async () => {
  const profile = await openProfile(gateway, { funds: { INR: 5_00n, KES: 1_250_50n } });
  const walletNo = String(walletNoOf(profile, 'KES'));
  for (const path of [
    `/Wallet/Get/${walletNo}`,
    `/wallet/get/${walletNo}/`,
    `/WALLET/${walletNo}`,
  ]) {
    const reply = await call(gateway, profile, path);
    assert.equal(reply.status, 200, reply.text);
    assert.equal(reply.headers.get('api-supported-versions'), '1.0');
    assert.equal(reply.headers.get('content-type'), 'application/json; charset=utf-8');
    assert.deepEqual(reply.body, {
      ...{ id: Number(walletNo), contactId: profile.merchantNo, name: 'KES' },
      ...{ currencyCode: 'KES', symbol: 'KSh', realTrust: 1250.5, trust: 1250.5 },
      ...{ realBusiness: 0, business: 0, isInactive: false, isDefault: false },
    });
  }
});

test('the versions 1 and 1.0 are spoken wherever they are named, and no other', async () => {
  const profile = await openProfile(gateway);
  const ask = (headers: Record<string, string>) =>
    call(gateway, profile, '/Wallet/List', { headers: { 'x-api-version': '', ...headers } });
  for (const headers of [
    {},
    { 'x-api-version': '1' },
    { accept: 'text/plain; x-api-version=1' },
    { accept: '*/*', 'content-type': 'application/json;x-api-version="1.0"' },
  ])
    assert.equal((await ask(headers)).status, 200);
  for (const headers of [
    { 'x-api-version': '2.0' },
    { accept: 'application/json; x-api-version=1.1' },
    { 'content-type': 'application/json; x-api-version=one' },
  ]) {
    const reply = await ask(headers);
    assert.equal(reply.status, 400);
    assert.equal((reply.body as { message: string }).message, 'Unsupported API version');
  }
});

test('what was wrong with a request is told as an ErrorModel, and who may not call as ProblemDetails', async () => {
  const profile = await openProfile(gateway);
  const refused = await call(gateway, profile, '/Wallet/Info');
  assert.equal(refused.status, 400);
  assert.equal(refused.headers.get('content-type'), 'application/json');
  const { timestamp, ...model } = refused.body as Record<string, unknown>;
  assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}\+00:00$/);
  assert.deepEqual(model, {
    ...{ statusCode: 400, status: 'BadRequest', errorCode: 9002, message: 'contact required' },
  });
  const unknown = await call(gateway, undefined, '/Wallet/List');
  assert.deepEqual(
    [unknown.status, unknown.body],
    [
      401,
      {
        type: 'https://tools.ietf.org/html/rfc9110#section-15.5.2',
        title: 'Unauthorized',
        status: 401,
        detail: 'The key or token is missing or not valid.',
      },
    ],
  );
  const foreign = await call(gateway, profile, '/Wallet/Get/999999999');
  assert.deepEqual([foreign.status, (foreign.body as { title: string }).title], [403, 'Forbidden']);
  assert.equal((await call(gateway, profile, '/Wallet/Nothing/At/All')).status, 404);
  for (const method of ['DELETE', 'PATCH', 'HEAD', 'OPTIONS']) {
    const other = await call(gateway, profile, '/Wallet/List', { method });
    assert.deepEqual([other.status, other.headers.get('allow')], [405, 'GET'], method);
  }
});

test('a key that is unknown, off, out of its dates, deleted, at a wrong address or of a disabled profile is refused alike', async () => {
  const ask = async (apiKey: string) => {
    const reply = await call(gateway, { apiKey }, '/Wallet/List');
    return `${String(reply.status)} ${reply.text}`;
  };
  const good = await openProfile(gateway);
  assert.match(await ask(good.apiKey), /^200 /);
  const tomorrow = new Date(Date.now() + 86_400_000);
  const yesterday = new Date(Date.now() - 86_400_000);
  const spoilt = await Promise.all(
    [
      async (key: typeof good) =>
        changeApiKey(gateway.pool, { ...change, ...key }, 1, { active: false }),
      async (key: typeof good) =>
        changeApiKey(gateway.pool, { ...change, ...key }, 1, { startsAt: tomorrow }),
      async (key: typeof good) =>
        changeApiKey(gateway.pool, { ...change, ...key }, 1, { endsAt: yesterday }),
      async (key: typeof good) =>
        setApiKeyAddress(gateway.pool, { ...change, ...key }, 1, '203.0.113.9', true),
      async (key: typeof good) => deleteApiKey(gateway.pool, { ...change, ...key }, 1),
      async (key: typeof good) => disableMerchant(gateway.pool, { ...change, ...key }),
    ].map(async (spoil) => {
      const profile = await openProfile(gateway);
      await spoil(profile);
      return profile.apiKey;
    }),
  );
  const stranger = `${String(good.merchantNo)}-00000000-0000-4000-8000-000000000000`;
  const answers = await Promise.all([...spoilt, stranger, 'nonsense'].map(ask));
  assert.equal(new Set(answers).size, 1, answers.join('\n'));
  assert.match(answers[0] ?? '', /^401 /);
});

test('a token of GetToken opens the same doors, and wrong credentials are a 400 with the published numbers', async () => {
  const profile = await openProfile(gateway, { userName: 'asha.rao', mobile: '+254700123456' });
  const { merchantId } = profile;
  const [email, password] = ['asha@example.com', 'a long enough password'];
  const userId = newId<'user'>(Date.now());
  await createUser(gateway.pool, { ...change, merchantId, userId, email, password, role: 'admin' });
  const login = (body: object) => call(gateway, undefined, '/Security/GetToken', { body });
  for (const userName of ['asha.rao', 'ASHA@example.com', '+254 700 123456', '254700123456']) {
    const reply = await login({ UserName: userName, Password: password });
    assert.equal(reply.status, 200, reply.text);
    const { token, ...rest } = reply.body as { token: string; expires: string };
    const minutes = (Date.parse(rest.expires) - Date.now()) / 60_000;
    assert.ok(minutes > 25 && minutes <= 30.1, rest.expires);
    const headers = { authorization: `Bearer ${token}` };
    assert.equal((await call(gateway, undefined, '/Wallet/List', { headers })).status, 200);
  }
  const told = async (body: object) => {
    const reply = await login(body);
    const { errorCode, message } = reply.body as { errorCode: number; message: string };
    return [reply.status, errorCode, message];
  };
  const wrong = [400, 125, 'Invalid login credentials'];
  assert.deepEqual(await told({ userName: 'asha.rao', password: 'something else' }), wrong);
  assert.deepEqual(await told({ userName: 'nobody.here', password }), wrong);
  assert.deepEqual(await told({ userName: 'asha.rao' }), [400, 214, 'Password required']);
  assert.deepEqual(await told({ userName: 'ab', password }), [
    ...[400, 196, 'Name must be between 3 and 50 characters'],
  ]);
});

test('a wallet is seen by its owner and by whom it was granted to; for others it does not exist', async () => {
  const [owner, other] = [await openProfile(gateway), await openProfile(gateway)];
  const walletNo = walletNoOf(owner, 'INR');
  const look = async (by = other) => (await call(gateway, by, `/Wallet/${String(walletNo)}`)).text;
  const nowhere = (await call(gateway, other, '/Wallet/123456789')).text;
  assert.equal(await look(), nowhere);
  const wallet = { merchantId: owner.merchantId, walletNo };
  await grantWallet(gateway.pool, wallet, other.merchantId, 'read', change);
  assert.equal(await look(), await look(owner));
  const list = await call(gateway, other, `/Wallet/List?contactId=${String(owner.merchantNo)}`);
  assert.equal((list.body as unknown[]).length, 1);
  await grantWallet(gateway.pool, wallet, other.merchantId, 'none', change);
  assert.equal(await look(), nowhere);
});

test('a pin never reaches the log, wherever it stands and whatever goes wrong', async (t) => {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const failing = await openGateway({ log });
  t.after(() => failing.close());
  const profile = await openProfile(failing);
  const pin = '918273645';
  const calls = [
    [`/Profile/SetPin?pin=${pin}`, {}],
    [`/Profile/SetPin?pin=${pin}&pin=${pin}`, {}],
    ['/Profile/SetPin', { 'x-approval-pin': pin }],
    [`/Profile/ClearPin?pin=${pin}`, {}],
  ] as const;
  const sendAll = () =>
    Promise.all(
      calls.map(async ([path, headers]) => {
        const reply = await call(failing, profile, path, { method: 'PUT', headers });
        assert.ok(!reply.text.includes(pin));
        return reply.status;
      }),
    );
  await sendAll();
  const spoil = 'set role none; revoke all on profiles from hundi_app; set role hundi_app';
  await failing.pool.query(spoil);
  const after = await sendAll();
  assert.ok(after.includes(500), after.join(' '));
  assert.ok(lines.length > 0 && !lines.join('').includes(pin), lines.join(''));
});
