import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { writeRuntimeFile } from '../../src/kit/runtime-file.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { cliWith, documentOf, type Cli } from './cli-kit.ts';

let database: TestDatabase;
let owner: pg.Client;
let cli: Cli;
let merchantId: string;

before(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  cli = cliWith({ DATABASE_URL: database.url });
  const ran = await cli('merchant', 'create', '--name', 'Jaya', '--fund', 'INR=250.00', '--json');
  merchantId = documentOf(ran)['merchantId'] as string;
});
after(async () => {
  await owner.end();
  await database.drop();
});

interface Verified {
  ok: boolean;
  checked: { merchants: number };
  breaks: { merchantId: string; proof: string; what: string }[];
}

test('verify says that all is well, and ends with 1 when somebody has touched the books', async () => {
  const well = await cli('ledger', 'verify', '--json');
  const { ok, checked, breaks } = documentOf(well) as unknown as Verified;
  assert.deepEqual([well.code, ok, checked.merchants, breaks], [0, true, 1, []]);

  await owner.query(
    `update accounts set posted_minor = posted_minor + 1 where merchant_id = $1 and ruled`,
    [merchantId],
  );
  const broken = await cli('ledger', 'verify', '--json');
  const found = documentOf(broken) as unknown as Verified;
  assert.equal(broken.code, 1);
  assert.equal(found.ok, false);
  assert.ok(found.breaks.length > 0);
  assert.equal(found.breaks[0]?.merchantId, merchantId);
  const human = await cli('ledger', 'verify');
  assert.equal(human.code, 1);
  assert.match(human.stdout, /BROKEN in \d+ places/);
  assert.ok(human.stdout.includes(merchantId));
  assert.match(human.stdout, /Stop paying out \(`hundi payout pause/);
  await owner.query(
    `update accounts set posted_minor = posted_minor - 1 where merchant_id = $1 and ruled`,
    [merchantId],
  );
  assert.equal((await cli('ledger', 'verify')).code, 0);
});

test('balances add up to zero, of one merchant and of all', async () => {
  for (const words of [[merchantId], []]) {
    const { accounts, sums } = documentOf(
      await cli('ledger', 'balances', ...words, '--json'),
    ) as unknown as {
      accounts: { account: string; posted: string }[];
      sums: { sum: string }[];
    };
    const posted = Object.fromEntries(accounts.map((entry) => [entry.account, entry.posted]));
    assert.equal(posted['wallet:INR'], '250.00');
    assert.equal(posted['funding:INR'], '-250.00');
    assert.deepEqual(sums, [
      { currency: 'INR', sum: '0.00' },
      { currency: 'USDT', sum: '0.000000' },
    ]);
  }
});

interface Examined {
  ok: boolean;
  findings: { check: string; result: string; sentence: string }[];
}

async function examine(): Promise<{ code: number; results: Record<string, string> }> {
  const ran = await cli('doctor', '--json');
  const { findings } = documentOf(ran) as unknown as Examined;
  return {
    code: ran.code,
    results: Object.fromEntries(findings.map(({ check, result }) => [check, result])),
  };
}

test('the doctor finds nothing wrong with a database that is right', async () => {
  const { code, results } = await examine();
  assert.equal(code, 0);
  for (const check of ['settings', 'runtime', 'database', 'schema', 'grants', 'clock'])
    assert.equal(results[check], 'ok', check);
});

test('the doctor tells of cases that wait for a person, with the command that names them', async () => {
  assert.equal((await examine()).results['cases'], 'ok');
  const at = '2026-01-31T03:00:00Z';
  await owner.query(
    `insert into cases (merchant_id, case_id, payout_id, code, details, opened_at)
     values ($1, gen_random_uuid(), gen_random_uuid(), 'unknown_payout', '{}', $2)`,
    [merchantId, at],
  );
  const human = await cli('doctor');
  assert.equal(human.code, 0, 'a warning, like what is switched off');
  assert.match(human.stdout, /warn {2}cases .*1 open, since 2026-01-31T03:00:00.000Z.*case list/);
  await owner.query('delete from cases');
});

test('the doctor notices rights that would let the program rewrite the books', async () => {
  await owner.query('grant update on journals to hundi_app');
  const { code, results } = await examine();
  assert.deepEqual([code, results['grants']], [1, 'fail']);
  const human = await cli('doctor');
  assert.match(human.stdout, /fail {2}grants .*update journals/);
  await owner.query('revoke update on journals from hundi_app');
  assert.equal((await examine()).code, 0);
});

test('the doctor notices a schema that is behind or ahead of the program', async () => {
  await owner.query(`insert into schema_migrations (name) values ('9999_future.sql')`);
  assert.equal((await examine()).results['schema'], 'fail');
  await owner.query(`delete from schema_migrations where name = '9999_future.sql'`);
  await owner.query(`delete from schema_migrations where name = '0001_foundation.sql'`);
  assert.equal((await examine()).results['schema'], 'fail');
  await owner.query(`insert into schema_migrations (name) values ('0001_foundation.sql')`);
  assert.equal((await examine()).results['schema'], 'ok');
});

test('the doctor names each program of the sandbox that should be there and does not answer', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hundi-doctor-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const near = cliWith({ DATABASE_URL: database.url, HUNDI_DATA_DIR: folder });
  const programs = ['sandbox bank', 'sandbox cards', 'sandbox M-Pesa'];
  const seen = async () => {
    const { findings } = documentOf(await near('doctor', '--json')) as unknown as Examined;
    const found = findings.filter(({ check }) => programs.includes(check));
    return found.map(({ check, result, sentence }) => `${result} ${check}: ${sentence}`);
  };
  assert.deepEqual(
    await seen(),
    programs.map((name) => `ok ${name}: None runs beside the server.`),
  );
  const gone = { url: 'http://127.0.0.1:1', controlKey: 'key' };
  const places = { bank: gone, cards: gone, mpesa: gone };
  const address = 'http://127.0.0.1:1';
  writeRuntimeFile(folder, { pid: process.pid, address, databaseUrl: database.url, ...places });
  assert.deepEqual(
    await seen(),
    programs.map((name) => `fail ${name}: Does not answer on http://127.0.0.1:1.`),
  );
});

test('the doctor names what keeps the server from being ready', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hundi-doctor-'));
  const obstacles = createServer((_, reply) => {
    reply.writeHead(503).end('{"status":"not ready","obstacles":["schema","disk"]}');
  }).listen(0, '127.0.0.1');
  await once(obstacles, 'listening');
  t.after(() => {
    obstacles.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const { port } = obstacles.address() as AddressInfo;
  const address = `http://127.0.0.1:${String(port)}`;
  writeRuntimeFile(folder, { pid: process.pid, address, databaseUrl: database.url });
  const ran = await cliWith({ DATABASE_URL: database.url, HUNDI_DATA_DIR: folder })('doctor');
  assert.equal(ran.code, 1);
  assert.match(ran.stdout, /fail {2}server .* is not ready: schema, disk\./);
});

test('the doctor ends with 1, not with an error, when there is no database or the settings are wrong', async () => {
  for (const env of [{}, { DATABASE_URL: 'postgresql://x@127.0.0.1:1/x' }, { PORT: 'x' }]) {
    const ran = await cliWith(env)('doctor', '--json');
    assert.equal(ran.code, 1);
    assert.equal((documentOf(ran) as unknown as Examined).ok, false);
    assert.equal(ran.stderr, '');
  }
});
