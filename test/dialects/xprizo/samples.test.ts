/** The published samples, run by a shell as they stand but for their placeholders, against the program of `npm start`. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { accountOf, openSeedWorld, type SeedWorld } from './seed-world.ts';

type Values = Readonly<Record<string, string | number | boolean>>;
type Body = Record<string, unknown>;

const resultFields = ['key', 'statusCode', 'status', 'description', 'value', 'reference'];

/** Every placeholder stands behind the name of its field, or in the address and the headers. */
function filled(sample: string, values: Values): string {
  const valueOf = (name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The sample wants "${name}".`);
    return value;
  };
  return sample
    .replace(/"(\w+)":(\s*)(?:"<[^>]*>"|<[^>]*>|"string")/g, (_, name: string, gap: string) => {
      return `"${name}":${gap}${JSON.stringify(valueOf(name))}`;
    })
    .replace(/(\w+)=<[^>]*>/g, (_, name: string) => `${name}=${String(valueOf(name))}`)
    .replace(/\{(\w+)\}/g, (_, name: string) => String(valueOf(name)));
}

/** The answer, or undefined where it has no body. */
async function run(name: string, values: Values): Promise<Body | undefined> {
  const text = readFileSync(new URL(`samples/${name}.curl.txt`, import.meta.url), 'utf8');
  const child = spawn('sh', ['-s'], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.end(filled(text, values));
  let output = '';
  for await (const chunk of child.stdout) output += String(chunk);
  return output === '' ? undefined : (JSON.parse(output) as Body);
}

function commonOf({ baseUrl, merchant }: SeedWorld): Values {
  return { baseurl: baseUrl, apiversion: '1.0', apikey: merchant.apiKey, pin: '' };
}

const customer = {
  name: 'Meera Nair',
  email: 'meera@customers.example',
  mobile: '+254700000111',
  birthDate: '1990-02-28',
  gender: 'F',
  address: '12',
  street: 'Moi Avenue',
  city: 'Nairobi',
  zipPostalCode: '00100',
  stateProvinceRegion: 'Nairobi',
  countryCode: 'KE',
  IpAddress: '203.0.113.7',
  number: '4242424242424242',
  expiryMonth: 12,
  expiryYear: 2039,
  cvv: '123',
  routingCode: 'MAN1',
  redirect: 'https://shop.example/back',
};

test('the samples of the published document work as they stand', async (t) => {
  if (spawnSync('curl', ['--version']).status !== 0) {
    t.skip('curl is not installed');
    return;
  }
  const world = await openSeedWorld(t);
  const common = commonOf(world);
  const { merchant, person } = world;
  const usd = accountOf(merchant, 'USD');
  const kes = accountOf(merchant, 'KES');
  const inr = accountOf(merchant, 'INR');

  /** Asks with the sample of Status until the transaction has left `Pending` or `Hold`. */
  const statusOf = async (accountId: number, reference: string): Promise<Body> => {
    for (let tries = 0; ; tries++) {
      const found = await run('Status', { ...common, accountId, reference });
      assert.ok(found);
      const isOpen = found.status === 'Pending' || found.status === 'Hold';
      if (!isOpen || tries === 120) return found;
      await sleep(500);
    }
  };

  await t.test('Deposit With Card', async () => {
    const order = { ...common, ...customer, accountId: usd, transferAccountId: kes };
    const rated = await world.cli('wallet', 'rate', 'USD/KES', '129.25');
    assert.equal(rated.code, 0, rated.stderr);
    const card = (amount: number, reference: string) =>
      run('CardDeposit', { ...order, amount, reference, description: 'Pass' });
    const active = await card(1, 'CARD-1');
    assert.deepEqual(Object.keys(active ?? {}), resultFields);
    assert.deepEqual([active?.statusCode, active?.status, active?.value], [0, 'Active', 'Pass']);
    assert.match(String(active?.key), /^\d+$/);
    const rejected = await card(3, 'CARD-3');
    assert.deepEqual([rejected?.statusCode, rejected?.status], [3, 'Rejected']);
    const redirected = await card(5, 'CARD-5');
    assert.deepEqual([redirected?.statusCode, redirected?.status], [4, 'Redirect']);
    assert.match(String(redirected?.value), /\/api\/card\/Deposit3DSRedirect\?key=DEP/);
    const status = await run('Status', { ...common, accountId: usd, reference: 'CARD-1' });
    assert.equal(status?.status, 'Active');
    assert.match(String(status.value), / Pass$/);
  });

  await t.test('Deposit With Xprizo Wallet, Approve Payment, Cancel Payment', async () => {
    const order = {
      ...common,
      fromAccountId: accountOf(person, 'INR'),
      toAccountId: inr,
      description: 'An order',
      amount: 250.5,
    };
    const asked = await run('RequestPayment', { ...order, reference: 'ASK-1' });
    assert.deepEqual(Object.keys(asked ?? {}), [
      'key',
      'approveById',
      'canCancel',
      'ttl',
      'expiryDate',
      'error',
    ]);
    assert.equal(asked?.approveById, person.profileId);
    const payer = { ...common, apikey: person.apiKey, key: String(asked.key), once: 'false' };
    const accepted = await run('ApprovalAccept', payer);
    assert.equal(accepted?.description, 'Payment');
    assert.equal(typeof accepted.id, 'number');
    assert.equal((await statusOf(inr, 'ASK-1')).status, 'Active');
    const again = await run('RequestPayment', { ...order, reference: 'ASK-2' });
    const cancelled = await run('ApprovalCancel', { ...common, key: String(again?.key) });
    assert.equal(cancelled, undefined);
    assert.equal((await statusOf(inr, 'ASK-2')).status, 'Cancelled');
  });

  await t.test('Send Payment (Xprizo Wallet)', async () => {
    const order = {
      ...common,
      fromAccountId: inr,
      toAccountId: accountOf(person, 'INR'),
      description: 'Winnings',
      amount: 10,
    };
    const waiting = await run('SendPayment', { ...order, reference: 'SEND-0', action: 0 });
    assert.match(String(waiting?.key), /^DEP[0-9A-Z]{12}$/);
    const sent = await run('SendPayment', { ...order, reference: 'SEND-1', action: 1 });
    assert.deepEqual(Object.keys(sent ?? {}), ['id', 'description']);
    assert.equal(sent?.description, 'Payment');
    assert.equal((await statusOf(inr, 'SEND-1')).status, 'Active');
  });

  await t.test('Deposit With MPESA, Withdrawal With MPESA', async () => {
    const order = { ...common, accountId: kes, mobileNumber: '+254700000222', amount: 100 };
    for (const [sample, kind] of [
      ['MPesaDeposit', 'IN'],
      ['MPesaWidthdrawal', 'OUT'],
    ] as const) {
      const ends = { Pass: 'Active', Fail: kind === 'IN' ? 'Rejected' : 'Void' };
      for (const [description, end] of Object.entries(ends)) {
        const reference = `${kind}-${description}`;
        const taken = await run(sample, { ...order, description, reference });
        assert.deepEqual(Object.keys(taken ?? {}), resultFields);
        assert.equal((await statusOf(kes, reference)).status, end, reference);
      }
    }
  });

  await t.test('Deposit With UPI', async () => {
    const order = { ...common, ...customer, accountId: inr, customer: 'Meera Nair' };
    const taken = await run('UpiDeposit', {
      ...order,
      countryCode: 'IN',
      currencyCode: 'INR',
      type: 1,
      amount: 500,
      description: 'An order',
      reference: 'UPI-1',
    });
    assert.deepEqual(Object.keys(taken ?? {}), resultFields);
    assert.deepEqual(
      [taken?.status, taken?.description, taken?.reference],
      ['Redirect', '', 'UPI-1'],
    );
    const page = await fetch(String(taken?.value));
    assert.equal(page.status, 200);
  });

  await t.test('Check Transaction Status', async () => {
    const nothing = await run('Status', { ...common, accountId: inr, reference: 'NOWHERE' });
    assert.deepEqual(
      [nothing?.key, nothing?.statusCode, nothing?.status, nothing?.value],
      ['', -1, 'NotFound', ''],
    );
  });
});
