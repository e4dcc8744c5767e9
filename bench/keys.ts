/** API keys of the XPayout contract for the merchants of a seeded database. */
import { openPool } from '../src/db/connection.ts';
import { issueApiCredential, type ApiCredential } from '../src/identity/api-credentials.ts';
import { loadDeploymentSecrets } from '../src/identity/deployment-secrets.ts';
import { systemClock } from '../src/kit/clock.ts';
import { listMerchants } from '../src/merchants/find-merchant.ts';

const access = {
  hmacMode: 'required',
  marketplaceCode: 'STANDARD',
  apiEnabled: true,
  registeredAddresses: ['127.0.0.1'],
  approvedAddresses: ['127.0.0.1'],
} as const;

/** For each merchant, in the order of their numbers; every step of the checklist is taken. */
export async function issueKeys(url: string): Promise<ApiCredential[]> {
  const pool = openPool(url, 'bench keys', 2);
  try {
    const { sealer } = await loadDeploymentSecrets(pool, undefined);
    const nowMs = systemClock.now().getTime();
    const keys: ApiCredential[] = [];
    for (const { merchantId, merchantNo } of await listMerchants(pool))
      keys.push(
        await issueApiCredential(pool, {
          ...{ merchantId, merchantNo, sealer, access },
          ...{ actor: 'bench', nowMs },
        }),
      );
    return keys;
  } finally {
    await pool.end();
  }
}
