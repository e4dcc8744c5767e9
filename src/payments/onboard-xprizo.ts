/** What a new owner gets for the Xprizo contract: a key, numbered wallets, and if asked for a profile that acts for it. */
import type { Pool } from '../db/connection.ts';
import { createApiKey } from '../identity/api-keys.ts';
import { newId, type MerchantId } from '../kit/ids.ts';
import { createMerchant } from '../merchants/create-merchant.ts';
import type { MerchantView } from '../merchants/merchant.ts';
import { grantWallet } from '../merchants/wallet-access.ts';
import { walletsOf, type WalletCurrency } from '../merchants/wallets.ts';
import type { WalletOrder } from './open-wallets.ts';

/** The only time that these secrets are shown. */
export interface OnboardedXprizo {
  readonly apiKey: string;
  readonly userName: string;
  readonly password: string;
  readonly profileId: number;
  readonly accounts: readonly { readonly id: bigint; readonly currency: WalletCurrency }[];
  readonly processing?: { readonly profileId: number; readonly apiKey: string };
}

export async function openXprizoAccess(
  pool: Pool,
  owner: MerchantView,
  order: WalletOrder & { readonly withProcessing: boolean },
  login: { readonly userName: string; readonly password: string },
): Promise<OnboardedXprizo> {
  const { merchantId, merchantNo } = owner;
  const wallets = await walletsOf(pool, merchantId);
  const processing = order.withProcessing ? await openProcessing(pool, owner, order) : undefined;
  const words = { name: 'first', description: '' };
  const { apiKey } = await createApiKey(pool, { ...order, merchantId, merchantNo }, words);
  return {
    apiKey,
    ...login,
    profileId: merchantNo,
    accounts: wallets.map(({ walletNo, currency }) => ({ id: walletNo, currency })),
    ...(processing && { processing }),
  };
}

/** A profile with nothing of its own that may create transactions on the wallets of the owner. */
async function openProcessing(pool: Pool, owner: MerchantView, order: WalletOrder) {
  const merchantId: MerchantId = newId<'merchant'>(order.nowMs);
  const { environment, limits } = owner;
  const { merchantNo } = await createMerchant(pool, {
    ...{ ...order, merchantId, kind: 'processing', environment, limits },
    name: `${owner.name} processing`.slice(0, 200),
  });
  for (const wallet of await walletsOf(pool, owner.merchantId))
    await grantWallet(pool, wallet, merchantId, 'create', order);
  const words = { name: 'first', description: '' };
  const { apiKey } = await createApiKey(pool, { ...order, merchantId, merchantNo }, words);
  return { profileId: merchantNo, apiKey };
}
