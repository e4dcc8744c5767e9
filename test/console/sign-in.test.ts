import assert from 'node:assert/strict';
import { before, after, suite, test } from 'node:test';
import { transaction } from '../../src/db/connection.ts';
import { inviteFirstOperator } from '../../src/people/invitations.ts';
import { newTotpSecret } from '../../src/people/totp.ts';
import { assertHeadAsGet } from '../kit/head.ts';
import { askConsole, operatorSignedIn, testPassword, type Answered } from '../support/console.ts';
import { codeAt } from '../support/totp.ts';
import { openConsoleWorld, type ConsoleWorld } from './console-kit.ts';

suite('signing in', () => {
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

  test('from the set-up link to a full session: the link works once, a second factor is asked for, and its codes too work once', async () => {
    const link = await transaction(world.pool, (tx) => inviteFirstOperator(tx, Date.now()));
    assert.ok(link !== undefined);
    const looked = await post(anonymous, '/welcome/look', { token: link.token });
    assert.deepEqual([looked.status, (looked.body as { kind: string }).kind], [200, 'first']);

    const short = await post(anonymous, '/welcome', {
      ...{ token: link.token, name: 'Asha', email: 'asha@owner.test', password: 'short' },
    });
    assert.equal(short.status, 422, 'a refused password does not use the link up');
    const welcome = {
      token: link.token,
      name: 'Asha',
      email: 'Asha@Owner.test',
      password: testPassword,
    };
    const joined = await post(anonymous, '/welcome', welcome);
    assert.equal(joined.status, 204, JSON.stringify(joined.body));
    const begun = cookieOf(joined);
    assert.equal((await post(anonymous, '/welcome', welcome)).status, 410);
    assert.equal(
      await transaction(world.pool, (tx) => inviteFirstOperator(tx, Date.now())),
      undefined,
    );

    assert.equal(
      (await askConsole(world.address, begun, '/session')).status,
      401,
      'not before a factor',
    );
    assert.equal((await askConsole(world.address, begun, '/people')).status, 401);
    const offer = await post(begun, '/me/totp');
    const { secret, svg } = offer.body as { secret: string; svg: string };
    assert.match(svg, /^<svg/);
    const codeNow = codeAt(secret, Date.now());
    const enrolled = await post(begun, '/me/totp/confirm', { code: codeNow });
    const { recoveryCodes } = enrolled.body as { recoveryCodes: string[] };
    assert.equal(recoveryCodes.length, 10);
    const full = cookieOf(enrolled);
    const session = await askConsole(world.address, full, '/session');
    assert.equal((session.body as { person: { email: string } }).person.email, 'asha@owner.test');
    assert.equal(
      (await askConsole(world.address, begun, '/session')).status,
      401,
      'the old token is void',
    );

    const again = await post(anonymous, '/sign-in', {
      email: 'asha@owner.test',
      password: testPassword,
    });
    assert.equal((again.body as { stage: string }).stage, 'factor');
    const half = cookieOf(again);
    assert.equal((await askConsole(world.address, half, '/session')).status, 401);
    assert.equal(
      (await post(half, '/me/totp')).status,
      401,
      'nobody enrols past a factor that is there',
    );
    assert.equal(
      (await post(half, '/sign-in/code', { code: codeNow })).status,
      403,
      'no code is good twice',
    );
    const next = codeAt(secret, Date.now() + 30_000);
    const done = await post(half, '/sign-in/code', { code: next });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.equal((await askConsole(world.address, cookieOf(done), '/session')).status, 200);

    const third = cookieOf(
      await post(anonymous, '/sign-in', { email: 'asha@owner.test', password: testPassword }),
    );
    const paper = recoveryCodes[3];
    const recovered = await post(third, '/sign-in/recovery', { code: paper?.toUpperCase() });
    assert.equal(recovered.status, 200);
    const fourth = cookieOf(
      await post(anonymous, '/sign-in', { email: 'asha@owner.test', password: testPassword }),
    );
    assert.equal((await post(fourth, '/sign-in/recovery', { code: paper })).status, 403);
  });

  test('an unknown address, a wrong password and a disabled person get one and the same answer, and too many tries another', async () => {
    const operator = await operatorSignedIn(world.pool, 'viewer');
    const disabled = await operatorSignedIn(world.pool, 'viewer');
    await world.pool.query(`update people set status = 'disabled' where person_id = $1`, [
      disabled.personId,
    ]);
    const answers = [];
    for (const [email, password] of [
      ['nobody@people.test', testPassword],
      [operator.email, 'a wrong password of good length'],
      [disabled.email, testPassword],
    ])
      answers.push(await post(anonymous, '/sign-in', { email, password }));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([401]));
    assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1);
    assert.equal(
      (await askConsole(world.address, disabled, '/session')).status,
      401,
      'its session is over too',
    );
    const statuses = [];
    for (let tries = 0; tries < 6; tries += 1)
      statuses.push(
        (await post(anonymous, '/sign-in', { email: 'guess@people.test', password: 'guess' }))
          .status,
      );
    assert.equal(statuses.at(0), 401);
    assert.equal(statuses.at(-1), 429);
  });

  test('ten wrong codes lock the second factor for half an hour, also for the right one', async () => {
    const operator = await operatorSignedIn(world.pool, 'viewer');
    const statuses = await Promise.all(
      Array.from(
        { length: 14 },
        async () => (await post(operator, '/sign-in/recovery', { code: 'wrong' })).body,
      ),
    );
    const locked = statuses.filter((body) => JSON.stringify(body).includes('half an hour'));
    assert.equal(locked.length, 4);
    assert.equal(
      (await askConsole(world.address, operator, '/session')).status,
      200,
      'who is in stays in',
    );
  });

  test('a session ends when it is idle for half an hour, after twelve hours, and when somebody ends it', async () => {
    const { pool, address } = world;
    const owner = await operatorSignedIn(pool, 'owner');
    const move = (who: { sessionId: string }, column: 'seen_at' | 'expires_at', by: string) =>
      pool.query(
        `update person_sessions set ${column} = ${column} - $2::interval where session_id = $1`,
        [...[who.sessionId, by]],
      );
    const [idle, old, ended] = await Promise.all(
      (['viewer', 'viewer', 'viewer'] as const).map((role) => operatorSignedIn(pool, role)),
    );
    assert.ok(idle && old && ended);
    await move(idle, 'seen_at', '29 minutes');
    assert.equal((await askConsole(address, idle, '/session')).status, 200);
    await move(idle, 'seen_at', '31 minutes');
    assert.equal((await askConsole(address, idle, '/session')).status, 401);
    await move(old, 'expires_at', '12 hours');
    assert.equal((await askConsole(address, old, '/session')).status, 401);
    const path = `/people/${ended.personId}/sessions`;
    const listed = await askConsole(address, owner, path);
    assert.equal((listed.body as { rows: unknown[] }).rows.length, 1);
    assert.equal(
      (await askConsole(address, owner, `${path}/${ended.sessionId}`, { method: 'DELETE' })).status,
      204,
    );
    assert.equal((await askConsole(address, ended, '/session')).status, 401);
  });

  test('what asks for it wants a proof of the last five minutes, and a proof renews the cookie', async () => {
    const { pool, address } = world;
    const owner = await operatorSignedIn(pool, 'owner');
    const other = await operatorSignedIn(pool, 'support');
    await pool.query(
      `update person_sessions set proven_at = proven_at - interval '6 minutes' where session_id = $1`,
      [owner.sessionId],
    );
    const change = { method: 'PUT', body: { role: 'viewer' } };
    const path = `/people/${other.personId}/role`;
    const refused = await askConsole(address, owner, path, change);
    assert.deepEqual(
      [refused.status, (refused.body as { error: { code: string } }).error.code],
      [403, 'console.step_up_required'],
    );
    const secret = await enrolApp(world, owner.personId);
    const proof = await post(owner, '/sign-in/code', {
      code: codeAt(secret, Date.now()),
    });
    assert.equal(proof.status, 200, JSON.stringify(proof.body));
    const renewed = cookieOf(proof);
    assert.equal((await askConsole(address, renewed, path, change)).status, 204);
    assert.equal(
      (await askConsole(address, owner, path, change)).status,
      403,
      'the old cookie proves nothing',
    );
    assert.equal(
      (await askConsole(address, owner, '/session')).status,
      200,
      'but answers what was under way',
    );
    const told = await askConsole(address, other, '/session');
    assert.equal((told.body as { person: { role: string } }).person.role, 'viewer', 'at once');
  });

  test('whoever asks for the head of a page alone is told what the page would be', async () => {
    for (const path of ['/console', '/console/payments', '/dashboard', '/dashboard/team'])
      await assertHeadAsGet(world.address + path);
    const answers = await fetch(`${world.address}/console/api/session`, { method: 'HEAD' });
    assert.equal(answers.status, 404, 'what is no page is not one for HEAD');
  });
});

async function enrolApp({ pool, sealer }: ConsoleWorld, personId: string): Promise<string> {
  const secret = newTotpSecret();
  await pool.query('update people set totp_secret = $2 where person_id = $1', [
    ...[personId, sealer.seal(secret, `totp ${personId}`)],
  ]);
  return secret;
}
