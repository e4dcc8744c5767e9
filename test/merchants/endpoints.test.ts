import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { DomainError } from '../../src/kit/errors.ts';
import { newId, type MerchantId } from '../../src/kit/ids.ts';
import { createSealer } from '../../src/kit/seal.ts';
import { createMerchant } from '../../src/merchants/create-merchant.ts';
import { openEndpointSecrets } from '../../src/merchants/endpoint-secrets.ts';
import {
  disableEndpoint,
  enableEndpoint,
  listEndpoints,
  loadActiveEndpoints,
  rotateEndpointSecret,
  setEndpoint,
} from '../../src/merchants/endpoints.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';

const nowMs = Date.now();
const sealer = createSealer([{ keyId: 'test', key: randomBytes(32) }]);
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
const by = { actor: 'test', nowMs, sealer, newSecret };
const url = 'https://shop.example/hook';
let database: TestDatabase;
let pool: Pool;

before(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url, 'endpoint tests', 10);
});
after(async () => {
  await pool.end();
  await database.drop();
});

async function newMerchant(): Promise<MerchantId> {
  const merchantId = newId<'merchant'>(nowMs);
  const name = 'Asha Stores';
  await createMerchant(pool, { merchantId, name, environment: 'sandbox', actor: 'test', nowMs });
  return merchantId;
}

async function secretsOf(merchantId: MerchantId, atMs: number): Promise<string[]> {
  const { rows } = await pool.query<{ endpointId: string; sealedSecrets: string[] }>(
    `select endpoint_id as "endpointId", sealed_secrets as "sealedSecrets"
     from webhook_endpoints where merchant_id = $1`,
    [merchantId],
  );
  return rows.flatMap((row) => openEndpointSecrets(sealer, { merchantId, ...row }, atMs));
}

async function actionsOf(merchantId: MerchantId): Promise<string[]> {
  const { rows } = await pool.query<{ action: string }>(
    `select action from audit_events where merchant_id = $1 and action like 'webhook%' order by event_id`,
    [merchantId],
  );
  return rows.map(({ action }) => action);
}

test('a merchant has one endpoint, however often and by however many it is set', async () => {
  const merchantId = await newMerchant();
  const all = await Promise.all(
    Array.from({ length: 5 }, (_, index) =>
      setEndpoint(pool, merchantId, { ...by, url: `${url}/${index}` }),
    ),
  );
  assert.equal(new Set(all.map(({ endpointId }) => endpointId)).size, 1);
  const [endpoint, ...others] = await listEndpoints(pool, merchantId);
  assert.deepEqual(others, []);
  assert.equal(endpoint?.status, 'active');
  const [secret] = await secretsOf(merchantId, nowMs);
  assert.ok(all.some((set) => set.secret === secret));
  assert.equal((await actionsOf(merchantId)).length, 5);
});

test('no plain secret is in the database', async () => {
  const merchantId = await newMerchant();
  const { secret } = await setEndpoint(pool, merchantId, { ...by, url });
  const { rows } = await pool.query<{ text: string }>(
    `select e::text as text from webhook_endpoints e where merchant_id = $1
     union all select a::text from audit_events a where merchant_id = $1`,
    [merchantId],
  );
  for (const { text } of rows) assert.ok(!text.includes(secret.slice('whsec_'.length)));
});

test('a replaced secret ends with its overlap, and the one before it at once', async () => {
  const merchantId = await newMerchant();
  const first = await setEndpoint(pool, merchantId, { ...by, url });
  const change = { ...by, overlapMs: 1_000 };
  const second = await rotateEndpointSecret(pool, merchantId, first.endpointId, change);
  assert.deepEqual(await secretsOf(merchantId, nowMs + 999), [second?.secret, first.secret]);
  assert.deepEqual(await secretsOf(merchantId, nowMs + 1_000), [second?.secret]);
  const third = await rotateEndpointSecret(pool, merchantId, first.endpointId, change);
  assert.deepEqual(await secretsOf(merchantId, nowMs), [third?.secret, second?.secret]);
});

test('only active endpoints are loaded, each under its merchant', async () => {
  const [one, two, none] = [await newMerchant(), await newMerchant(), await newMerchant()];
  const first = await setEndpoint(pool, one, { ...by, url });
  const second = await setEndpoint(pool, two, { ...by, url });
  const off = { actor: 'test', nowMs, reason: 'test' };
  assert.equal(await disableEndpoint(pool, two, second.endpointId, off), true);
  assert.equal(await disableEndpoint(pool, two, second.endpointId, off), false);
  const loaded = await loadActiveEndpoints(pool, [one, two, none, one]);
  assert.deepEqual([...loaded], [[one, [{ endpointId: first.endpointId }]]]);
  assert.equal(await enableEndpoint(pool, two, second.endpointId, by), true);
  assert.equal(await enableEndpoint(pool, two, second.endpointId, by), false);
  assert.equal((await loadActiveEndpoints(pool, [one, two])).size, 2);
  assert.deepEqual(await actionsOf(two), [
    'webhook_endpoint.created',
    'webhook_endpoint.disabled',
    'webhook_endpoint.enabled',
  ]);
});

test('nobody changes an endpoint of another merchant, or sets one without a merchant', async () => {
  const [owner, other] = [await newMerchant(), await newMerchant()];
  const { endpointId } = await setEndpoint(pool, owner, { ...by, url });
  const off = { actor: 'test', nowMs, reason: 'test' };
  assert.equal(await disableEndpoint(pool, other, endpointId, off), false);
  const change = { ...by, overlapMs: 0 };
  assert.equal(await rotateEndpointSecret(pool, other, endpointId, change), undefined);
  await assert.rejects(setEndpoint(pool, newId<'merchant'>(nowMs), { ...by, url }), DomainError);
});
