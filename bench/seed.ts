/** A thousand merchants as an operator would make them: fees, tax, no rate limits, and more money than a bench can spend. */
import { openPool, type Pool } from '../src/db/connection.ts';
import { migrate } from '../src/db/migrate.ts';
import { AccessTokens } from '../src/identity/access-tokens.ts';
import { loadDeploymentSecrets } from '../src/identity/deployment-secrets.ts';
import { Revocations } from '../src/identity/revocations.ts';
import { systemClock } from '../src/kit/clock.ts';
import { newId, type MerchantId } from '../src/kit/ids.ts';
import { fundWallet } from '../src/merchants/fund-wallet.ts';
import { createMerchant } from '../src/merchants/create-merchant.ts';
import { liftedLimits } from '../src/merchants/merchant.ts';

const merchantCount = 1_000;

const fundsMinor = 100_000_000_000_000_00n;
/** Half a percent and five rupees, 18 % GST on the fee. */
export const benchFees = {
  basisPoints: 50,
  flatMinor: 500n,
  minimumMinor: 0n,
  maximumMinor: null,
  gstBasisPoints: 1_800,
  slabs: [],
};

/** Fills an empty database. */
export async function seedMerchants(url: string, merchants = merchantCount): Promise<void> {
  await migrate(url);
  const pool = openPool(url, 'bench seed', 2);
  try {
    for (let count = 0; count < merchants; count++) {
      const at = systemClock.now();
      const nowMs = at.getTime();
      const merchantId = newId<'merchant'>(nowMs);
      await createMerchant(pool, {
        merchantId,
        name: `Merchant ${count}`,
        environment: 'sandbox',
        actor: 'bench',
        nowMs,
        fees: benchFees,
        limits: liftedLimits,
      });
      const fundingId = newId<'funding'>(nowMs);
      const money = { minor: fundsMinor, currency: 'INR' } as const;
      await fundWallet(pool, { actor: 'bench', merchantId, fundingId, money, at });
    }
    // Made now, so that every copy of this database knows the same tokens.
    await loadDeploymentSecrets(pool, undefined);
  } finally {
    await pool.end();
  }
}

export interface Caller {
  readonly merchantId: MerchantId;
  readonly token: string;
}

/** An access token for each merchant, signed as the token endpoint signs them; in order of their numbers. */
export async function mintTokens(url: string): Promise<Caller[]> {
  const pool = openPool(url, 'bench tokens', 1);
  try {
    const { rows } = await pool.query<{ merchant_id: MerchantId }>(
      `select merchant_id from merchants where name like 'Merchant %' order by merchant_no`,
    );
    const tokens = await tokensOf(pool);
    return await Promise.all(
      rows.map(async ({ merchant_id: merchantId }) => ({
        merchantId,
        token: await tokens(merchantId),
      })),
    );
  } finally {
    await pool.end();
  }
}

async function tokensOf(pool: Pool): Promise<(merchantId: MerchantId) => Promise<string>> {
  const secrets = await loadDeploymentSecrets(pool, undefined);
  const lifeSeconds = 3_600;
  const tokens = new AccessTokens(
    { keys: secrets.signingKeys, issuer: 'Hundi', audience: 'Hundi sandbox', lifeSeconds },
    new Revocations(pool, systemClock, lifeSeconds * 1_000),
    systemClock,
  );
  return async (merchantId) => {
    const nowMs = systemClock.now().getTime();
    const { token } = await tokens.issue({
      merchantId,
      familyId: newId<'token_family'>(nowMs),
      subject: 'bench',
      role: 'payer',
      familyExpiresAtMs: nowMs + lifeSeconds * 1_000,
    });
    return token;
  };
}
