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

  test('a link that went to the wrong person is seen and taken back, by those who may make such a one', async () => {
    const { pool, address } = world;
    const owner = await operatorSignedIn(pool, 'owner');
    const admin = await operatorSignedIn(pool, 'admin');
    const merchantId = await world.newMerchant();
    const team = await merchantSignedIn(pool, merchantId, 'admin');
    const ofTeam = `/merchants/${merchantId}/team`;
    const voided = (who: typeof admin, base: string, id: string) =>
      askConsole(address, who, `${base}/invitations/${id}`, { method: 'DELETE' });
    const made = async (who: typeof admin, base: string, role: string) => {
      const email = `${role}-${String(Math.random())}@wrong.test`;
      const { body } = await post(who, `${base}/invitations`, { email, role });
      const { rows } = (await askConsole(address, who, `${base}/invitations`)).body as {
        rows: { invitationId: string; email: string; role: string; invitedBy: string }[];
      };
      const row = rows.find((each) => each.email === email);
      assert.ok(row);
      const token = (body as { url: string }).url.split('#')[1] ?? '';
      assert.ok(!JSON.stringify(rows).includes(token), 'the list lets nobody in');
      return { ...row, token };
    };
    const look = (site: '/console' | '/dashboard', token: string) =>
      post({ site }, '/welcome/look', { token });

    const byOwner = await made(owner, '/people', 'owner');
    assert.equal(byOwner.invitedBy, 'owner of the test');
    assert.equal(
      (await voided(admin, '/people', byOwner.invitationId)).status,
      403,
      'only an owner makes or voids such a link',
    );
    assert.equal((await look('/console', byOwner.token)).status, 200);
    assert.equal((await voided(owner, '/people', byOwner.invitationId)).status, 204);
    assert.equal((await look('/console', byOwner.token)).status, 410);
    assert.equal(
      (await voided(owner, '/people', byOwner.invitationId)).status,
      404,
      'it is gone already',
    );

    const byTeam = await made(team, '/team', 'payer');
    assert.equal((await voided(owner, '/people', byTeam.invitationId)).status, 404);
    assert.equal((await voided(team, '/team', byTeam.email)).status, 404, 'by its id alone');
    assert.equal((await voided(team, '/team', byTeam.invitationId)).status, 204);
    const byOperator = await made(admin, ofTeam, 'admin');
    assert.equal((await voided(admin, ofTeam, byOperator.invitationId)).status, 204);
    assert.equal((await look('/dashboard', byOperator.token)).status, 410);
    const { rows } = await pool.query(
      `select actor from audit_events where merchant_id = $1 and action = 'person.invitation_voided'
       order by event_no`,
      [merchantId],
    );
    assert.deepEqual(
      rows.map(({ actor }: { actor: string }) => actor),
      [`person:${team.personId}`, `operator:${admin.personId}`],
    );
  });
});
