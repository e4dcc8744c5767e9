import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { loadDeploymentSecrets } from '../../src/identity/deployment-secrets.ts';
import { proveUser } from '../../src/identity/users.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { DomainError } from '../../src/kit/errors.ts';
import {
  findMerchant,
  findMerchantByNo,
  findMerchantsByNo,
} from '../../src/merchants/find-merchant.ts';
import { onboardMerchant, type OnboardDeps } from '../../src/payments/onboard-merchant.ts';
import { newWebhookSecret } from '../../src/webhooks/sign.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';

let database: TestDatabase;
let pool: Pool;
let deps: OnboardDeps;

before(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url, 'test', 8);
  const { sealer } = await loadDeploymentSecrets(pool, undefined);
  deps = {
    pool,
    sealer,
    clock: systemClock,
    checkUrl: () => ({ ok: true }),
    newWebhookSecret: () => newWebhookSecret(randomBytes),
  };
});
after(async () => {
  await pool.end();
  await database.drop();
});

const options = { name: 'Kavya', environment: 'sandbox', actor: 'test' } as const;
const login = { email: 'kavya@shop.example', password: 'correct horse battery' };
const url = 'https://shop.example/hook';

async function merchantIds(): Promise<string[]> {
  const { rows } = await pool.query<{ merchant_id: string }>(
    'select merchant_id from merchants order by merchant_no',
  );
  return rows.map((row) => row.merchant_id);
}

test('a step that fails leaves a merchant that nobody can enter, and the e-mail free to try again', async () => {
  const broken = {
    ...deps,
    newWebhookSecret: () => {
      throw new Error('No randomness.');
    },
  };
  await assert.rejects(
    onboardMerchant(broken, {
      ...options,
      ...login,
      funds: [{ minor: 5_000_00n, currency: 'INR' }],
      webhookUrl: url,
    }),
    /No randomness/,
  );
  const [half = ''] = await merchantIds();
  assert.equal((await findMerchant(pool, half))?.status, 'disabled');
  assert.equal((await pool.query('select from credentials')).rowCount, 0);
  assert.equal(await proveUser(pool, login), undefined);

  const made = await onboardMerchant(deps, { ...options, ...login, webhookUrl: url });
  assert.notEqual(made.merchantId, half);
  assert.equal((await proveUser(pool, login))?.merchant.merchantId, made.merchantId);
});

test('two onboardings with one e-mail at once: one merchant gets it, the other ends disabled', async () => {
  const same = { ...options, email: 'twins@shop.example' };
  const known = await merchantIds();
  const ended = await Promise.allSettled([1, 2].map(() => onboardMerchant(deps, same)));
  const made = ended.filter((end) => end.status === 'fulfilled').map((end) => end.value);
  assert.equal(made.length, 1);
  const refusal = ended.find((end) => end.status === 'rejected')?.reason as unknown;
  assert.ok(refusal instanceof DomainError);
  assert.match(JSON.stringify(refusal.details), /in use/);
  for (const merchantId of (await merchantIds()).filter((id) => !known.includes(id))) {
    const { status } = (await findMerchant(pool, merchantId)) ?? {};
    assert.equal(status, merchantId === made[0]?.merchantId ? 'active' : 'disabled');
  }
});

test('what can be refused is refused before the first step', async () => {
  const known = await merchantIds();
  const refusing = { ...deps, checkUrl: () => ({ ok: false, reason: 'Not there.' }) as const };
  for (const [use, bad] of [
    [deps, { email: 'nobody' }],
    [deps, { email: 'twins@shop.example' }],
    [deps, { password: 'short' }],
    [deps, { funds: [{ minor: -1n, currency: 'INR' }] }],
    [deps, { name: '' }],
    [deps, { name: 'Asha\nRao' }],
    [deps, { name: 'Asha \ud83d' }],
    [refusing, { webhookUrl: url }],
  ] as const)
    await assert.rejects(onboardMerchant(use, { ...options, ...bad }), DomainError);
  assert.deepEqual(await merchantIds(), known);
});

test('a number that no merchant can have is asked for in vain, and is no fault', async () => {
  const { merchantId } = await onboardMerchant(deps, { ...options, name: 'Numbered' });
  const merchantNo = (await findMerchant(pool, merchantId))?.merchantNo ?? 0;
  for (const no of [0, 2 ** 31, 36 ** 6, Number.NaN, Infinity])
    assert.equal(await findMerchantByNo(pool, no), undefined);
  const found = await findMerchantsByNo(pool, [2 ** 31, merchantNo, Number.NaN]);
  assert.deepEqual(
    found.map(({ name }) => name),
    ['Numbered'],
  );
});
