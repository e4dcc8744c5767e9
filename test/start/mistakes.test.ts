/** The mistakes of a first evening: each is one sentence that names the setting, and never a stack. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, test, type TestContext } from 'node:test';
import pg from 'pg';
import { lockFolder } from '../../src/db/embedded/folder-lock.ts';
import { databaseFaultOf, listenFaultOf } from '../../src/start-errors.ts';
import { readConfig } from '../../src/config.ts';
import { createTestDatabase } from '../kit/database.ts';
import { neitherCardsNorPhones, newDataFolder, startGateway } from '../kit/gateway-process.ts';

const folder = await newDataFolder();
const database = await createTestDatabase();
after(async () => {
  await database.drop();
  await folder.remove();
});

async function said(env: Readonly<Record<string, string>>): Promise<string> {
  const gateway = await startGateway({
    ...neitherCardsNorPhones,
    ...{ HUNDI_DATA_DIR: folder.path, DATABASE_URL: database.url },
    ...env,
  });
  if (/is serving on/.test(gateway.output())) gateway.signal('SIGKILL');
  assert.equal(await gateway.exited, 1, gateway.output());
  return gateway.output();
}

async function databaseOf(t: TestContext) {
  const made = await createTestDatabase();
  const client = new pg.Client({ connectionString: made.url });
  await client.connect();
  t.after(async () => {
    await client.end();
    await made.drop();
  });
  return { url: made.url, run: (text: string) => client.query(text) };
}

function assertSentence(text: string, pattern: RegExp): void {
  assert.match(text, pattern);
  assert.match(text, /^Hundi cannot start: [^\n]+\.\n$/);
}

test('a start names the setting of the database that cannot be used, in one sentence', async () => {
  for (const [DATABASE_URL, pattern] of [
    ['postgresql://x@127.0.0.1:1/x', /DATABASE_URL cannot be reached: .*ECONNREFUSED/],
    ['postgresql://x@nowhere.invalid/x', /DATABASE_URL names a host that is not known/],
    [database.url.replace('hundi_test_', 'no_'), /DATABASE_URL names a database that is not there/],
    [database.url.replace('hundi@', 'nobody@'), /user or password in DATABASE_URL/],
  ] as const)
    assertSentence(await said({ DATABASE_URL }), pattern);
});

test('a start does not wait for ever for a server that takes its call and says nothing', async (t) => {
  const mute = createServer().listen(0, '127.0.0.1');
  t.after(() => mute.close());
  await new Promise((resolve) => mute.once('listening', resolve));
  const { port } = mute.address() as { port: number };
  const DATABASE_URL = `postgresql://x@127.0.0.1:${String(port)}/x`;
  assertSentence(await said({ DATABASE_URL }), /DATABASE_URL cannot be reached: timeout expired/);
});

test('a start names the address or the fault test that cannot be used, in one sentence', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as { port: number };
  assertSentence(await said({ PORT: String(port) }), /port \d+ on 127\.0\.0\.1 is in use.*PORT/);
  taken.close();
  assertSentence(await said({ HOST: 'nowhere.invalid' }), /HOST is "nowhere\.invalid"/);
  assertSentence(await said({ HUNDI_FAILPOINTS: 'nonsense' }), /HUNDI_FAILPOINTS .*"nonsense"/);
});

test('an address of version 6 is one to listen on, and one that is none is told as what it is', async (t) => {
  const place = await newDataFolder();
  const gateway = await startGateway({
    ...neitherCardsNorPhones,
    ...{ HUNDI_DATA_DIR: place.path, DATABASE_URL: database.url, HOST: '::1' },
  });
  t.after(async () => {
    gateway.signal('SIGTERM');
    await gateway.exited;
    await place.remove();
  });
  const [, origin = ''] = /is serving on (\S+)/.exec(gateway.output()) ?? [];
  assert.match(origin, /^http:\/\/\[::1\]:\d+$/, gateway.output());
  assert.equal((await fetch(`${origin}/health/ready`)).status, 200);
  for (const HOST of ['999.1.1.1', 'localhost:8080'])
    assert.throws(() => readConfig({ HOST }), { message: new RegExp(`^HOST is "${HOST}"`) });
});

test('a start warns of a name that is no setting, and goes on', async () => {
  const text = await said({ HUNDI_ENVIROMENT: 'live', PORT: '99999' });
  const [warning, ...rest] = text.split('\n');
  assert.equal(warning, 'HUNDI_ENVIROMENT is not a setting; did you mean HUNDI_ENV?');
  assert.match(rest.join('\n'), /^Hundi cannot start:\nPORT/);
});

test('a start says which data folder it cannot make', async () => {
  for (const DATABASE_URL of [database.url, ''])
    assert.match(
      await said({ HUNDI_DATA_DIR: '/proc/x', DATABASE_URL }),
      /^The data folder \/proc\/x cannot be made: nothing can be made there\. HUNDI_DATA_DIR names another\.\n$/,
    );
});

test('a start leaves a data folder alone that another holds, beside a database of its own, too', async () => {
  const taken = await newDataFolder();
  mkdirSync(taken.path);
  const lock = await lockFolder(taken.path);
  const text = await said({ HUNDI_DATA_DIR: taken.path });
  lock.release();
  const left = readdirSync(taken.path);
  await taken.remove();
  assert.match(text, new RegExp(`^The data folder .* is in use by process ${process.pid};.*\\n$`));
  assert.deepEqual(left, ['lock'], 'nothing was written there');
});

test('a start says what right is missing, however far it came', async (t) => {
  const { url: DATABASE_URL, run } = await databaseOf(t);
  const lacks = /lacks a right .*permission denied for table deployment_values/;
  await run('revoke select on deployment_values from hundi_app');
  assertSentence(await said({ DATABASE_URL }), lacks);
  await run('grant select on deployment_values to hundi_app');
  await run('revoke insert on deployment_values from hundi_app');
  await run(`insert into deployment_values (name, value) values ('environment', 'sandbox')`);
  assertSentence(await said({ DATABASE_URL }), lacks);
  const bank = {
    ...{ HUNDI_BANK_URL: 'http://127.0.0.1:9', HUNDI_BANK_API_KEY: 'key' },
    HUNDI_BANK_CALLBACK_SECRET: 'secret',
  };
  assertSentence(await said({ DATABASE_URL, ...bank }), lacks);
});

test('a start without any key that sealed what is stored says so in one sentence', async (t) => {
  const { url: DATABASE_URL, run } = await databaseOf(t);
  await run(
    `insert into webhook_endpoints (merchant_id, endpoint_id, url, sealed_secrets, status, created_at, updated_at)
     values (gen_random_uuid(), gen_random_uuid(), 'http://127.0.0.1:9/', '{v1.0badc0de.a.b.c}', 'active', now(), now())`,
  );
  assertSentence(
    await said({ DATABASE_URL }),
    /the key 0badc0de, .* is not in HUNDI_SEALING_KEYS: put it back behind/,
  );
});

test('a start on a database of a newer version says so in one sentence', async (t) => {
  const { url: DATABASE_URL, run } = await databaseOf(t);
  await run(`insert into schema_migrations (name) values ('9999_later.sql')`);
  assertSentence(
    await said({ DATABASE_URL }),
    /migrated by a newer Hundi \(9999_later\.sql\).*DATABASE_URL/,
  );
});

test('a start says what is wrong with the encryption of the database, in one sentence', async (t) => {
  const plain = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => socket.write('N'));
  }).listen(0, '127.0.0.1');
  t.after(() => plain.close());
  await new Promise((resolve) => plain.once('listening', resolve));
  const { port } = plain.address() as { port: number };
  const DATABASE_URL = `postgresql://x@127.0.0.1:${String(port)}/x?sslmode=verify-full`;
  assertSentence(await said({ DATABASE_URL }), /\(sslmode\), and the server does not support SSL/);
  assert.match(
    await said({ DATABASE_URL: `${DATABASE_URL}&sslrootcert=/nowhere/root.pem` }),
    /^Hundi cannot start:\nDATABASE_URL: sslrootcert is \/nowhere\/root\.pem, and that cannot be read\.\n$/,
  );
});

test('a migration that does not go through is named, with what stopped it', async (t) => {
  const { url: DATABASE_URL, run } = await databaseOf(t);
  await run(`delete from schema_migrations where name like '0026%'`);
  assertSentence(
    await said({ DATABASE_URL }),
    /migration 0026_payments_by_time\.sql .* already exists.*nothing of it was applied/s,
  );
});

test('what a test cannot bring about everywhere is named as well', () => {
  const config = readConfig({});
  const failing = (code: string) => Object.assign(new Error(code), { code, syscall: 'listen' });
  assert.match(listenFaultOf(failing('EACCES'), config) ?? '', /PORT/);
  assert.match(listenFaultOf(failing('EADDRNOTAVAIL'), config) ?? '', /HOST/);
  const wrong = new pg.DatabaseError('password authentication failed for user "x"', 1, 'error');
  wrong.code = '28P01';
  assert.match(databaseFaultOf(wrong) ?? '', /DATABASE_URL: password authentication failed/);
  for (const code of ['SELF_SIGNED_CERT_IN_CHAIN', 'ERR_TLS_CERT_ALTNAME_INVALID'])
    assert.match(
      databaseFaultOf(Object.assign(new Error('a certificate'), { code })) ?? '',
      /the certificate of the database is not trusted: a certificate; .*sslrootcert/,
    );
  assert.equal(databaseFaultOf(new TypeError('a fault of ours')), undefined);
});
