import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { loadDeploymentSecrets } from '../../src/identity/deployment-secrets.ts';
import { proveClient } from '../../src/identity/credentials.ts';
import { proveUser } from '../../src/identity/users.ts';
import { openEndpointSecrets } from '../../src/merchants/endpoint-secrets.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { cliWith, documentOf, errorOf, type Cli } from './cli-kit.ts';

let database: TestDatabase;
let pool: Pool;
let cli: Cli;

before(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url, 'test', 4);
  cli = cliWith({ DATABASE_URL: database.url });
});
after(async () => {
  await pool.end();
  await database.drop();
});

interface Created {
  merchantId: string;
  environment: string;
  xoompe: { clientId: string; clientSecret: string; email: string; password: string };
  webhookSecret: string | null;
  balances: { INR: string };
}

async function create(...words: string[]): Promise<Created> {
  const ran = await cli('merchant', 'create', ...words, '--json');
  return documentOf(ran) as unknown as Created;
}

test('create prints one object whose credentials let the merchant in', async () => {
  const made = await create('--name', 'Asha Traders', '--fund', 'INR=1000000.00');
  assert.deepEqual(Object.keys(made), [
    'merchantId',
    'environment',
    'xoompe',
    'xpayout',
    'xprizo',
    'webhookSecret',
    'balances',
  ]);
  assert.deepEqual(Object.keys(made.xoompe), ['clientId', 'clientSecret', 'email', 'password']);
  assert.equal(made.environment, 'sandbox');
  assert.equal(made.webhookSecret, null);
  assert.deepEqual(made.balances, { INR: '1000000.00' });
  const client = await proveClient(pool, made.xoompe, Date.now());
  assert.equal(client?.merchant.merchantId, made.merchantId);
  const user = await proveUser(pool, made.xoompe);
  assert.equal(user?.merchant.merchantId, made.merchantId);
});

test('create takes the e-mail, password, terms and webhook that it is given', async () => {
  const made = await create(
    ...['--name', 'Bharat Mills', '--email', 'Ops@Bharat.example', '--password', 'a long password'],
    ...['--limits', 'off', '--fee', 'bps=30,flat=5.00,min=2,max=50.00,gst=1800'],
    ...['--webhook', 'http://127.0.0.1:9999/hook'],
  );
  assert.deepEqual(made.balances, { INR: '0.00' });
  const user = await proveUser(pool, { email: 'ops@bharat.example', password: 'a long password' });
  assert.equal(user?.merchant.merchantId, made.merchantId);

  const shown = documentOf(await cli('merchant', 'show', made.merchantId, '--json'));
  assert.deepEqual(shown['limits'], {
    authenticationPerMinute: null,
    payoutPerMinute: null,
    bulkPerMinute: null,
    queryPerMinute: null,
  });
  assert.deepEqual(shown['fees'], {
    basisPoints: 30,
    flat: '5.00',
    minimum: '2.00',
    maximum: '50.00',
    gstBasisPoints: 1800,
    slabs: [],
  });
  const [endpoint] = shown['webhooks'] as { endpointId: string; url: string; status: string }[];
  assert.equal(endpoint?.url, 'http://127.0.0.1:9999/hook');
  const { sealer } = await loadDeploymentSecrets(pool, undefined);
  const { rows } = await pool.query<{ sealed_secrets: string[] }>(
    'select sealed_secrets from webhook_endpoints where merchant_id = $1',
    [made.merchantId],
  );
  const key = {
    merchantId: made.merchantId,
    endpointId: endpoint.endpointId,
    sealedSecrets: rows[0]?.sealed_secrets ?? [],
  };
  assert.deepEqual(openEndpointSecrets(sealer, key, Date.now()), [made.webhookSecret]);
});

for (const [what, words, code, sentence] of [
  ['a taken e-mail', ['--email', 'taken@x.example'], 4, /in use/],
  ['a bad e-mail', ['--email', 'nobody'], 4, /not well-formed/],
  ['a short password', ['--password', 'short'], 4, /12 to 256/],
  ['a webhook on a private address', ['--webhook', 'https://10.0.0.1/x'], 4, /not public/],
  ['an amount that is rounded', ['--fund', 'INR=10.005'], 2, /two decimals/],
  ['a currency that no wallet has', ['--fund', 'USDT=10.00'], 2, /INR, KES/],
  ['a fee that is no fee', ['--fee', 'bps=30,discount=1'], 2, /discount/],
  ['a fee of more than everything', ['--fee', 'bps=10001'], 4, /basis points/],
  ['a limit that is no number', ['--limits', 'payout=many'], 2, /whole number/],
] as const) {
  test(`create refuses ${what} and leaves no merchant behind`, async () => {
    if (what === 'a taken e-mail') await create('--name', 'First', '--email', 'taken@x.example');
    const count = async () => (await pool.query('select from merchants')).rowCount;
    const before = await count();
    const ran = await cli('merchant', 'create', '--name', 'Refused', ...words, '--json');
    assert.equal(ran.code, code);
    assert.match(errorOf(ran).message, sentence);
    assert.equal(ran.stdout, '');
    assert.equal(await count(), before);
  });
}

test('a merchant is funded, found by its number and listed', async () => {
  const { merchantId } = await create('--name', 'Chandra & Sons', '--fund', 'INR=10.00');
  const funded = documentOf(await cli('merchant', 'fund', merchantId, 'INR=0.5', '--json'));
  assert.deepEqual(funded['balances'], { INR: '10.50' });
  const { rows } = await pool.query<{ amount: string; actor: string }>(
    `select details ->> 'amountMinor' as amount, actor from audit_events
     where merchant_id = $1 and action = 'wallet.funded' order by event_no`,
    [merchantId],
  );
  assert.deepEqual(rows, [
    { amount: '1000', actor: 'cli' },
    { amount: '50', actor: 'cli' },
  ]);
  const { merchants } = documentOf(await cli('merchant', 'list', '--json')) as {
    merchants: { merchantId: string; merchantNo: number }[];
  };
  const number = merchants.find((merchant) => merchant.merchantId === merchantId)?.merchantNo;
  const shown = documentOf(await cli('merchant', 'show', String(number), '--json'));
  assert.equal(shown['name'], 'Chandra & Sons');
  assert.deepEqual(shown['wallets'], {
    INR: { posted: '10.50', held: '0.00', available: '10.50' },
  });
  const human = await cli('merchant', 'show', merchantId);
  assert.match(human.stdout, /INR\s+10\.50\s+0\.00\s+10\.50/);
  for (const amount of ['INR=0', 'INR=-5', 'USD=5', 'five'])
    assert.equal((await cli('merchant', 'fund', merchantId, amount)).code, 2);
  const again = documentOf(await cli('merchant', 'show', merchantId, '--json'));
  assert.deepEqual(again['balances'], { INR: '10.50' });
});

test('a disabled merchant is kept out until it is enabled', async () => {
  const made = await create('--name', 'Disha Exports');
  const disabled = documentOf(await cli('merchant', 'disable', made.merchantId, '--json'));
  assert.equal(disabled['status'], 'disabled');
  assert.equal(await proveClient(pool, made.xoompe, Date.now()), undefined);
  documentOf(await cli('merchant', 'enable', made.merchantId, '--json'));
  assert.ok(await proveClient(pool, made.xoompe, Date.now()));
});

test('terms are shown without a value and set with one; what is not named stays', async () => {
  const { merchantId } = await create('--name', 'Eastern Rice', '--fee', 'flat=5.00,max=50.00');
  const say = async (...words: string[]) => (await cli('merchant', ...words)).stdout.trim();
  await say('fees', merchantId, 'bps=30');
  assert.equal(await say('fees', merchantId), 'bps=30,flat=5.00,min=0.00,max=50.00,gst=1800');
  await say('fees', merchantId, 'slab=10000.00:20:3.00,slab=50000:10', 'max=none');
  const slabs =
    'bps=30,flat=5.00,min=0.00,max=none,gst=1800,slab=10000.00:20:3.00,slab=50000.00:10:0.00';
  assert.equal(await say('fees', merchantId), slabs);
  await say('fees', merchantId, '--service', 'payin', 'bps=200,gst=1800,slab=5000.00:150:0.50');
  assert.equal(
    await say('fees', merchantId, '--service', 'payin'),
    'bps=200,flat=0.00,min=0.00,max=none,gst=1800,slab=5000.00:150:0.50',
  );
  assert.equal(await say('fees', merchantId), slabs);
  await say('fees', merchantId, 'slab=none');
  assert.equal(await say('fees', merchantId), 'bps=30,flat=5.00,min=0.00,max=none,gst=1800');
  for (const [plan, code] of [
    ['slab=5000.00', 2],
    ['slab=5000.001:1:0', 2],
    ['slab=50.00:20:0,slab=50.00:10:0', 4],
    ['slab=0:20:0', 4],
    ['slab=50.00:10001:0', 4],
  ] as const)
    assert.equal((await cli('merchant', 'fees', merchantId, plan)).code, code, plan);
  await say('limits', merchantId, 'payout=5,bulk=none');
  assert.equal(await say('limits', merchantId), 'auth=10,payout=5,bulk=none,query=200');
  await say('limits', merchantId, 'off');
  assert.equal(await say('limits', merchantId), 'auth=none,payout=none,bulk=none,query=none');
  await say('limits', merchantId, 'default');
  assert.equal(await say('limits', merchantId), 'auth=10,payout=100,bulk=10,query=200');
  await say('addresses', merchantId, '203.0.113.7', '10.1.2.3/8');
  assert.equal(await say('addresses', merchantId), '203.0.113.7 10.0.0.0/8');
  await say('addresses', merchantId, 'any');
  assert.equal(await say('addresses', merchantId), 'any');
  await say('guard', merchantId, 'off');
  assert.equal(await say('guard', merchantId), 'off');
  await say('api', merchantId, 'off');
  assert.equal(await say('api', merchantId), 'off');
  assert.equal((await cli('merchant', 'guard', merchantId, 'maybe')).code, 2);
  assert.equal((await cli('merchant', 'addresses', merchantId, '10.0.0.300')).code, 4);
  const { rows } = await pool.query<{ actor: string; action: string }>(
    'select distinct actor from audit_events where merchant_id = $1',
    [merchantId],
  );
  assert.deepEqual(rows, [{ actor: 'cli' }]);
});

test('a webhook is set, its secret rotated, switched off and on', async () => {
  const { merchantId } = await create('--name', 'Ganga Textiles');
  const act = async (...words: string[]) =>
    documentOf(await cli('merchant', 'webhook', merchantId, ...words, '--json')) as {
      webhookSecret: string | null;
      endpoints: { status: string }[];
    };
  const { webhookSecret } = await act('http://localhost:7777/');
  assert.match(String(webhookSecret), /^whsec_/);
  const rotated = await act('--rotate');
  assert.match(String(rotated.webhookSecret), /^whsec_/);
  assert.notEqual(rotated.webhookSecret, webhookSecret);
  assert.equal((await act('--disable')).endpoints[0]?.status, 'disabled');
  assert.equal((await cli('merchant', 'webhook', merchantId, '--disable')).code, 4);
  assert.equal((await cli('webhook', 'ping', merchantId)).code, 4);
  assert.equal((await act('--enable')).endpoints[0]?.status, 'active');
  assert.equal((await cli('merchant', 'webhook', merchantId, '--enable', '--rotate')).code, 2);
  const shown = await act();
  assert.equal(shown.webhookSecret, null);
});

test('a rotated credential works at once and the old one until its overlap ends', async () => {
  const made = await create('--name', 'Hari Om Foods');
  const ran = await cli('credentials', 'rotate', made.merchantId, '--overlap-hours', '2', '--json');
  const { xoompe } = documentOf(ran) as { xoompe: Created['xoompe'] };
  assert.ok(await proveClient(pool, xoompe, Date.now()));
  assert.ok(await proveClient(pool, made.xoompe, Date.now()));
  assert.equal(await proveClient(pool, made.xoompe, Date.now() + 2 * 3_600_000), undefined);
  const { credentials } = documentOf(
    await cli('credentials', 'list', made.merchantId, '--json'),
  ) as { credentials: { clientId: string; expiresAt: string | null }[] };
  assert.deepEqual(
    credentials.map(({ clientId, expiresAt }) => [clientId, expiresAt === null]),
    [
      [xoompe.clientId, true],
      [made.xoompe.clientId, false],
    ],
  );
});

test('nothing that the command line prints of a merchant later is a secret', async () => {
  const made = await create('--name', 'Ila Silks', '--webhook', 'http://127.0.0.1:9/');
  const prints = await Promise.all([
    cli('merchant', 'show', made.merchantId, '--json'),
    cli('merchant', 'webhook', made.merchantId),
    cli('credentials', 'list', made.merchantId, '--json'),
  ]);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query('select details from audit_events');
  await client.end();
  const text = JSON.stringify([prints, rows]);
  for (const secret of [made.xoompe.clientSecret, made.xoompe.password, made.webhookSecret])
    assert.ok(secret !== null && !text.includes(secret));
});

test('a person and a processing profile get no credentials of a merchant: whoever held them could pay from their wallets', async () => {
  const user = documentOf(await cli('user', 'create', '--name', 'Wanjiru', '--json'));
  const shop = await create('--name', 'Njeri Shop', '--processing');
  const { rows } = await pool.query<{ merchantId: string }>(
    `select merchant_id as "merchantId" from merchants where kind = 'processing'`,
  );
  for (const id of [String(user['userId']), rows[0]?.merchantId ?? '']) {
    const ran = await cli('credentials', 'rotate', id, '--json');
    assert.deepEqual([ran.code, errorOf(ran).code], [4, 'console.conflict']);
    assert.match(errorOf(ran).message, /^This is a (user|processing) profile.*merchant/);
    const key = await cli('merchant', 'xpayout', id, '--new-secret', '--json');
    assert.equal(key.code, 4, key.stdout);
    const listed = documentOf(await cli('credentials', 'list', id, '--json'));
    assert.deepEqual(listed['credentials'], []);
  }
  assert.equal((await cli('credentials', 'rotate', shop.merchantId)).code, 0);
});
