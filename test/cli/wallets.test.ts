/** What an operator makes for the Xprizo contract: keys, persons, wallets in several currencies, access and rates. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { AccessTokens } from '../../src/identity/access-tokens.ts';
import { signingKeysOf } from '../../src/identity/keys.ts';
import { ProfileCallers } from '../../src/identity/profile-callers.ts';
import { ProfileLogins } from '../../src/identity/profile-logins.ts';
import { Revocations } from '../../src/identity/revocations.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { MerchantAccess } from '../../src/merchants/access.ts';
import { walletAccess } from '../../src/merchants/wallet-access.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { cliWith, documentOf, errorOf, type Cli } from './cli-kit.ts';

let database: TestDatabase;
let pool: Pool;
let cli: Cli;
let callers: ProfileCallers;
let logins: ProfileLogins;

before(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url, 'test', 4);
  cli = cliWith({ DATABASE_URL: database.url });
  const keys = signingKeysOf([{ kid: 'test', secret: 'a secret of the test, 32 bytes and more' }]);
  const settings = { keys, issuer: 'Hundi', audience: 'test', lifeSeconds: 1_800 };
  const tokens = new AccessTokens(settings, new Revocations(pool, systemClock, 1), systemClock);
  callers = new ProfileCallers(pool, { tokens, merchants: new MerchantAccess(pool) }, systemClock);
  logins = new ProfileLogins(pool, tokens, systemClock);
});
after(async () => {
  await pool.end();
  await database.drop();
});

interface Xprizo {
  readonly apiKey: string;
  readonly userName: string;
  readonly password: string;
  readonly profileId: number;
  readonly accounts: readonly { readonly id: number; readonly currency: string }[];
  readonly processing?: { readonly profileId: number; readonly apiKey: string };
}

interface Made {
  readonly merchantId: string;
  readonly userId: string;
  readonly xprizo: Xprizo;
  readonly balances: Readonly<Record<string, string>>;
}

async function run<T = Record<string, unknown>>(...words: string[]): Promise<T> {
  return documentOf(await cli(...words, '--json')) as T;
}

const noOf = async (apiKey: string) =>
  (await callers.byKey(apiKey, '127.0.0.1')).merchant.merchantNo;

test('a merchant is made with a key, a login, and a numbered wallet for each currency', async () => {
  const { xprizo, balances } = await run<Made>(
    ...['merchant', 'create', '--name', 'Jaya', '--currencies', 'INR,KES'],
    ...['--fund', 'INR=1000.00', '--fund', 'USD=20.50', '--processing'],
  );
  assert.deepEqual(Object.keys(xprizo), [
    ...['apiKey', 'userName', 'password', 'profileId', 'processing', 'accounts'],
  ]);
  assert.deepEqual(
    xprizo.accounts.map(({ currency }) => currency),
    ['INR', 'KES', 'USD'],
  );
  assert.ok(xprizo.accounts.every(({ id }) => Number.isInteger(id) && id > 100_000));
  assert.deepEqual(balances, { INR: '1000.00', KES: '0.00', USD: '20.50' });
  assert.equal(await noOf(xprizo.apiKey), xprizo.profileId);
  const { merchant } = await logins.login(xprizo, '127.0.0.1');
  assert.equal(merchant.merchantNo, xprizo.profileId);

  const { processing } = xprizo;
  assert.ok(processing);
  const acting = await callers.byKey(processing.apiKey, '127.0.0.1');
  assert.equal(acting.merchant.kind, 'processing');
  for (const { id } of xprizo.accounts) {
    const access = await walletAccess(pool, acting.merchant.merchantId, BigInt(id));
    assert.equal(access?.level, 'create');
  }
});

test('a person is made with wallets, found by name and number, and is no merchant of the list', async () => {
  const { userId, xprizo, balances } = await run<Made>(
    ...['user', 'create', '--name', 'Wanjiru Kamau', '--user-name', 'wanjiru'],
    ...['--mobile', '+254711000111', '--email', 'w@people.example', '--pin', '2468'],
    ...['--fund', 'KES=500.00,USD=5'],
  );
  assert.deepEqual(balances, { INR: '0.00', KES: '500.00', USD: '5.00' });
  assert.equal(xprizo.userName, 'wanjiru');
  for (const userName of ['wanjiru', '+254711000111', 'w@people.example'])
    assert.ok(await logins.login({ ...xprizo, userName }, '127.0.0.1'));
  const shown = await run('user', 'show', String(xprizo.profileId));
  assert.deepEqual(
    [shown['userId'], shown['userName'], shown['mobile'], shown['hasPin'], shown['kind']],
    [userId, 'wanjiru', '+254711000111', true, 'user'],
  );
  const wallets = shown['wallets'] as { currency: string; isDefault: boolean }[];
  assert.deepEqual(
    wallets.filter((wallet) => wallet.isDefault).map(({ currency }) => currency),
    ['KES'],
  );
  const users = await run<{ users: { merchantId: string }[] }>('user', 'list');
  assert.ok(users.users.some((user) => user.merchantId === userId));
  const merchants = await run<{ merchants: { merchantId: string }[] }>('merchant', 'list');
  assert.ok(merchants.merchants.every((merchant) => merchant.merchantId !== userId));
  for (const [words, sentence] of [
    [['--user-name', 'wanjiru'], /in use/],
    [['--mobile', '+254711000111'], /in use/],
    [['--email', 'w@people.example'], /in use/],
    [['--user-name', 'user1001'], /user name/],
    [['--mobile', '0711000111'], /mobile/],
  ] as const) {
    const ran = await cli('user', 'create', '--name', 'Second', ...words, '--json');
    assert.equal(ran.code, 4);
    assert.match(errorOf(ran).message, sentence);
  }
});

test('a wallet is opened, funded in its own currency only, granted and shown', async () => {
  const owner = await run<Made>('merchant', 'create', '--name', 'Kiran');
  const other = await run<Made>('merchant', 'create', '--name', 'Lata');
  const no = String(owner.xprizo.profileId);
  const opened = await run<{ id: number }>('wallet', 'open', no, 'KES');
  const id = String(opened.id);
  assert.equal((await cli('wallet', 'open', no, 'KES')).code, 4);
  assert.equal((await cli('wallet', 'open', no, 'USDT')).code, 2);
  assert.equal((await cli('wallet', 'fund', id, 'INR=5')).code, 2);
  assert.equal((await cli('wallet', 'fund', '999999', 'KES=5')).code, 4);
  assert.equal((await run('wallet', 'fund', id, 'KES=12.50'))['available'], '12.50');
  assert.deepEqual((await run('merchant', 'fund', no, 'KES=0.50'))['balances'], { KES: '13.00' });
  await run('wallet', 'grant', id, String(other.xprizo.profileId), 'Approve');
  const shown = await run<{ grants: { profileId: number; level: string }[] }>('wallet', 'show', id);
  assert.deepEqual(
    shown.grants.map(({ profileId, level }) => [profileId, level]),
    [[other.xprizo.profileId, 'approve']],
  );
  await run('wallet', 'grant', id, String(other.xprizo.profileId), 'none');
  assert.deepEqual((await run('wallet', 'show', id))['grants'], []);
  assert.equal((await cli('wallet', 'grant', id, no, 'full')).code, 2);
  const { wallets } = await run<{ wallets: { currency: string; posted: string }[] }>(
    ...['wallet', 'list', no],
  );
  assert.deepEqual(
    wallets.map(({ currency, posted }) => [currency, posted]),
    [
      ['INR', '0.00'],
      ['KES', '13.00'],
    ],
  );
});

test('an empty wallet is closed and opened again, and another one becomes the default', async () => {
  const { xprizo } = await run<Made>('merchant', 'create', '--name', 'Meena', '--fund', 'KES=1.00');
  const idOf = (code: string) =>
    String(xprizo.accounts.find(({ currency }) => currency === code)?.id);
  const refusal = async (...words: string[]) => {
    const ran = await cli(...words, '--json');
    assert.equal(ran.code, 4);
    return errorOf(ran).message;
  };
  assert.match(await refusal('wallet', 'close', idOf('INR')), /default/);
  assert.match(await refusal('wallet', 'close', idOf('KES')), /holds money/);
  assert.match(await refusal('wallet', 'reopen', idOf('KES')), /is open/);
  assert.equal((await run('wallet', 'default', idOf('KES')))['isDefault'], true);
  assert.equal((await run('wallet', 'close', idOf('INR')))['status'], 'inactive');
  assert.match(await refusal('wallet', 'close', idOf('INR')), /closed already/);
  assert.match(await refusal('wallet', 'default', idOf('INR')), /closed/);
  const { wallets } = await run<{ wallets: { currency: string; isDefault: boolean }[] }>(
    ...['wallet', 'list', String(xprizo.profileId)],
  );
  assert.deepEqual(
    wallets.filter(({ isDefault }) => isDefault).map(({ currency }) => currency),
    ['KES'],
  );
  assert.equal((await run('wallet', 'reopen', idOf('INR')))['status'], 'active');
});

test('a rate is set with a spread and a new one takes its place; one that is none is refused', async () => {
  await run('wallet', 'rate', 'USD/KES', '120.5');
  const { rates } = await run<{ rates: Record<string, unknown>[] }>(
    ...['wallet', 'rate', 'USD/KES', '129.25', '--spread', '50'],
  );
  const [{ setAt: _, ...rate } = {}] = rates;
  assert.deepEqual(rate, {
    ...{
      from: 'USD',
      into: 'KES',
      version: 2,
      rate: '129.25',
      spreadBasisPoints: 50,
      setBy: 'cli',
    },
  });
  for (const words of [
    ['USD/USD', '1'],
    ['USD/KES', '0'],
    ['USD/KES', '1e3'],
    ['USD/XYZ', '1'],
  ])
    assert.notEqual((await cli('wallet', 'rate', ...words)).code, 0, words.join(' '));
});

test('one more key is made for any profile', async () => {
  const { xprizo } = await run<Made>('user', 'create', '--name', 'Otieno');
  const made = await run<{ apiKey: string }>('credentials', 'key', String(xprizo.profileId));
  assert.equal(await noOf(made.apiKey), xprizo.profileId);
  assert.equal(await noOf(xprizo.apiKey), xprizo.profileId);
  const words = ['credentials', 'approval-secret', String(xprizo.profileId)];
  assert.match(String((await run(...words))['approvalSecret']), /^whsec_[A-Za-z0-9+/]{43}=$/);
});

test('a key that leaked is found among the others and ended, and it alone', async () => {
  const { xprizo } = await run<Made>('user', 'create', '--name', 'Achieng');
  const owner = String(xprizo.profileId);
  const { apiKey } = await run<{ apiKey: string }>('credentials', 'key', owner, '--name', 'leaked');
  const listed = async () => {
    const { keys } = await run<{ keys: { keyNo: number; name: string }[] }>(
      ...['credentials', 'keys', owner],
    );
    return keys;
  };
  const keyNo = (await listed()).find(({ name }) => name === 'leaked')?.keyNo;
  await run('credentials', 'end-key', owner, String(keyNo));
  await assert.rejects(noOf(apiKey), { code: 'access.unauthenticated' });
  assert.equal(await noOf(xprizo.apiKey), xprizo.profileId);
  assert.equal((await listed()).length, 1);
  for (const [word, code] of [
    [String(keyNo), 4],
    ['leaked', 2],
  ] as const)
    assert.equal((await cli('credentials', 'end-key', owner, word)).code, code, word);
});
