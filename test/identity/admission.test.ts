import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import {
  disableMerchant,
  enableMerchant,
  endSessions,
  setAllowedAddresses,
  setApiAccess,
} from '../../src/merchants/change-merchant.ts';
import type { MerchantView } from '../../src/merchants/merchant.ts';
import type { ClientSecret } from '../../src/identity/credentials.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import {
  HandClock,
  home,
  isRefused,
  makeMerchant,
  refused,
  secondsUntil,
  startGateway,
  type Gateway,
} from './gateway.ts';

const clock = new HandClock(Date.now());
let database: TestDatabase;
let here: Gateway;
let there: Gateway;
let merchant: MerchantView;
let client: ClientSecret;

before(async () => {
  database = await createTestDatabase();
  here = await startGateway(database.url, clock);
  there = await startGateway(database.url, clock);
});
after(async () => {
  await here.stop();
  await there.stop();
  await database.drop();
});
beforeEach(async () => {
  clock.nowMs = Date.now();
  ({ merchant, client } = await makeMerchant(here.pool, clock.nowMs));
});

function order() {
  return { merchantId: merchant.merchantId, actor: 'operator', nowMs: clock.nowMs };
}

test('a disabled merchant is out of every process in under a second, and its old tokens stay dead', async () => {
  const pair = await here.sessions.login(client, home);
  for (const gateway of [here, there]) await gateway.admission.admit(pair.accessToken, home);
  clock.nowMs += 1;
  await disableMerchant(here.pool, order());
  const seconds = await secondsUntil(async () => {
    const out = await Promise.all(
      [here, there].map((gateway) => isRefused(gateway, pair.accessToken, 'access.api_disabled')),
    );
    return out.every(Boolean);
  });
  assert.ok(seconds < 1, `out after ${seconds} s`);
  assert.throws(() => there.admission.peek(pair.accessToken, home), refused('access.api_disabled'));
  await assert.rejects(here.sessions.login(client, home), refused('access.unauthenticated'));
  await assert.rejects(
    here.sessions.refresh(pair.refreshToken, home),
    refused('access.unauthenticated'),
  );
  await enableMerchant(here.pool, order());
  await secondsUntil(() => isRefused(there, pair.accessToken, 'access.unauthenticated'));
  await assert.rejects(
    here.sessions.refresh(pair.refreshToken, home),
    refused('access.unauthenticated'),
  );
  const fresh = await here.sessions.login(client, home);
  await secondsUntil(() => there.admission.admit(fresh.accessToken, home).then(() => true));
});

test('ending all sessions voids the tokens of before and none of after', async () => {
  const before = await here.sessions.login(client, home);
  await there.admission.admit(before.accessToken, home);
  clock.nowMs += 1;
  await endSessions(here.pool, order());
  const seconds = await secondsUntil(() =>
    isRefused(there, before.accessToken, 'access.unauthenticated'),
  );
  assert.ok(seconds < 10);
  const after = await here.sessions.login(client, home);
  assert.ok(await there.admission.admit(after.accessToken, home), 'in the very same second');
});

test('API access and the allow-list bind logins, refreshes and calls', async () => {
  const pair = await here.sessions.login(client, home);
  await here.admission.admit(pair.accessToken, home);
  await setAllowedAddresses(here.pool, order(), ['203.0.113.0/24']);
  await secondsUntil(() => isRefused(here, pair.accessToken, 'access.address_refused'));
  await assert.rejects(here.sessions.login(client, home), refused('access.address_refused'));
  await assert.rejects(
    here.sessions.refresh(pair.refreshToken, home),
    refused('access.address_refused'),
  );
  await assert.rejects(
    here.sessions.login({ ...client, clientSecret: 'hs_wrong' }, home),
    refused('access.unauthenticated'),
    'who has not proved who they are learns nothing of the list',
  );
  assert.ok(here.admission.peek(pair.accessToken, '::ffff:203.0.113.9'));
  assert.ok(await here.sessions.refresh(pair.refreshToken, '203.0.113.9'));
  await setApiAccess(here.pool, order(), false);
  await secondsUntil(() =>
    here.admission
      .admit(pair.accessToken, '203.0.113.9')
      .then(() => false, refused('access.api_disabled')),
  );
});
