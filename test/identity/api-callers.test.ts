/** Whoever API keys belong to: many at once are read together, and none for another. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { ApiCallers } from '../../src/identity/api-callers.ts';
import { issueApiCredential } from '../../src/identity/api-credentials.ts';
import { DomainError } from '../../src/kit/errors.ts';
import { newId } from '../../src/kit/ids.ts';
import { createSealer } from '../../src/kit/seal.ts';
import { createMerchant } from '../../src/merchants/create-merchant.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';

const sealer = createSealer([{ keyId: 'test', key: Buffer.alloc(32, 7) }]);
let database: TestDatabase;
let pool: Pool;
before(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url, 'test', 4);
});
after(async () => {
  await pool.end();
  await database.drop();
});

async function merchantWithKey() {
  const nowMs = Date.now();
  const merchantId = newId<'merchant'>(nowMs);
  const order = { merchantId, actor: 'test', nowMs };
  const { merchantNo } = await createMerchant(pool, {
    ...order,
    name: 'Test Merchant',
    environment: 'sandbox',
  });
  return { merchantId, ...(await issueApiCredential(pool, { ...order, merchantNo, sealer })) };
}

test('keys that are asked for at one moment are answered each with its own merchant, by few statements', async () => {
  const made: Awaited<ReturnType<typeof merchantWithKey>>[] = [];
  for (let count = 0; count < 12; count += 1) made.push(await merchantWithKey());
  let statements = 0;
  const counted = {
    query: <Row extends object>(config: { text: string; values: unknown[] }) => {
      statements += 1;
      return pool.query<Row>(config);
    },
  } as unknown as Pool;
  const callers = new ApiCallers(counted, sealer);
  const foreign = made[0]?.apiKey.replace(/_[a-z2-7]{16}$/, '_aaaaaaaaaaaaaaaa') ?? '';
  const asked = [...made, ...made].map(({ apiKey }) => callers.find(apiKey));
  const strangers = ['', 'nonsense', foreign, 'hx_zzzzzz_aaaaaaaaaaaaaaaa', 'x'.repeat(10_000)];
  const unknown = strangers.map((key) => callers.find(key));
  for (const [index, found] of (await Promise.all(asked)).entries()) {
    const its: (typeof made)[number] | undefined = made[index % made.length];
    assert.ok(its !== undefined && found !== undefined);
    assert.equal(found.merchant.merchantId, its.merchantId);
    assert.equal(found.access.merchantId, its.merchantId);
    assert.equal(found.secret, its.apiSecret);
    assert.equal(found.marketplace, undefined);
  }
  for (const found of await Promise.all(unknown)) assert.equal(found, undefined);
  // The first is read alone, the others together: three statements each.
  assert.ok(statements <= 6, `${statements} statements`);
});

test('a key whose number is that of another merchant leads to nobody', async () => {
  const [one, other] = [await merchantWithKey(), await merchantWithKey()];
  const stolen = one.apiKey.replace(/^hx_\w+?_/, /^hx_\w+?_/.exec(other.apiKey)?.[0] ?? '');
  await pool.query('update xpayout_access set api_key = $2 where merchant_id = $1', [
    one.merchantId,
    stolen,
  ]);
  assert.equal(await new ApiCallers(pool, sealer).find(stolen), undefined);
});

test('while the database is away everybody who asks is told so, and who came meanwhile with the others', async () => {
  const gone = openPool(database.url, 'test', 1);
  const { apiKey } = await merchantWithKey();
  let statements = 0;
  const counted = {
    query: (config: pg.QueryConfig) => {
      statements += 1;
      return gone.query(config);
    },
  } as unknown as Pool;
  const callers = new ApiCallers(counted, sealer);
  await gone.end();
  for (const end of await Promise.allSettled([callers.find(apiKey), callers.find('other')]))
    assert.ok(
      end.status === 'rejected' &&
        end.reason instanceof DomainError &&
        end.reason.code === 'service.unavailable',
    );
  assert.equal(statements, 1, 'one that stands still is waited for once');
});
