/** Two owners with wallets, and what the tests of transfers say and read again and again. */
import { walletBalance } from '../../../src/ledger/wallet-balance.ts';
import type { Wallet, WalletCurrency } from '../../../src/merchants/wallets.ts';
import { openProfile, type Gateway, type Reply, type TestProfile } from './gateway.ts';

let made = 0;

/** Asha with 100.00 in INR and in USD, and Ravi with nothing. */
export function twoOwners(gateway: Gateway): Promise<[TestProfile, TestProfile]> {
  return Promise.all([
    openProfile(gateway, { name: 'Asha', funds: { INR: 100_00n, USD: 100_00n } }),
    openProfile(gateway, { name: 'Ravi', funds: { INR: 0n, USD: 0n } }),
  ]);
}

export function walletOf({ wallets }: TestProfile, currency: WalletCurrency = 'INR'): Wallet {
  const wallet = wallets.find((one) => one.currency === currency);
  if (wallet === undefined) throw new Error('No such wallet.');
  return wallet;
}

/** 12.50 from one to the other, as the published samples send it, with numbers as numbers. */
export function body(
  from: TestProfile,
  to: TestProfile,
  fields: object = {},
  currency?: WalletCurrency,
) {
  return {
    fromAccountId: Number(walletOf(from, currency).walletNo),
    toAccountId: Number(walletOf(to, currency).walletNo),
    reference: `REF-${String((made += 1))}`,
    amount: 12.5,
    description: 'Rent',
    ...fields,
  };
}

/** Available, in minor units. */
export async function balanceOf(
  { pool }: Pick<Gateway, 'pool'>,
  { merchantId }: TestProfile,
  currency: WalletCurrency = 'INR',
): Promise<bigint | undefined> {
  const found = await walletBalance(pool, merchantId, currency);
  return found && found.postedMinor - found.heldMinor;
}

/** Status and message of a refusal. */
export function modelOf({ status, body: said }: Pick<Reply, 'status' | 'body'>) {
  return [status, (said as { message?: string } | undefined)?.message];
}
