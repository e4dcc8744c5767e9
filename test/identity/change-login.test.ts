/** A login by e-mail whose password is changed, or that is shut out and let in again. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { disableLogin, enableLogin, setPassword } from '../../src/identity/change-login.ts';
import { ProfileLogins } from '../../src/identity/profile-logins.ts';
import { createUser, type EmailLogin } from '../../src/identity/users.ts';
import { newId } from '../../src/kit/ids.ts';
import type { MerchantView } from '../../src/merchants/merchant.ts';
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
const anew = 'another horse battery';
let database: TestDatabase;
let here: Gateway;
let there: Gateway;
let merchant: MerchantView;

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
  ({ merchant } = await makeMerchant(here.pool, clock.nowMs));
});

const change = (email: string) => ({ email, actor: 'cli', nowMs: clock.nowMs });

async function openLogin(name: string): Promise<EmailLogin> {
  const login = {
    email: `${name}.${String(merchant.merchantNo)}@example.test`,
    password: 'correct horse battery',
  };
  await createUser(here.pool, {
    ...{ ...login, role: 'reader', merchantId: merchant.merchantId, actor: 'test' },
    ...{ userId: newId<'user'>(clock.nowMs), nowMs: clock.nowMs },
  });
  return login;
}

async function actions(): Promise<string[]> {
  const { rows } = await here.pool.query<{ action: string }>(
    `select action from audit_events where merchant_id = $1 and actor = 'cli' order by event_no`,
    [merchant.merchantId],
  );
  return rows.map((row) => row.action);
}

const endings = [
  [
    'a changed password',
    (email: string) => setPassword(here.pool, { ...change(email), password: anew }),
    'user.password_changed',
  ],
  [
    'a login that is disabled',
    (email: string) => disableLogin(here.pool, change(email)),
    'user.disabled',
  ],
] as const;
for (const [what, end, action] of endings)
  test(`${what} ends what the login has issued, in every process and of every contract, and nothing else`, async () => {
    const [asha, ravi] = [await openLogin('asha'), await openLogin('ravi')];
    const pair = await here.sessions.login(asha, home);
    const other = await here.sessions.login(ravi, home);
    const profiles = new ProfileLogins(here.pool, here.tokens, clock);
    const byName = { userName: asha.email, password: asha.password };
    const { token } = await profiles.login(byName, home);
    for (const each of [pair.accessToken, token]) await there.admission.admit(each, home);

    const ended = await end(` ${asha.email.toUpperCase()} `);
    assert.equal(ended?.merchantId, merchant.merchantId);
    assert.deepEqual(await actions(), [action]);
    for (const gateway of [here, there])
      for (const each of [pair.accessToken, token])
        await secondsUntil(() => isRefused(gateway, each, 'access.unauthenticated'));
    const unauthenticated = refused('access.unauthenticated');
    await assert.rejects(here.sessions.refresh(pair.refreshToken, home), unauthenticated);
    await assert.rejects(here.sessions.login(asha, home), unauthenticated);
    await assert.rejects(profiles.login(byName, home), refused('login.refused'));
    await there.admission.admit(other.accessToken, home);
    await here.sessions.refresh(other.refreshToken, home);
  });

test('the new password lets in, and so does the old one of a login that is enabled again; their tokens stay ended', async () => {
  const asha = await openLogin('asha');
  await setPassword(here.pool, { ...change(asha.email), password: anew });
  const pair = await here.sessions.login({ ...asha, password: anew }, home);
  await there.admission.admit(pair.accessToken, home);
  await disableLogin(here.pool, change(asha.email));
  await enableLogin(here.pool, change(asha.email));
  await assert.rejects(
    here.sessions.refresh(pair.refreshToken, home),
    refused('access.unauthenticated'),
  );
  assert.ok(await here.sessions.login({ ...asha, password: anew }, home));
  assert.deepEqual(await actions(), ['user.password_changed', 'user.disabled', 'user.enabled']);
});

test('nobody and a password that is too short change nothing', async () => {
  const asha = await openLogin('asha');
  const nobody = change('nobody@example.test');
  assert.equal(await setPassword(here.pool, { ...nobody, password: anew }), undefined);
  assert.equal(await disableLogin(here.pool, nobody), undefined);
  await assert.rejects(
    setPassword(here.pool, { ...change(asha.email), password: 'short' }),
    refused('request.invalid_fields'),
  );
  assert.ok(await here.sessions.login(asha, home));
  assert.deepEqual(await actions(), []);
});

test('who logs in while the password is being changed is let in with neither contract', async () => {
  const asha = await openLogin('asha');
  const tx = await here.pool.connect();
  try {
    await tx.query('begin');
    await tx.query(`update users set password_hash = 'x' where email = $1`, [asha.email]);
    const profiles = new ProfileLogins(here.pool, here.tokens, clock);
    const attempts = Promise.allSettled([
      here.sessions.login(asha, home),
      profiles.login({ userName: asha.email, password: asha.password }, home),
    ]);
    await secondsUntil(async () => {
      const { rows } = await here.pool.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_locks
         where not granted
           and pid in (select pid from pg_stat_activity where datname = current_database())`,
      );
      return rows[0]?.waiting === 2;
    });
    await tx.query('commit');
    const outcomes = await attempts;
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['rejected', 'rejected'],
    );
  } finally {
    tx.release();
  }
});
