/** What `hundi doctor` says of a deployment that runs and is not right: a finding each, with what to do. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { cliWith, documentOf, errorOf } from './cli-kit.ts';

let database: TestDatabase;
let owner: pg.Client;

before(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});
after(async () => {
  await owner.end();
  await database.drop();
});

interface Finding {
  readonly check: string;
  readonly result: string;
  readonly sentence: string;
}

/** The exit code, and what is found of one check, a line each. */
async function found(
  check: string,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly [number, ...string[]]> {
  const ran = await cliWith({ DATABASE_URL: database.url, ...env })('doctor', '--json');
  const { findings } = documentOf(ran) as unknown as { findings: Finding[] };
  const lines = findings.filter((finding) => finding.check === check);
  return [ran.code, ...lines.map(({ result, sentence }) => `${result}: ${sentence}`)];
}

test('a database of the other environment is an error that names both', async () => {
  const unclaimed = await found('environment');
  assert.equal(unclaimed[0], 0);
  assert.match(unclaimed[1] ?? '', /^ok: .*the first `npm start` gives it to sandbox/);
  await owner.query(`insert into deployment_values (name, value) values ('environment', 'live')`);
  const [code, line] = await found('environment');
  assert.equal(code, 1);
  assert.equal(
    line,
    'fail: The database belongs to live and HUNDI_ENV says sandbox: set HUNDI_ENV=live, or DATABASE_URL to the database for sandbox.',
  );
  await owner.query(`update deployment_values set value = 'sandbox' where name = 'environment'`);
  assert.deepEqual(await found('environment'), [0, 'ok: The database belongs to sandbox.']);
});

test('a sealing key that is not in the settings any more is an error, and a command that needs it says so', async () => {
  const cli = cliWith({ DATABASE_URL: database.url });
  const made = documentOf(
    await cli('merchant', 'create', '--name', 'Uma', '--webhook', 'http://127.0.0.1:9/', '--json'),
  );
  assert.deepEqual(await found('sealing keys'), [0, 'ok: They open every stored secret.']);
  const others = { HUNDI_TOKEN_KEYS: 't'.repeat(32), HUNDI_SEALING_KEYS: 's'.repeat(32) };
  const [code, line] = await found('sealing keys', others);
  assert.equal(code, 1);
  const missing = /the key [0-9a-f]{8}, .*is not in HUNDI_SEALING_KEYS: put it back behind/i;
  assert.match(line ?? '', missing);
  assert.match(line ?? '', /^fail: 2 stored secrets/);
  const rotate = ['merchant', 'webhook', String(made['merchantId']), '--rotate', '--json'];
  const ran = await cliWith({ DATABASE_URL: database.url, ...others })(...rotate);
  assert.equal(ran.code, 2);
  assert.match(errorOf(ran).message, missing);
});

test('what is switched off is a warning that says why and how it ends, and none when it is on again', async () => {
  const cli = cliWith({ DATABASE_URL: database.url });
  assert.deepEqual(await found('switches'), [0, 'ok: Nothing is switched off.']);
  await cli('switch', 'off', 'provider', 'sandbox-upi', '--reason', 'the bank is down');
  const [code, line] = await found('switches');
  assert.equal(code, 0);
  assert.match(
    line ?? '',
    /^warn: Off: provider sandbox-upi \(the bank is down, since \d{4}-.*Z\)\. `hundi switch on <kind> <name>`/,
  );
  await cli('switch', 'on', 'provider', 'sandbox-upi', '--reason', 'it is back');
  assert.deepEqual(await found('switches'), [0, 'ok: Nothing is switched off.']);
});

test('what comes to nothing whatever is tried is an error that names it, until it is settled', async () => {
  assert.deepEqual(await found('promises'), [0, 'ok: None is parked.']);
  const payoutId = '019a0000-0000-7000-8000-000000000001';
  const insert = (id: string, topic: string, unsettled: number) =>
    owner.query(
      `insert into outbox (merchant_id, outbox_id, topic, subject_id, subject_version, target, state, due_at, claims,
         unsettled, created_at, updated_at)
       values ($1, $1, $2, $1, 1, '', 'due', now(), 9, $3, '2026-01-15T09:30:00Z', now())`,
      [id, topic, unsettled],
    );
  await insert(payoutId, 'payout', 5);
  await insert('019a0000-0000-7000-8000-000000000002', 'payin', 4);
  const [code, line] = await found('promises');
  assert.equal(code, 1);
  assert.match(
    line ?? '',
    new RegExp(
      `^fail: 1 came to nothing .*2026-01-15T09:30:00.000Z: payout ${payoutId}\\. The log`,
    ),
  );
  await owner.query('update outbox set unsettled = 0');
  assert.deepEqual(await found('promises'), [0, 'ok: None is parked.']);
});

test('a bank, an acquirer and an M-Pesa of the settings that do not answer are errors', async (t) => {
  const gone = 'http://127.0.0.1:1';
  const env = {
    ...{ HUNDI_BANK_URL: gone, HUNDI_BANK_API_KEY: 'key', HUNDI_BANK_CALLBACK_SECRET: 'secret' },
    ...{ HUNDI_CARDS_URL: gone, HUNDI_CARDS_API_KEY: 'key', HUNDI_CARDS_CALLBACK_SECRET: 'no' },
    ...safaricomAt(t, gone),
  };
  for (const [check, setting] of [
    ['bank', 'HUNDI_BANK_URL'],
    ['card acquirer', 'HUNDI_CARDS_URL'],
    ['M-Pesa', 'HUNDI_MPESA_URL'],
  ] as const) {
    const [code, line] = await found(check, env);
    assert.equal(code, 1);
    assert.match(line ?? '', new RegExp(`^fail: ${gone} .*does not answer .*${setting}`));
  }
});

test('a bank that refuses our key is an error, and one that answers is none', async (t) => {
  const asked: string[] = [];
  const bank = createServer(({ url, headers: { authorization } }, response) => {
    asked.push(`${url ?? ''} ${authorization ?? ''}`);
    response.writeHead(authorization === 'Bearer right' ? 200 : 401).end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => bank.once('listening', resolve));
  t.after(() => bank.close());
  const { port } = bank.address() as { port: number };
  const env = {
    HUNDI_BANK_URL: `http://127.0.0.1:${String(port)}`,
    ...{ HUNDI_BANK_API_KEY: 'wrong', HUNDI_BANK_CALLBACK_SECRET: 'secret' },
  };
  const [code, line] = await found('bank', env);
  assert.equal(code, 1);
  assert.match(line ?? '', /^fail: .* refuses our key \(401\): check HUNDI_BANK_API_KEY\./);
  const right = await found('bank', { ...env, HUNDI_BANK_API_KEY: 'right' });
  assert.deepEqual(right, [0, `ok: Answers on ${env.HUNDI_BANK_URL}.`]);
  assert.deepEqual(asked, ['/v1/balance Bearer wrong', '/v1/balance Bearer right']);
});

test('a clock that is not that of the bank is found, though the database agrees with it', async (t) => {
  let aheadMs = 0;
  const bank = createServer((_, response) => {
    const date = new Date(Date.now() - aheadMs).toUTCString();
    response.writeHead(200, { date }).end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => bank.once('listening', resolve));
  t.after(() => bank.close());
  const { port } = bank.address() as { port: number };
  const env = {
    HUNDI_BANK_URL: `http://127.0.0.1:${String(port)}`,
    ...{ HUNDI_BANK_API_KEY: 'key', HUNDI_BANK_CALLBACK_SECRET: 'secret' },
  };
  for (const [ahead, code, ...more] of [
    [0, 0],
    [-90_000, 0, /^warn: .* [89]\d s behind that of http:\/\/127\.0\.0\.1:\d+: run NTP\.$/],
    [3_600_000, 1, /^fail: .* 36\d\d s ahead of that of /],
  ] as const) {
    aheadMs = ahead;
    const [ended, database_, ...lines] = await found('clock', env);
    assert.equal(ended, code);
    assert.match(database_ ?? '', /^ok: This machine and the database agree/);
    assert.equal(lines.length, more.length);
    for (const [n, pattern] of more.entries()) assert.match(lines[n] ?? '', pattern);
  }
});

test('a name that is no setting is a warning with the name that was meant', async () => {
  const [code, ...lines] = await found('settings', { HUNDI_ENVIROMENT: 'live' });
  assert.equal(code, 0);
  assert.ok(
    lines.includes('warn: HUNDI_ENVIROMENT is not a setting; did you mean HUNDI_ENV?'),
    lines.join('\n'),
  );
});

test('tables that the program may not write to are an error, and so is an empty database', async () => {
  await owner.query('revoke insert on payouts from hundi_app');
  const [code, line] = await found('grants');
  assert.equal(code, 1);
  assert.match(line ?? '', /^fail: hundi_app may not insert payouts: .*db\/schema\.sql/);
  await owner.query('grant insert on payouts to hundi_app');
  assert.equal((await found('grants'))[0], 0);
  await owner.query('drop schema public cascade; create schema public');
  const [empty, said] = await found('grants');
  assert.equal(empty, 1);
  assert.match(said ?? '', /^fail: .*no tables yet.*`npm start`/);
});

function safaricomAt(t: TestContext, url: string): Readonly<Record<string, string>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hundi-certificate-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const HUNDI_MPESA_CERTIFICATE = path.join(folder, 'certificate.pem');
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(HUNDI_MPESA_CERTIFICATE, publicKey.export({ type: 'spki', format: 'pem' }));
  const names = ['CONSUMER_KEY', 'CONSUMER_SECRET', 'SHORTCODE', 'PASSKEY', 'INITIATOR_NAME'];
  const more = ['INITIATOR_PASSWORD', 'CALLBACK_SECRET'];
  return {
    HUNDI_MPESA_URL: url,
    HUNDI_MPESA_CERTIFICATE,
    ...Object.fromEntries(
      [...names, ...more].map((name) => [`HUNDI_MPESA_${name}`, 'm'.repeat(32)]),
    ),
  };
}

test('a full disk is an error that names the folder, also where the database is kept outside the data folder', async (t) => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hundi-doctor-'));
  t.after(() => {
    rmSync(dataDir, { recursive: true });
  });
  const own = { DATABASE_URL: '', HUNDI_DATA_DIR: dataDir };
  const [, before_] = await found('disk', own);
  assert.match(before_ ?? '', new RegExp(`^(ok|warn): \\d+\\.\\d GB are free in ${dataDir}\\.$`));
  // Linux has no room in it for anybody's files.
  if (process.platform !== 'linux') return;
  writeFileSync(path.join(dataDir, 'postgres.location'), '/proc\n');
  const [code, said] = await found('disk', own);
  assert.equal(code, 1);
  assert.match(said ?? '', /^fail: Only 0 MB are free in \/proc\. Make room: below 16 MB /);
});
