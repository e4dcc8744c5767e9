import assert from 'node:assert/strict';
import { before, after, suite, test } from 'node:test';
import {
  askConsole,
  merchantSignedIn,
  operatorSignedIn,
  testPassword,
  type Answered,
} from '../support/console.ts';
import { openConsoleWorld, type ConsoleWorld } from './console-kit.ts';

suite('people of a site', () => {
  let world: ConsoleWorld;
  const endings: (() => Promise<void>)[] = [];
  before(async () => {
    world = await openConsoleWorld({ after: (end: () => Promise<void>) => void endings.push(end) });
  });
  after(async () => {
    for (const end of endings) await end();
  });

  const anonymous = { site: '/console' } as const;
  const cookieOf = (answer: Answered) => {
    const cookie = answer.headers.get('set-cookie')?.split(';')[0];
    assert.ok(cookie !== undefined && !cookie.endsWith('='), 'there is a new session');
    return { site: '/console', cookie } as const;
  };
  const post = (
    who: { site: '/console' | '/dashboard'; cookie?: string },
    path: string,
    body: unknown = {},
  ) => askConsole(world.address, who, path, { method: 'POST', body });

  test('a reset ends everything by which a person is known, and the one-time link begins anew', async () => {
    const { pool, address } = world;
    const owner = await operatorSignedIn(pool, 'owner');
    const admin = await operatorSignedIn(pool, 'admin');
    const lost = await operatorSignedIn(pool, 'support');
    const reset = (who: typeof owner, whom: typeof owner) =>
      post(who, `/people/${whom.personId}/reset`);
    assert.equal((await reset(owner, owner)).status, 409, 'nobody resets oneself');
    assert.equal((await reset(admin, owner)).status, 403, 'only an owner resets an owner');
    const made = await reset(admin, lost);
    const { url } = made.body as { url: string };
    assert.equal((await askConsole(address, lost, '/session')).status, 401);
    const tried = await post(anonymous, '/sign-in', { email: lost.email, password: testPassword });
    assert.equal(tried.status, 401, 'the old password is void');
    const token = url.split('#')[1];
    const again = await post(anonymous, '/welcome', { token, password: 'another good password' });
    assert.equal(again.status, 204, JSON.stringify(again.body));
    assert.equal(
      (await askConsole(address, cookieOf(again), '/session')).status,
      401,
      'a factor is needed anew',
    );
  });

  test('whoever may change people ends every session of somebody else, which is told in the audit', async () => {
    const { pool, address } = world;
    const admin = await operatorSignedIn(pool, 'admin');
    const owner = await operatorSignedIn(pool, 'owner');
    const left = await operatorSignedIn(pool, 'support');
    const end = (who: typeof admin, whom: typeof admin) =>
      askConsole(address, who, `/people/${whom.personId}/sessions`, { method: 'DELETE' });
    assert.equal((await end(left, admin)).status, 403);
    assert.equal((await end(admin, owner)).status, 403, 'only an owner does this to an owner');
    assert.equal((await end(admin, admin)).status, 409, 'for the own ones there is another way');
    assert.equal((await end(admin, left)).status, 204);
    assert.equal((await askConsole(address, left, '/session')).status, 401);
    const { rows } = await pool.query<{ actor: string }>(
      `select actor from audit_events
       where action = 'person.sessions_ended' and details->>'personId' = $1`,
      [left.personId],
    );
    assert.deepEqual(rows, [{ actor: `operator:${admin.personId}` }]);
  });

  test('whoever may change people ends one session of somebody else, and the audit says which', async () => {
    const { pool, address } = world;
    const admin = await operatorSignedIn(pool, 'admin');
    const owner = await operatorSignedIn(pool, 'owner');
    const left = await operatorSignedIn(pool, 'support');
    const end = (who: typeof admin, { personId, sessionId }: typeof admin) =>
      askConsole(address, who, `/people/${personId}/sessions/${sessionId}`, { method: 'DELETE' });
    assert.equal((await end(admin, owner)).status, 403, 'only an owner does this to an owner');
    assert.equal((await end(admin, { ...left, sessionId: owner.sessionId })).status, 404);
    assert.equal((await askConsole(address, owner, '/session')).status, 200);
    assert.equal((await end(admin, left)).status, 204);
    assert.equal((await end(admin, left)).status, 404, 'it has ended already');
    assert.equal((await askConsole(address, left, '/session')).status, 401);
    const { rows } = await pool.query(
      `select actor, details->>'sessionId' as session from audit_events
       where action = 'person.session_ended' and details->>'personId' = $1`,
      [left.personId],
    );
    assert.deepEqual(rows, [{ actor: `operator:${admin.personId}`, session: left.sessionId }]);
  });

  test('a person of a team joins by a link of an operator and then invites the others', async () => {
    const { pool, address } = world;
    const owner = await operatorSignedIn(pool, 'owner');
    const merchantId = await world.newMerchant();
    const made = await post(owner, `/merchants/${merchantId}/team/invitations`, {
      ...{ email: 'first@team.test', role: 'reader' },
    });
    const { url } = made.body as { url: string };
    assert.match(url, /\/dashboard\/welcome#/);
    const token = url.split('#')[1];
    assert.equal(
      (await post(anonymous, '/welcome/look', { token })).status,
      410,
      'not at the other site',
    );
    const joined = await post({ site: '/dashboard' }, '/welcome', {
      token,
      name: 'Ravi',
      password: testPassword,
    });
    assert.equal(joined.status, 204);
    const reader = { site: '/dashboard', cookie: cookieOf(joined).cookie } as const;
    const session = await askConsole(address, reader, '/session');
    assert.equal((session.body as { merchant: { name: string } }).merchant.name, 'Asha Traders');
    const admin = await merchantSignedIn(pool, merchantId, 'admin');
    assert.equal(
      (await post(admin, '/team/invitations', { email: 'first@team.test', role: 'payer' })).status,
      422,
    );
    assert.equal(
      (await post(reader, '/team/invitations', { email: 'x@team.test', role: 'payer' })).status,
      403,
    );
    assert.equal(
      (await post(admin, '/team/invitations', { email: 'x@team.test', role: 'owner' })).status,
      422,
    );
    assert.equal(
      (await post(admin, '/team/invitations', { email: 'x@team.test', role: 'payer' })).status,
      200,
    );
  });
});
