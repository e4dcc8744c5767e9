/** A wallet in words: the same keys in every command. */
import type { Pool } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { walletBalances } from '../ledger/wallet-balance.ts';
import { walletsOf, type Wallet } from '../merchants/wallets.ts';
import { rupees } from './output.ts';

/** In the order of their numbers. */
export async function shownWallets(pool: Pool, ownerId: MerchantId) {
  const [wallets, balances] = await Promise.all([
    walletsOf(pool, ownerId),
    walletBalances(pool, ownerId),
  ]);
  return wallets.map((wallet) => {
    const balance = balances.find(({ currency }) => currency === wallet.currency);
    return shownWallet(wallet, balance);
  });
}

export async function shownWalletOf(pool: Pool, { merchantId, walletNo }: Wallet) {
  const id = parseInt(`${walletNo}`, 10);
  const shown = (await shownWallets(pool, merchantId)).find((one) => one.id === id);
  if (shown === undefined) throw new Error('A wallet has vanished while it was looked at.');
  return shown;
}

function shownWallet(
  { walletNo, currency, name, isDefault, status }: Wallet,
  balance: { readonly postedMinor: bigint; readonly heldMinor: bigint } | undefined,
) {
  const { postedMinor, heldMinor } = balance ?? { postedMinor: 0n, heldMinor: 0n };
  return {
    // A number in JSON, as the contract has it.
    id: parseInt(`${walletNo}`, 10),
    currency,
    name,
    isDefault,
    status,
    posted: rupees(postedMinor, currency),
    held: rupees(heldMinor, currency),
    available: rupees(postedMinor - heldMinor, currency),
  };
}
