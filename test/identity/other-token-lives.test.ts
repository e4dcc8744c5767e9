/** A process serves tokens of several lives: what was ended stays ended for the longest of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../../src/config.ts';
import { openPool } from '../../src/db/connection.ts';
import { loadDeploymentSecrets } from '../../src/identity/deployment-secrets.ts';
import { openFamily } from '../../src/identity/refresh-tokens.ts';
import { newId } from '../../src/kit/ids.ts';
import { openIdentity } from '../../src/open-identity.ts';
import { createTestDatabase } from '../kit/database.ts';

const minuteMs = 60_000;

test('a token of half an hour that was ended is refused after a start, where those of XoomPe live a minute', async (t) => {
  const database = await createTestDatabase();
  const pool = openPool(database.url, 'test', 4);
  t.after(async () => {
    await pool.end();
    await database.drop();
  });
  const nowMs = Date.now();
  const family = {
    merchantId: newId<'merchant'>(nowMs),
    familyId: newId<'token_family'>(nowMs),
    ...{ subject: newId<'user'>(nowMs), role: 'payer' as const },
    createdAtMs: nowMs - 25 * minuteMs,
    expiresAtMs: nowMs + 5 * minuteMs,
  };
  await openFamily(pool, family, 'a.token');
  await pool.query('update token_families set revoked_at = $2 where family_id = $1', [
    family.familyId,
    new Date(nowMs - 20 * minuteMs),
  ]);
  const config = readConfig({ HUNDI_XOOMPE_TOKEN_SECONDS: '60' });
  const identity = await openIdentity(config, pool, await loadDeploymentSecrets(pool, undefined));
  t.after(identity.stop);
  assert.equal(identity.revocations.isRevoked(family.familyId), true);
});
