/** Which wallets a batch of new payments locks, and through them the references of their merchants. */
import type { Currency } from '../kit/money.ts';
import { accountOf, type AccountId } from '../ledger/accounts.ts';

export interface WalletKey {
  readonly merchantId: string;
  readonly account: AccountId;
  readonly currency: Currency;
}

/**
 * Each wallet once. A reference belongs to the merchant and not to a wallet, so the lock on `wallet:INR` is the lock on
 * references: a payment in another currency takes both.
 */
export function walletsToLock(
  commands: readonly { readonly merchantId: string; readonly currency: Currency }[],
): WalletKey[] {
  const accountsOf = new Map<string, AccountId[]>();
  const wallets: WalletKey[] = [];
  const add = (merchantId: string, currency: Currency) => {
    const account = accountOf('wallet', currency);
    const known = accountsOf.get(merchantId);
    if (known?.includes(account) === true) return;
    if (known === undefined) accountsOf.set(merchantId, [account]);
    else known.push(account);
    wallets.push({ merchantId, account, currency });
  };
  for (const { merchantId, currency } of commands) {
    add(merchantId, currency);
    if (currency !== 'INR') add(merchantId, 'INR');
  }
  return wallets;
}
