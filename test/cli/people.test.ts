/** Who may sign in, and the audit, as an operator handles them by the command line. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from 'pg';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { newId } from '../../src/kit/ids.ts';
import { createMerchant } from '../../src/merchants/create-merchant.ts';
import { acceptInvitation } from '../../src/people/accept-invitation.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { testPassword } from '../support/console.ts';
import { cliWith, documentOf, errorOf, type Cli } from './cli-kit.ts';

let database: TestDatabase;
let pool: Pool;
let cli: Cli;

before(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url, 'test', 2);
  cli = cliWith({ DATABASE_URL: database.url });
});
after(async () => {
  await pool.end();
  await database.drop();
});

const say = async (...words: string[]) => documentOf(await cli(...words, '--json'));

function join(link: unknown) {
  return acceptInvitation(pool, {
    ...{ token: String(link).split('#')[1] ?? '', name: 'Asha', email: '', password: testPassword },
    ...{ address: '127.0.0.1', browser: 'test', nowMs: Date.now() },
  });
}

test('operators are invited, listed, disabled and reset; the last owner stays', async () => {
  const made = await say('operator', 'invite', '--email', 'asha@hundi.test', '--role', 'owner');
  assert.match(String(made['link']), /^http:\/\/localhost:8080\/console\/welcome#\S{60,}$/);
  await join(made['link']);
  const taken = await cli(
    'operator',
    'invite',
    '--email',
    'ASHA@hundi.test',
    '--role',
    'viewer',
    '--json',
  );
  assert.deepEqual([taken.code, errorOf(taken).code], [4, 'request.invalid_fields']);
  const last = await cli('operator', 'disable', 'asha@hundi.test', '--json');
  assert.deepEqual([last.code, errorOf(last).code], [4, 'console.conflict']);
  const reset = await say('operator', 'reset-factors', 'asha@hundi.test');
  assert.match((await cli('operator', 'list')).stdout, /asha@hundi\.test .*reset, link not used/);
  await join(reset['link']);
  assert.match((await cli('operator', 'list')).stdout, /asha@hundi\.test .*none/);
  assert.equal(
    (await cli('operator', 'invite', '--email', 'x@hundi.test', '--role', 'payer')).code,
    2,
  );
  assert.equal((await cli('operator', 'disable', 'nobody@hundi.test')).code, 4);
});

test('a link that is out is listed and taken back, after which it lets nobody in', async () => {
  const invite = async (email: string, ...more: string[]) =>
    (await say(...more, '--email', email, '--role', 'viewer'))['link'];
  const [kept, lost] = [
    await invite('kept@hundi.test', 'operator', 'invite'),
    await invite('lost@hundi.test', 'operator', 'invite'),
  ];
  const listed = async (...words: string[]) =>
    (await say(...words, 'invitations', 'list'))['invitations'] as { id: string; email: string }[];
  const open = await listed('operator');
  assert.deepEqual(open.map(({ email }) => email).sort(), ['kept@hundi.test', 'lost@hundi.test']);
  assert.match(
    (await cli('operator', 'invitations', 'list')).stdout,
    /[0-9a-f]{12} +invite +lost@hundi\.test +viewer +cli/,
  );
  const id = open.find(({ email }) => email === 'lost@hundi.test')?.id ?? '';
  const voided = await say('operator', 'invitations', 'void', id);
  assert.deepEqual(
    (voided['invitations'] as { email: string }[]).map(({ email }) => email),
    ['lost@hundi.test'],
  );
  await assert.rejects(join(lost), { code: 'console.used_up' });
  await join(kept);
  assert.deepEqual(await listed('operator'), []);
  const events = async () => (await say('audit', 'list'))['events'] as { action: string }[];
  const [last] = await events();
  const again = await cli('operator', 'invitations', 'void', id, '--json');
  assert.deepEqual([again.code, errorOf(again).code], [4, 'not_found']);
  assert.equal(last?.action, 'person.joined');
  assert.ok((await events()).some(({ action }) => action === 'person.invitation_voided'));
});

test('the links of a merchant are those of its team, and one address names all of its own', async () => {
  const made = await say('merchant', 'create', '--name', 'Kala Arts');
  const merchantId = String(made['merchantId']);
  const words = ['team', 'invite', merchantId, '--email', 'k@team.test', '--role', 'reader'];
  const links = [(await say(...words))['link'], (await say(...words))['link']];
  const wrong = await cli('operator', 'invitations', 'void', 'k@team.test');
  assert.equal(wrong.code, 4, 'they are not of the operators');
  await say('team', 'invitations', 'void', merchantId, 'K@team.test');
  for (const link of links) await assert.rejects(join(link), { code: 'console.used_up' });
  const left = await say('team', 'invitations', 'list', merchantId);
  assert.deepEqual(left['invitations'], []);
});

test('a team is invited by its merchant, and the audit of both is listed and found whole until somebody changes it', async () => {
  const nowMs = Date.now();
  const merchantId = newId<'merchant'>(nowMs);
  const facts = {
    merchantId,
    name: 'Ravi Books',
    environment: 'sandbox',
    actor: 'test',
    nowMs,
  } as const;
  await createMerchant(pool, facts);
  const made = await say(
    'team',
    'invite',
    merchantId,
    '--email',
    'ravi@team.test',
    '--role',
    'admin',
  );
  assert.match(String(made['link']), /\/dashboard\/welcome#/);
  await join(made['link']);
  assert.match(
    (await cli('team', 'list', merchantId)).stdout,
    /ravi@team\.test +Asha +admin +active/,
  );
  const lines = (await say('audit', 'list', '--merchant', merchantId))['events'] as {
    action: string;
    eventNo: string;
    hash: string;
  }[];
  assert.deepEqual(
    lines.map(({ action }) => action),
    ['person.joined', 'person.invited', 'merchant.created'],
  );
  const shown = (await cli('audit', 'list', '--merchant', merchantId)).stdout;
  assert.match(shown, /Asha +person\.joined/, 'by name: no list for people says whose an id is');
  const head = `${lines[0]?.eventNo ?? ''}:${lines[0]?.hash ?? ''}`;
  assert.equal((await cli('audit', 'verify')).code, 0);
  const stillThere = ['audit', 'verify', '--merchant', merchantId, '--head', head];
  assert.equal((await cli(...stillThere)).code, 0);

  const owner = new Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(
    `update audit_events set actor = 'nobody' where merchant_id = $1 and event_no = 2`,
    [merchantId],
  );
  const broken = await cli('audit', 'verify');
  assert.equal(broken.code, 1);
  assert.match(broken.stdout, /2 changed/);
  const ledToIt = await cli(...stillThere);
  assert.equal(ledToIt.code, 1, 'the head is there, what it stands for was changed');
  assert.match(ledToIt.stdout, /still there[^]*2 changed/);
  await owner.query(
    `update audit_events set hash = sha256('anew') where merchant_id = $1 and event_no = 3`,
    [merchantId],
  );
  await owner.end();
  assert.equal((await cli(...stillThere)).code, 1, 'a chain that was made anew has another head');
});
