/** Wallets of an owner in several currencies, and what is in them from the start. */
import { transaction, type Pool } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { newId, type MerchantId } from '../kit/ids.ts';
import { formatMoney } from '../kit/money.ts';
import { fundWallet } from '../merchants/fund-wallet.ts';
import { walletBalances } from '../ledger/wallet-balance.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import {
  newWalletNo,
  openWallet,
  setDefaultWallet,
  walletsOf,
  type Wallet,
  type WalletCurrency,
} from '../merchants/wallets.ts';

export interface WalletOrder {
  readonly merchantId: MerchantId;
  readonly actor: string;
  readonly nowMs: number;
}

export interface Funds {
  readonly minor: bigint;
  readonly currency: WalletCurrency;
}

/** Throws DomainError `request.invalid_fields` when the owner has a wallet in this currency. */
export async function openWalletIn(
  pool: Pool,
  order: WalletOrder,
  currency: WalletCurrency,
): Promise<Wallet> {
  const { merchantId, nowMs } = order;
  const existing = await walletsOf(pool, merchantId);
  if (existing.some((wallet) => wallet.currency === currency))
    throw new DomainError('request.invalid_fields', {
      fields: { currency: [`There is a wallet in ${currency} already.`] },
    });
  const walletNo = await newWalletNo(pool);
  const wallet = {
    ...{ walletNo, merchantId, currency, name: currency },
    isDefault: existing.length === 0,
  };
  return transaction(pool, async (tx) => {
    // The accounts in INR are there from the first day of their owner.
    const opensAccounts = currency !== 'INR';
    await openWallet(tx, { ...wallet, opensAccounts, at: new Date(nowMs) });
    await writeAuditEvent(tx, {
      ...order,
      action: 'wallet.opened',
      details: { walletNo, currency },
    });
    return { ...wallet, status: 'active' };
  });
}

/** Those of `currencies` that are missing are opened; for a person the first of them becomes the default. */
export async function openWallets(
  pool: Pool,
  order: WalletOrder,
  currencies: readonly WalletCurrency[],
  firstIsDefault: boolean,
): Promise<Wallet[]> {
  const has = new Set((await walletsOf(pool, order.merchantId)).map(({ currency }) => currency));
  for (const currency of new Set(currencies))
    if (!has.has(currency)) await openWalletIn(pool, order, currency);
  const [first] = currencies;
  if (firstIsDefault && first !== undefined)
    await transaction(pool, (tx) => setDefaultWallet(tx, order.merchantId, first));
  return walletsOf(pool, order.merchantId);
}

/** Resolves to the text of what each wallet holds afterwards, by currency. */
export async function fundWallets(
  pool: Pool,
  { merchantId, actor }: Pick<WalletOrder, 'merchantId' | 'actor'>,
  funds: readonly Funds[],
  at: Date,
): Promise<Readonly<Record<string, string>>> {
  for (const money of funds) {
    if (money.minor === 0n) continue;
    const fundingId = newId<'funding'>(at.getTime());
    await fundWallet(pool, { merchantId, fundingId, money, actor, at });
  }
  const balances = await walletBalances(pool, merchantId);
  return Object.fromEntries(
    balances.map(({ currency, postedMinor, heldMinor }) => [
      currency,
      formatMoney({ minor: postedMinor - heldMinor, currency }),
    ]),
  );
}
