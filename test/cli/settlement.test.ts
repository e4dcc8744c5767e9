/** Settlements as two operators carry them out, each command in a process of its own. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { cliWith, documentOf, errorOf, type Cli } from './cli-kit.ts';

const account = 'HDFC0000001/1234567890';
const ethereum = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
let database: TestDatabase;
let cli: Cli;

before(async () => {
  database = await createTestDatabase();
  cli = cliWith({ DATABASE_URL: database.url });
});
after(() => database.drop());

async function say(...words: string[]): Promise<Record<string, unknown>> {
  return documentOf(await cli(...words, '--json'));
}

async function merchantWith(address: string, network: string): Promise<string> {
  const made = await say('merchant', 'create', '--name', 'Asha', '--fund', 'INR=1000.00');
  const merchantId = String(made['merchantId']);
  await say('merchant', 'settlements', merchantId, 'on', '--cooling-off-hours', '0');
  await say('settlement', 'allow-address', merchantId, network, address, '--by', 'asha');
  return merchantId;
}

test('two people settle a merchant in INR, and the books are right', async () => {
  const merchant = await merchantWith(account, 'BANK');
  const asked = ['settlement', 'request', merchant, 'INR=400.00', '--to', account, '--by', 'Asha'];
  const requested = await say(...asked);
  const id = String(requested['settlementId']);
  assert.equal(requested['amount'], '400.00');
  const own = await cli('settlement', 'approve', id, '--by', 'ASHA', '--json');
  assert.deepEqual([own.code, errorOf(own).code], [4, 'settlement.same_person']);
  assert.equal((await cli('settlement', 'approve', id)).code, 2);
  const early = await cli('settlement', 'complete', id, '--by', 'ravi', '--json');
  assert.deepEqual([early.code, errorOf(early).message], [4, 'It is requested.']);
  await say('settlement', 'approve', id, '--by', 'ravi');
  await say('settlement', 'record', id, 'HDFCN52026010112', '--by', 'asha');
  assert.equal((await say('settlement', 'complete', id, '--by', 'ravi'))['status'], 'completed');
  const shown = await cli('settlement', 'show', id);
  assert.match(
    shown.stdout,
    /post +settled:HDFCN52026010112 +wallet:INR +settlement_clearing:INR +400\.00/,
  );
  const balance = await say('merchant', 'show', merchant);
  assert.deepEqual(balance['balances'], { INR: '600.00' });
  const back = ['settlement', 'return', id, 'HDFCN52026010999', '--by', 'asha'];
  assert.equal((await cli(...back, '--reason', ' ')).code, 2);
  assert.equal((await say(...back, '--reason', 'Account closed.'))['status'], 'returned');
  const after = await say('merchant', 'show', merchant);
  assert.deepEqual(after['balances'], { INR: '1000.00' });
  assert.equal((await say('ledger', 'verify'))['ok'], true);
});

test('a settlement in USDT shows its quote and what left in each currency', async () => {
  const merchant = await merchantWith(ethereum, 'ERC20');
  await say('merchant', 'fees', merchant, 'gst=1800');
  const to = ['--to', ethereum, '--by', 'asha'];
  const id = String(
    (await say('settlement', 'request', merchant, 'INR=904.30', ...to))['settlementId'],
  );
  await say('settlement', 'approve', id, '--by', 'ravi');
  const expires = new Date(Date.now() + 3_600_000).toISOString();
  const quote = ['--rate', '89.25', '--fee', '10.00', '--quoted-by', 'Desk', '--expires', expires];
  await say('settlement', 'convert', id, ...quote, '--by', 'asha');
  const hash = `0x${'ab'.repeat(32)}`;
  await say('settlement', 'record', id, hash, '--by', 'asha');
  await say('settlement', 'complete', id, '--by', 'ravi');
  const { conversions } = (await say('settlement', 'show', id)) as {
    conversions: [Record<string, unknown>];
  };
  assert.equal(conversions[0]['usdt'], '10.000000');
  assert.equal(conversions[0]['gst'], '1.80');
  const balances = await cli('ledger', 'balances', merchant);
  assert.match(balances.stdout, /^settlement_clearing:USDT +10\.000000/m);
  assert.match(balances.stdout, /^Sum INR: 0\.00$/m);
  assert.match(balances.stdout, /^Sum USDT: 0\.000000$/m);

  const next = await say('settlement', 'request', merchant, 'INR=50.00', ...to);
  const other = String(next['settlementId']);
  await say('settlement', 'approve', other, '--by', 'ravi');
  await say('settlement', 'convert', other, ...quote, '--by', 'asha');
  const twice = await cli(
    'settlement',
    'record',
    other,
    hash.toUpperCase(),
    '--by',
    'asha',
    '--json',
  );
  assert.deepEqual([twice.code, errorOf(twice).code], [4, 'settlement.transfer_spent']);
  await say('settlement', 'fail', other, '--reason', 'Sent twice by mistake.', '--by', 'asha');
  const { settlements } = (await say('settlement', 'list', merchant, '--status', 'failed')) as {
    settlements: Record<string, unknown>[];
  };
  assert.deepEqual(
    settlements.map((entry) => entry['settlementId']),
    [other],
  );
});

for (const [what, words, code, sentence] of [
  ['a network that is none', ['SWIFT'], 2, /BANK, TRC20, ERC20/],
  ['an ERC20 address in small letters', ['ERC20', ethereum.toLowerCase()], 4, /EIP-55/],
  ['an account without its branch', ['BANK', '1234567890'], 4, /IFSC\/number/],
] as const)
  test(`allow-address refuses ${what}`, async () => {
    const made = await say('merchant', 'create', '--name', 'Refused');
    const id = String(made['merchantId']);
    const [network, address = 'x'] = words;
    const ran = await cli(
      'settlement',
      'allow-address',
      id,
      network,
      address,
      '--by',
      'a',
      '--json',
    );
    assert.equal(ran.code, code);
    assert.match(errorOf(ran).message, sentence);
    assert.deepEqual((await say('settlement', 'addresses', id))['addresses'], []);
  });

test('an address comes off the list, a request is rejected, and the switch is shown', async () => {
  const merchant = await merchantWith(account, 'BANK');
  assert.equal(
    (await cli('merchant', 'settlements', merchant)).stdout,
    'on; a new address waits 0 hours\n',
  );
  const asked = ['settlement', 'request', merchant, 'INR=400.00', '--to', account, '--by', 'asha'];
  const id = String((await say(...asked))['settlementId']);
  await say('settlement', 'reject', id, '--reason', 'Not now.', '--by', 'ravi');
  assert.deepEqual((await say('merchant', 'show', merchant))['balances'], { INR: '1000.00' });
  const { addresses } = (await say('settlement', 'addresses', merchant)) as {
    addresses: { addressId: string }[];
  };
  const gone = ['settlement', 'disallow-address', merchant, addresses[0]?.addressId ?? ''];
  await say(...gone, '--by', 'ravi');
  assert.equal((await cli(...gone, '--by', 'ravi')).code, 4);
  assert.equal(errorOf(await cli(...asked, '--json')).code, 'settlement.address_unusable');
  await say('merchant', 'settlements', merchant, 'off');
  assert.equal(errorOf(await cli(...asked, '--json')).code, 'settlement.disabled');
  const unknown = '01980000-0000-7000-8000-000000000009';
  assert.equal((await cli('settlement', 'show', unknown)).code, 4);
});
