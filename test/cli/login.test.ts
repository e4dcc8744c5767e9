/** The e-mail logins of a merchant's programs, as an operator handles them by the command line. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { proveUser } from '../../src/identity/users.ts';
import { newId } from '../../src/kit/ids.ts';
import { createMerchant } from '../../src/merchants/create-merchant.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { cliWith, documentOf, errorOf, type Cli } from './cli-kit.ts';

const merchantId = newId<'merchant'>(Date.now());
let database: TestDatabase;
let pool: Pool;
let cli: Cli;

before(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url, 'test', 2);
  cli = cliWith({ DATABASE_URL: database.url });
  await createMerchant(pool, {
    ...{ merchantId, name: 'Ravi Books', environment: 'sandbox', actor: 'test' },
    nowMs: Date.now(),
  });
});
after(async () => {
  await pool.end();
  await database.drop();
});

const say = async (...words: string[]) => documentOf(await cli('login', ...words, '--json'));
const typing = (input: string) => cliWith({ DATABASE_URL: database.url }, input);

async function roleOf(email: string, password: unknown): Promise<string | undefined> {
  return (await proveUser(pool, { email, password: String(password) }))?.role;
}

test('a login is made, may only read unless told otherwise, and its password is shown this once', async () => {
  const { password, ...made } = await say('create', merchantId, '--email', 'Reads@Ravi.test');
  assert.deepEqual(made, {
    ...{ merchantId, email: 'reads@ravi.test', role: 'reader', status: 'active' },
  });
  assert.match(String(password), /^[0-9A-Za-z]{43}$/);
  assert.equal(await roleOf('reads@ravi.test', password), 'reader');
  const { stdout } = await cli(
    'login',
    'create',
    merchantId,
    '--email',
    'pays@ravi.test',
    '--role',
    'payer',
  );
  assert.match(stdout, /role +payer\n[\s\S]*The password is shown this once/);
  const list = await cli('login', 'list', merchantId);
  assert.match(
    list.stdout,
    /reads@ravi\.test +reader +active[\s\S]*pays@ravi\.test +payer +active/,
  );
  assert.ok(!list.stdout.includes(String(password)));
});

test('a password is changed to one that is made up or comes by the input, and never by the command line', async () => {
  const { password: first } = await say('create', merchantId, '--email', 'a@ravi.test');
  const { password: second, ...rest } = await say('password', 'A@ravi.test');
  assert.deepEqual(rest, { merchantId, email: 'a@ravi.test', role: 'reader', status: 'active' });
  assert.equal(await roleOf('a@ravi.test', first), undefined);
  assert.equal(await roleOf('a@ravi.test', second), 'reader');
  const words = ['login', 'password', 'a@ravi.test', '--password-stdin', '--json'];
  const given = documentOf(await typing('a horse of my own\nmore\n')(...words));
  assert.deepEqual(given, rest, 'who brought it knows it');
  assert.equal(await roleOf('a@ravi.test', 'a horse of my own'), 'reader');
  for (const [input, code] of [
    ['', 2],
    ['short\n', 4],
  ] as const)
    assert.equal((await typing(input)(...words)).code, code, input);
  assert.equal((await cli('login', 'password', 'a@ravi.test', 'x'.repeat(20))).code, 2);
  assert.equal(await roleOf('a@ravi.test', 'a horse of my own'), 'reader');
});

test('a login is disabled and enabled again, and the audit says who did it', async () => {
  const { password } = await say('create', merchantId, '--email', 'b@ravi.test');
  assert.equal((await say('disable', 'b@ravi.test'))['status'], 'disabled');
  assert.equal(await roleOf('b@ravi.test', password), undefined);
  assert.equal((await say('enable', 'b@ravi.test'))['status'], 'active');
  assert.equal(await roleOf('b@ravi.test', password), 'reader');
  const audit = documentOf(await cli('audit', 'list', '--merchant', merchantId, '--json'));
  const [last, before_] = audit['events'] as { action: string; actor: string }[];
  assert.deepEqual(
    [last?.action, last?.actor, before_?.action],
    ['user.enabled', 'cli', 'user.disabled'],
  );
});

test('what is not there, taken or misspelled is refused with the exit code that says so', async () => {
  await say('create', merchantId, '--email', 'taken@ravi.test');
  const refused = async (...words: string[]) => {
    const ran = await cli('login', ...words, '--json');
    return [ran.code, errorOf(ran).code];
  };
  assert.deepEqual(await refused('list', '999999'), [4, 'not_found']);
  for (const verb of ['password', 'disable', 'enable'])
    assert.deepEqual(await refused(verb, 'nobody@ravi.test'), [4, 'not_found'], verb);
  const create = (...words: string[]) => refused('create', merchantId, ...words);
  assert.deepEqual(await create('--email', 'TAKEN@ravi.test'), [4, 'request.invalid_fields']);
  assert.deepEqual(await create('--email', 'x'), [4, 'request.invalid_fields']);
  assert.deepEqual(await create('--email', 'c@ravi.test', '--role', 'owner'), [2, 'usage']);
  assert.deepEqual(await create(), [2, 'usage']);
  const help = await cli('login', 'create', '--help');
  assert.deepEqual([help.code, /--password-stdin/.test(help.stdout)], [0, true]);
});
