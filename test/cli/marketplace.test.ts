/** The operator's side of marketplace codes. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { cliWith, documentOf, errorOf, type Cli } from './cli-kit.ts';

let database: TestDatabase;
let cli: Cli;
before(async () => {
  database = await createTestDatabase();
  cli = cliWith({ DATABASE_URL: database.url });
});
after(() => database.drop());

const plan = 'bps=50,flat=1.00,max=90.00,gst=1800,slab=10000.00:20:3.00';

test('a code is made with a price and a set, shown, listed and changed', async () => {
  const words = ['--payout-fee', plan, '--rails', 'NEFT,UPI', '--providers', 'sandbox-bank'];
  const made = documentOf(await cli('marketplace', 'create', 'RETAIL-7', ...words, '--json'));
  assert.deepEqual(documentOf(await cli('marketplace', 'show', 'RETAIL-7', '--json')), made);
  const { code, version, payoutRails, providers, payinMethods, payinFees, setBy } = made;
  assert.deepEqual(
    { code, version, payoutRails, providers, payinMethods, payinFees, setBy },
    {
      ...{ code: 'RETAIL-7', version: 1, payoutRails: ['NEFT', 'UPI'], setBy: 'cli' },
      ...{ providers: ['sandbox-bank'], payinMethods: null, payinFees: null },
    },
  );
  const changes = ['--payin-fee', 'bps=150', '--payout-fee', 'none', '--rails', 'any'];
  const changed = documentOf(await cli('marketplace', 'change', 'RETAIL-7', ...changes, '--json'));
  assert.deepEqual(
    [changed['version'], changed['payoutFees'], changed['payoutRails']],
    [2, null, null],
  );
  assert.deepEqual(changed['providers'], ['sandbox-bank']);
  const list = await cli('marketplace', 'list');
  assert.match(list.stdout, /^RETAIL-7 +- +bps=150,\S+ +sandbox-bank +any +any$/m);
  assert.match(list.stdout, /^STANDARD +- +- +any +any +any$/m);
});

test('what is not understood is refused, and so is a code that is not there', async () => {
  const failing = async (...words: string[]) =>
    errorOf(await cli('marketplace', ...words, '--json')).code;
  assert.equal(await failing('create', 'X', '--rails', 'SWIFT'), 'usage');
  assert.equal(await failing('create', 'X', '--methods', 'CASH'), 'usage');
  assert.equal(await failing('create', 'X', '--providers', 'sandbox-bnk'), 'usage');
  assert.equal(await failing('create', 'X', '--payout-fee', 'much'), 'usage');
  assert.equal(await failing('create', 'STANDARD'), 'request.invalid_fields');
  assert.equal(await failing('show', 'X'), 'not_found');
  assert.equal(await failing('change', 'X', '--rails', 'any'), 'not_found');
});
