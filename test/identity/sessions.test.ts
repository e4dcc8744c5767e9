import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { newId } from '../../src/kit/ids.ts';
import { setLimits } from '../../src/merchants/change-merchant.ts';
import type { MerchantView } from '../../src/merchants/merchant.ts';
import { rotateCredential, type ClientSecret } from '../../src/identity/credentials.ts';
import { createUser } from '../../src/identity/users.ts';
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

const day = 24 * 3_600_000;
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

async function auditOf(action: string): Promise<{ actor: string; details: { because: string } }[]> {
  const { rows } = await here.pool.query<{ actor: string; details: { because: string } }>(
    'select actor, details from audit_events where merchant_id = $1 and action = $2',
    [merchant.merchantId, action],
  );
  return rows;
}

test('a client logs in, is admitted by every process, and nothing of its secrets is stored', async () => {
  const pair = await here.sessions.login(client, home);
  assert.equal(pair.expiresInSeconds, 3_600);
  assert.match(pair.refreshToken, /^[0-9a-z]+\.[0-9A-Za-z]{43}$/);
  for (const gateway of [here, there]) {
    assert.equal(gateway.admission.peek(pair.accessToken, home), undefined);
    const admitted = await gateway.admission.admit(pair.accessToken, home);
    assert.equal(admitted.caller.role, 'payer');
    assert.equal(admitted.caller.subject, client.clientId);
    assert.equal(admitted.merchant.merchantId, merchant.merchantId);
    assert.deepEqual(gateway.admission.peek(pair.accessToken, home), admitted);
  }
  const { rows } = await here.pool.query<{ text: string }>(
    `select (select json_agg(c) from credentials c)::text || (select json_agg(f) from token_families f)::text
       || (select json_agg(t) from refresh_tokens t)::text || (select json_agg(a) from audit_events a)::text as text`,
  );
  const stored = rows[0]?.text ?? '';
  assert.ok(stored.includes(client.clientId));
  for (const secret of [client.clientSecret, pair.refreshToken, pair.accessToken])
    for (const shown of [secret, Buffer.from(secret).toString('hex'), secret.slice(3, 30)])
      assert.ok(!stored.includes(shown));
});

test('a person logs in by e-mail and password, with the role of that person', async () => {
  const email = `Reader.${merchant.merchantNo}@Example.test`;
  const user = {
    ...order(),
    userId: newId<'user'>(clock.nowMs),
    email,
    password: 'correct horse battery',
    role: 'reader' as const,
  };
  await createUser(here.pool, user);
  const pair = await here.sessions.login(
    { email: ` ${email.toUpperCase()} `, password: user.password },
    home,
  );
  const { caller } = await there.admission.admit(pair.accessToken, home);
  assert.equal(caller.role, 'reader');
  assert.equal(caller.subject, user.userId);
  await here.pool.query("update users set role = 'payer' where user_id = $1", [user.userId]);
  const next = await here.sessions.refresh(pair.refreshToken, home);
  assert.equal((await there.admission.admit(next.accessToken, home)).caller.role, 'payer');
  await here.pool.query("update users set status = 'disabled' where user_id = $1", [user.userId]);
  await assert.rejects(
    here.sessions.refresh(next.refreshToken, home),
    refused('access.unauthenticated'),
  );
  await assert.rejects(
    here.sessions.login({ email, password: user.password }, home),
    refused('access.unauthenticated'),
  );
});

test('a hundred uses of one refresh token at once, over two processes, have exactly one successor', async () => {
  const { refreshToken } = await here.sessions.login(client, home);
  const pairs = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      (index % 2 === 0 ? here : there).sessions.refresh(refreshToken, home),
    ),
  );
  assert.equal(new Set(pairs.map((pair) => pair.refreshToken)).size, 1);
  assert.notEqual(pairs[0]?.refreshToken, refreshToken);
  const { rows } = await here.pool.query<{ count: bigint }>(
    'select count(*) as count from refresh_tokens where merchant_id = $1',
    [merchant.merchantId],
  );
  assert.equal(rows[0]?.count, 2n);
  assert.deepEqual(await auditOf('session.revoked'), []);
  assert.ok(await there.sessions.refresh(pairs[0]?.refreshToken ?? '', home));
});

test('a lost reply is covered: for ten seconds the same successor is answered by any process', async () => {
  const first = await here.sessions.login(client, home);
  const second = await here.sessions.refresh(first.refreshToken, home);
  clock.nowMs += 10_000;
  const again = await there.sessions.refresh(first.refreshToken, home);
  assert.equal(again.refreshToken, second.refreshToken);
  await there.admission.admit(again.accessToken, home);
});

test('a spent refresh token used later ends its whole family in every process, with one audit event', async () => {
  const other = await here.sessions.login(client, home);
  const first = await here.sessions.login(client, home);
  const second = await here.sessions.refresh(first.refreshToken, home);
  const third = await here.sessions.refresh(second.refreshToken, home);
  for (const gateway of [here, there])
    for (const pair of [first, second, third, other])
      await gateway.admission.admit(pair.accessToken, home);
  clock.nowMs += 10_001;
  await assert.rejects(
    here.sessions.refresh(first.refreshToken, home),
    refused('access.unauthenticated'),
  );
  for (const pair of [first, second, third]) {
    assert.equal(here.admission.peek(pair.accessToken, home), undefined, 'at once here');
    await assert.rejects(
      here.admission.admit(pair.accessToken, home),
      refused('access.unauthenticated'),
    );
  }
  const seconds = await secondsUntil(() =>
    isRefused(there, third.accessToken, 'access.unauthenticated'),
  );
  assert.ok(seconds < 1, `seen there after ${seconds} s`);
  assert.equal(there.admission.peek(third.accessToken, home), undefined);
  for (const gateway of [here, there])
    for (const pair of [first, second, third])
      await assert.rejects(
        gateway.sessions.refresh(pair.refreshToken, home),
        refused('access.unauthenticated'),
      );
  const events = await auditOf('session.revoked');
  assert.equal(events.length, 1);
  assert.equal(events[0]?.actor, client.clientId);
  assert.match(events[0].details.because, /spent refresh token/);
  assert.ok(await there.admission.admit(other.accessToken, home), 'another login is untouched');
  assert.ok(await there.sessions.refresh(other.refreshToken, home));
});

test('a process that starts later knows what was revoked before', async () => {
  const pair = await here.sessions.login(client, home);
  const { caller } = await here.admission.admit(pair.accessToken, home);
  const revocation = { ...order(), familyId: caller.familyId, because: 'test', actor: 'operator' };
  assert.equal(await here.revocations.revoke(revocation), true);
  assert.equal(await here.revocations.revoke(revocation), false);
  const late = await startGateway(database.url, clock);
  try {
    assert.ok(await isRefused(late, pair.accessToken, 'access.unauthenticated'));
  } finally {
    await late.stop();
  }
});

test('thirty days after the login the last refresh token is worthless, however often it was renewed', async () => {
  let pair = await here.sessions.login(client, home);
  const startMs = clock.nowMs;
  for (let weeks = 1; weeks <= 4; weeks++) {
    clock.nowMs = startMs + weeks * 7 * day;
    pair = await here.sessions.refresh(pair.refreshToken, home);
  }
  clock.nowMs = startMs + 30 * day - 60_000;
  pair = await here.sessions.refresh(pair.refreshToken, home);
  assert.ok(pair.expiresInSeconds <= 60, 'nor does the access token reach beyond');
  clock.nowMs = startMs + 30 * day;
  await assert.rejects(
    here.sessions.refresh(pair.refreshToken, home),
    refused('access.unauthenticated'),
  );
});

test('a refresh token that nobody issued is refused and revokes nothing', async () => {
  const { refreshToken } = await here.sessions.login(client, home);
  const last = refreshToken.endsWith('a') ? 'b' : 'a';
  const { merchant: neighbour } = await makeMerchant(here.pool, clock.nowMs);
  for (const forged of [
    '',
    'x',
    refreshToken.slice(0, -1) + last,
    refreshToken.slice(0, -1),
    `${refreshToken}a`,
    `0${refreshToken}`,
    refreshToken.toUpperCase(),
    `zzzzzz.${refreshToken.split('.')[1] ?? ''}`,
    `${neighbour.merchantNo.toString(36)}.${refreshToken.split('.')[1] ?? ''}`,
    ` ${refreshToken}`,
  ])
    await assert.rejects(here.sessions.refresh(forged, home), refused('access.unauthenticated'));
  assert.ok(await here.sessions.refresh(refreshToken, home));
});

test('after a rotation both credentials work until the overlap ends, then only the new one', async () => {
  const old = await here.sessions.login(client, home);
  const rotated = await rotateCredential(here.pool, {
    ...order(),
    merchantNo: merchant.merchantNo,
  });
  clock.nowMs += day - 1;
  assert.ok(await here.sessions.login(client, home));
  assert.ok(await here.sessions.login(rotated, home));
  clock.nowMs += 1;
  await assert.rejects(here.sessions.login(client, home), refused('access.unauthenticated'));
  await assert.rejects(
    here.sessions.refresh(old.refreshToken, home),
    refused('access.unauthenticated'),
  );
  assert.ok(await here.sessions.login(rotated, home));
});

test('no token of the old credential outlives the overlap, whether it came by login or by refresh', async () => {
  const { merchantNo } = merchant;
  const old = await here.sessions.login(client, home);
  const rotated = await rotateCredential(here.pool, { ...order(), merchantNo, overlapMs: day });
  const endMs = clock.nowMs + day;
  clock.nowMs = endMs - 900_000;
  const pairs = [
    await here.sessions.login(client, home),
    await here.sessions.refresh(old.refreshToken, home),
  ];
  const other = await here.sessions.login(rotated, home);
  assert.equal(other.expiresInSeconds, 3_600);
  for (const { accessToken, expiresInSeconds } of pairs) {
    assert.ok(expiresInSeconds <= 900 && expiresInSeconds > 890, `${String(expiresInSeconds)} s`);
    await there.admission.admit(accessToken, home);
  }
  clock.nowMs = endMs;
  const unauthenticated = refused('access.unauthenticated');
  for (const { accessToken, refreshToken } of pairs) {
    assert.ok(await isRefused(there, accessToken, 'access.unauthenticated'));
    await assert.rejects(here.sessions.refresh(refreshToken, home), unauthenticated);
  }
  await there.admission.admit(other.accessToken, home);
});

test('a rotation without an overlap ends what the old credential has logged in, in every process', async () => {
  const old = await here.sessions.login(client, home);
  await there.admission.admit(old.accessToken, home);
  const { merchantNo } = merchant;
  const rotated = await rotateCredential(here.pool, { ...order(), merchantNo, overlapMs: 0 });
  for (const gateway of [here, there])
    await secondsUntil(() => isRefused(gateway, old.accessToken, 'access.unauthenticated'));
  const { accessToken } = await there.sessions.login(rotated, home);
  assert.ok(await here.admission.admit(accessToken, home));
});

test('the limit of attempts is the merchant own once the credential exists', async () => {
  const { refreshToken } = await here.sessions.login(client, home);
  await setLimits(here.pool, order(), { authenticationPerMinute: null });
  assert.equal(await here.sessions.attemptLimit(client), null);
  assert.equal(await here.sessions.attemptLimit({ refreshToken }), null);
  assert.equal(await here.sessions.attemptLimit({ refreshToken: 'x' }), 10);
  assert.equal(await here.sessions.attemptLimit({ clientId: `${client.clientId}a` }), 10);
  assert.equal(await here.sessions.attemptLimit({ email: 'nobody@example.test' }), 10);
});

test('with the database gone a login is unavailable, not wrong', async () => {
  const lost = await startGateway(database.url, clock);
  const { refreshToken } = await lost.sessions.login(client, home);
  await lost.pool.end();
  try {
    await assert.rejects(lost.sessions.login(client, home), refused('service.unavailable'));
    await assert.rejects(lost.sessions.refresh(refreshToken, home), refused('service.unavailable'));
  } finally {
    await lost.stop();
  }
});
