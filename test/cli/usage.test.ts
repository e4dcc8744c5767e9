import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { bareEnvironment } from '../kit/environment.ts';
import { cliWith, documentOf, errorOf, type Cli, type Ran } from './cli-kit.ts';

let database: TestDatabase;
let cli: Cli;

before(async () => {
  database = await createTestDatabase();
  cli = cliWith({ DATABASE_URL: database.url });
});
after(() => database.drop());

/** One sentence, no stack. */
function assertSentence({ stderr }: Ran, pattern: RegExp): void {
  assert.match(stderr, pattern);
  assert.match(stderr, /^hundi: [^\n]+\n$/);
}

test('help is printed for the program, a group and a command, and ends with 0', async () => {
  for (const words of [
    ['--help'],
    ['merchant', '--help'],
    ['merchant', 'create', '--help'],
    ['bank', 'rules', 'add', '--help'],
    ['doctor', '--help'],
    ['help'],
    ['help', 'payout'],
  ]) {
    const { code, stdout, stderr } = await cli(...words);
    assert.equal(code, 0, words.join(' '));
    assert.match(stdout, /^Usage: hundi/);
    assert.equal(stderr, '');
  }
});

test('the version is that of the package', async () => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  const ran = await cli('--version');
  assert.deepEqual([ran.code, ran.stdout, ran.stderr], [0, `${version}\n`, '']);
});

test('wrong usage ends with 2 and one sentence that says what is wrong', async () => {
  for (const [words, pattern] of [
    [['bogus'], /bogus/],
    [['merchant', 'bogus'], /bogus/],
    [['merchant', 'show'], /merchant/],
    [['merchant', 'show', '1', '2'], /too many arguments.* got 2\.\n$/i],
    [['merchant', 'create'], /--name/],
    [['merchant', 'create', '--name', ' '], /--name/],
    [['merchant', 'create', '--name', 'Uma', '--fund', 'INR=0'], /above zero/],
    [['user', 'create', '--name', 'Uma', '--fund', 'KES=5,INR=0.00'], /above zero/],
    [['report', '1001', '--from', '2026-01-01', '--to', '2026-01-01', '--out', ''], /--out/],
    [['merchant', 'list', '--colour'], /--colour/],
    [['payout', 'list', '1001', '--status', 'paid'], /queued, processing/],
    [['payout', 'list', '1001', '--from', 'yesterday'], /yesterday/],
    [['payout', 'list', '1001', '--from', '2026-02-31'], /2026-02-31/],
    [['payout', 'list', '1001', '--page', '0'], /--page/],
    [['webhook', 'show', 'x'], /evt_/],
    [['webhook', 'replay'], /--since/],
    [['case', 'close', 'x'], /--note/],
  ] as const) {
    const ran = await cli(...words);
    assert.equal(ran.code, 2, words.join(' '));
    assertSentence(ran, pattern);
    assert.equal(ran.stdout, '');
  }
});

test('with --json an error is one object on stderr and stdout stays empty', async () => {
  const unknown = await cli('merchant', 'show', '4711', '--json');
  assert.equal(unknown.code, 4);
  assert.deepEqual(errorOf(unknown), {
    code: 'not_found',
    message: 'There is no merchant "4711".',
  });
  const usage = await cli('merchant', 'show', '--json');
  assert.equal(usage.code, 2);
  assert.equal(errorOf(usage).code, 'usage');
  assert.equal(unknown.stdout + usage.stdout, '');
});

test('what does not exist ends with 4', async () => {
  const id = '01890000-0000-7000-8000-000000000000';
  for (const words of [
    ['merchant', 'show', id],
    ['merchant', 'disable', id],
    ['merchant', 'show', "x' or true"],
    ['payout', 'show', 'TX0'],
    ['find', 'TX0'],
    ['find', id],
    ['payout', 'show', id],
    ['webhook', 'show', `evt_${id}`],
    ['webhook', 'replay', `evt_${id}`],
    ['case', 'close', id, '--note', 'done'],
    ['credentials', 'rotate', '4711'],
  ])
    assert.equal((await cli(...words)).code, 4, words.join(' '));
});

test('--json prints exactly one object, never a bare list, for every command that reads', async () => {
  const { merchantId } = documentOf(await cli('merchant', 'create', '--name', 'Uma', '--json'));
  const uma = String(merchantId);
  for (const words of [
    ...[
      ['merchant', 'list'],
      ['merchant', 'show', uma],
      ['merchant', 'checklist', uma],
    ],
    ...[
      ['user', 'list'],
      ['wallet', 'list', uma],
      ['marketplace', 'list'],
      ['approval', 'list', uma],
    ],
    ...[
      ['operator', 'list'],
      ['operator', 'invitations', 'list'],
      ['team', 'list', uma],
    ],
    ...[
      ['team', 'invitations', 'list', uma],
      ['login', 'list', uma],
      ['switch', 'list'],
    ],
    ...[
      ['audit', 'list'],
      ['audit', 'verify'],
      ['audit', 'list', '--merchant', uma],
    ],
    ...[
      ['payout', 'list', uma],
      ['order', 'list', uma],
      ['payin', 'list', uma],
    ],
    ...[
      ['settlement', 'list'],
      ['case', 'list'],
      ['webhook', 'list', uma],
    ],
    ...[['ledger', 'verify'], ['ledger', 'balances'], ['doctor']],
  ]) {
    const ran = await cli(...words, '--json');
    assert.ok(ran.code <= 1, `${words.join(' ')}: ${ran.stderr}`);
    assert.match(ran.stdout, /^\{"[^\n]*\}\n$/, words.join(' '));
    assert.equal(ran.stderr, '');
  }
});

test('a database that cannot be reached ends with 3', async () => {
  for (const [env, pattern] of [
    [{}, /npm start/],
    [{ DATABASE_URL: 'postgresql://x@127.0.0.1:1/x' }, /cannot be reached/],
    [{ DATABASE_URL: database.url.replace('hundi_test_', 'no_') }, /a database that is not there/],
    [
      { DATABASE_URL: database.url.replace('hundi@', 'nobody@') },
      /not let this user in|user or password|no Hundi/,
    ],
  ] as const) {
    const ran = await cliWith(env)('merchant', 'list');
    assert.equal(ran.code, 3);
    assertSentence(ran, pattern);
  }
});

test('a database of a newer or an older version is neither read nor written, and ends with 3', async () => {
  const owner = new Client({ connectionString: database.url });
  await owner.connect();
  const merchants = async () => (await owner.query('select 1 from merchants')).rowCount;
  const count = await merchants();
  for (const [change, undo, pattern, currency] of [
    [
      `insert into schema_migrations values ('9999_later.sql')`,
      'delete',
      /newer .*9999_later/,
      'KES',
    ],
    [
      `delete from schema_migrations where name like '0035%'`,
      'insert',
      /older .*0035_\w+\.sql is/,
      'USD',
    ],
  ] as const) {
    const { rows } = await owner.query<{ name: string }>(`${change} returning name`);
    for (const words of [
      ['merchant', 'create', '--name', 'Uma'],
      ['ledger', 'verify'],
    ]) {
      const ran = await cli(...words);
      assert.equal(ran.code, 3, words.join(' '));
      assertSentence(ran, pattern);
    }
    // What stops things works beside another version, and on a backup of an older one.
    for (const words of ['payout pause', `switch off currency ${currency}`])
      assert.equal((await cli(...words.split(' '), '--reason', 'restored')).code, 0, words);
    assert.equal((await cli('merchant', 'disable', '1001')).code, 0);
    await owner.query(
      undo === 'delete'
        ? 'delete from schema_migrations where name = $1'
        : 'insert into schema_migrations (name) values ($1)',
      [rows[0]?.name],
    );
  }
  assert.equal(await merchants(), count);
  await owner.end();
});

test('wrong settings are named and end with 2', async () => {
  const ran = await cliWith({ DATABASE_URL: 'mysql://x', HUNDI_ENV: 'prod' })('merchant', 'list');
  assert.equal(ran.code, 2);
  assertSentence(ran, /HUNDI_ENV is "prod".*DATABASE_URL/);
});

const fullDisk = '/dev/full';
const hasFullDisk = statSync(fullDisk, { throwIfNoEntry: false })?.isCharacterDevice() === true;

test('an answer that a full disk did not take is no success', { skip: !hasFullDisk }, () => {
  const full = openSync(fullDisk, 'r+');
  const program = path.join(import.meta.dirname, '../../src/cli/main.ts');
  const ran = spawnSync(process.execPath, [program, '--help'], {
    ...{ env: { ...bareEnvironment }, stdio: ['ignore', full, 'pipe'], encoding: 'utf8' },
  });
  closeSync(full);
  assert.equal(ran.status, 5);
  assert.match(ran.stderr, /^hundi: The answer could not be written: [^\n]+\n$/);
});
