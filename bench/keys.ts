/** API keys of the XPayout contract for the merchants of a seeded database. */
import { openPool, type Pool } from '../src/db/connection.ts';
import { issueApiCredential, type ApiCredential } from '../src/identity/api-credentials.ts';
import { loadDeploymentSecrets } from '../src/identity/deployment-secrets.ts';
import { systemClock } from '../src/kit/clock.ts';
import { findMerchant, listMerchants } from '../src/merchants/find-merchant.ts';
import type { MerchantView } from '../src/merchants/merchant.ts';

const access = {
  hmacMode: 'required',
  marketplaceCode: 'STANDARD',
  apiEnabled: true,
  registeredAddresses: ['127.0.0.1'],
  approvedAddresses: ['127.0.0.1'],
} as const;

/** For each merchant, in the order of their numbers; every step of the checklist is taken. */
export function issueKeys(url: string): Promise<ApiCredential[]> {
  return issue(url, (pool) => listMerchants(pool));
}

/** A new secret for one of them. */
export async function issueKeyOf(url: string, merchantId: string): Promise<ApiCredential> {
  const [key] = await issue(url, async (pool) => {
    const merchant = await findMerchant(pool, merchantId);
    return merchant === undefined ? [] : [merchant];
  });
  if (key === undefined) throw new Error(`There is no merchant ${merchantId}.`);
  return key;
}

async function issue(
  url: string,
  read: (pool: Pool) => Promise<readonly MerchantView[]>,
): Promise<ApiCredential[]> {
  const pool = openPool(url, 'bench keys', 2);
  try {
    const { sealer } = await loadDeploymentSecrets(pool, undefined);
    const nowMs = systemClock.now().getTime();
    const keys: ApiCredential[] = [];
    for (const { merchantId, merchantNo } of await read(pool))
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
