/** Guessing a password: what a stranger can and cannot do to a name, counted over two processes. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { RateLimits } from '../../src/identity/rate-limits.ts';
import { DomainError } from '../../src/kit/errors.ts';
import { pruneSignInFailures } from '../../src/people/password-attempts.ts';
import { signIn } from '../../src/people/sign-in.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { operatorSignedIn, testPassword } from '../support/console.ts';

const wrong = 'a wrong password of good length';
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

interface Try {
  readonly email: string;
  readonly password?: string;
  /** Default: one that nobody has ever come from. */
  readonly address?: string;
  readonly nowMs?: number;
}

suite('wrong passwords', () => {
  let database: TestDatabase;
  let pool: Pool;
  const processes: { pool: Pool; rateLimits: RateLimits }[] = [];
  before(async () => {
    database = await createTestDatabase();
    for (let nth = 0; nth < 2; nth += 1) {
      const one = openPool(database.url, 'test', 8);
      processes.push({ pool: one, rateLimits: new RateLimits(one) });
    }
    const [first] = processes;
    assert.ok(first);
    pool = first.pool;
  });
  after(async () => {
    for (const process of processes) await process.pool.end();
    await database.drop();
  });

  let tries = 0;
  /** What is answered: `let in`, `refused`, or how many seconds to wait. By both processes in turns. */
  const attempt = async (given: Try): Promise<string | number> => {
    tries += 1;
    const process = processes[tries % 2];
    assert.ok(process);
    const address = `198.51.${String(tries >> 8)}.${String(tries & 255)}`;
    const at = { address, password: wrong, nowMs: Date.now(), ...given };
    try {
      await signIn(process, { audience: 'operator', browser: 'test', ...at });
      return 'let in';
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return error.code === 'login.refused' ? 'refused' : (error.details.retryAfterSeconds ?? -1);
    }
  };
  const inARow = async (count: number, given: Try) => {
    const answers = [];
    for (let nth = 0; nth < count; nth += 1) answers.push(await attempt(given));
    return answers;
  };
  /** Limits per minute are another matter, and these tests are quicker than a minute. */
  const forgetMinutes = () => pool.query('delete from call_counts');

  test('after five in a row the next one waits, the right one as well, wherever it comes from; not where the person is known', async () => {
    const { email, personId } = await operatorSignedIn(pool);
    const nowMs = Date.now();
    assert.deepEqual(await inARow(6, { email, nowMs }), [...Array<string>(5).fill('refused'), 60]);
    assert.equal(await attempt({ email, nowMs: nowMs + 20_000, password: testPassword }), 40);
    const known = { email, password: testPassword, address: '127.0.0.1', nowMs };
    assert.equal(await attempt(known), 'let in', 'a stranger keeps nobody out at the usual place');
    assert.equal(await attempt({ email, nowMs: nowMs + 30_000 }), 30, 'nor does that help him');
    await forgetMinutes();
    await inARow(5, { ...known, password: wrong });
    await forgetMinutes();
    assert.equal(await attempt(known), 60, 'a known place has as many, of its own');
    const { rows } = await pool.query<{ merchant_id: string; known: string }>(
      `select merchant_id, details->>'isKnownPlace' as known from audit_events
       where action = 'person.sign_in_slowed' and details->>'personId' = $1 order by event_no`,
      [personId],
    );
    assert.deepEqual(
      rows.map((row) => row.known),
      ['false', 'true'],
      'each wait is told once, however many ask meanwhile',
    );
  });

  test('each wrong one after a wait doubles it, up to a quarter of an hour; a right one, and a day, end it', async () => {
    await forgetMinutes();
    const { email } = await operatorSignedIn(pool);
    let nowMs = Date.now();
    await inARow(4, { email, nowMs });
    const waits: (string | number)[] = [];
    for (let nth = 0; nth < 7; nth += 1) {
      await forgetMinutes();
      assert.equal(await attempt({ email, nowMs }), 'refused');
      const wait = await attempt({ email, nowMs });
      waits.push(wait);
      nowMs += Number(wait) * 1_000;
    }
    assert.deepEqual(waits, [60, 120, 240, 480, 900, 900, 900]);
    await forgetMinutes();
    assert.equal(await attempt({ email, nowMs, password: testPassword }), 'let in');
    assert.deepEqual(await inARow(5, { email, nowMs }), Array<string>(5).fill('refused'));
    nowMs += dayMs + minuteMs;
    await forgetMinutes();
    assert.deepEqual(await inARow(2, { email, nowMs }), ['refused', 'refused'], 'counted anew');
  });

  test('thirty at the same moment are no more than five', async () => {
    await forgetMinutes();
    const { email } = await operatorSignedIn(pool);
    const answers = await Promise.all(Array.from({ length: 30 }, () => attempt({ email })));
    assert.equal(answers.filter((answer) => answer === 'refused').length, 5);
  });

  test('a name that nobody has answers as one that somebody has', async () => {
    await forgetMinutes();
    const { email } = await operatorSignedIn(pool);
    const nowMs = Date.now();
    assert.deepEqual(
      await inARow(7, { email: 'nobody@people.test', nowMs }),
      await inARow(7, { email, nowMs }),
    );
  });

  test('what was wrong a day ago is cleared away, and nothing of today', async () => {
    await pool.query('delete from sign_in_failures');
    await forgetMinutes();
    const nowMs = Date.now();
    await attempt({ email: 'old@people.test', nowMs: nowMs - dayMs - minuteMs });
    await attempt({ email: 'new@people.test', nowMs });
    await pruneSignInFailures(pool, new Date(nowMs));
    const { rows } = await pool.query<{ left: number }>(
      'select count(*)::integer as left from sign_in_failures',
    );
    assert.equal(rows[0]?.left, 1);
  });
});
