/** A merchant in words: the same keys in every command. */
import type { Pool } from '../db/connection.ts';
import type { Currency } from '../kit/money.ts';
import { walletBalance, walletBalances, type WalletBalance } from '../ledger/wallet-balance.ts';
import type { Fees, Limits, MerchantView } from '../merchants/merchant.ts';
import { facts, rupees } from './output.ts';

export interface Wallet {
  readonly posted: string;
  readonly held: string;
  readonly available: string;
}

export async function walletOf(
  pool: Pool,
  merchantId: string,
  currency: Currency = 'INR',
): Promise<Wallet> {
  const found = await walletBalance(pool, merchantId, currency);
  return shownBalance(found ?? { postedMinor: 0n, heldMinor: 0n }, currency);
}

/** By currency, INR first. */
export async function walletsOf(
  pool: Pool,
  merchantId: string,
): Promise<Readonly<Record<string, Wallet>>> {
  const balances = await walletBalances(pool, merchantId);
  return Object.fromEntries(
    balances.map(({ currency, ...balance }) => [currency, shownBalance(balance, currency)]),
  );
}

function shownBalance({ postedMinor, heldMinor }: WalletBalance, currency: Currency): Wallet {
  return {
    posted: rupees(postedMinor, currency),
    held: rupees(heldMinor, currency),
    available: rupees(postedMinor - heldMinor, currency),
  };
}

export function shownFees(fees: Fees): object {
  return {
    basisPoints: fees.basisPoints,
    flat: rupees(fees.flatMinor),
    minimum: rupees(fees.minimumMinor),
    maximum: fees.maximumMinor === null ? null : rupees(fees.maximumMinor),
    gstBasisPoints: fees.gstBasisPoints,
    slabs: fees.slabs.map((slab) => ({
      from: rupees(slab.fromMinor),
      basisPoints: slab.basisPoints,
      flat: rupees(slab.flatMinor),
    })),
  };
}

export function shownMerchant(merchant: MerchantView): object {
  return {
    merchantId: merchant.merchantId,
    merchantNo: merchant.merchantNo,
    name: merchant.name,
    environment: merchant.environment,
    status: merchant.status,
    apiAccess: merchant.apiAccess,
    nearDuplicateGuard: merchant.nearDuplicateGuard,
    allowedAddresses: merchant.allowedAddresses,
    fees: shownFees(merchant.fees),
    payinFees: shownFees(merchant.payinFees),
    limits: merchant.limits,
    createdAt: new Date(merchant.createdAtMs).toISOString(),
  };
}

export function feesText(fees: Fees): string {
  const { basisPoints, flatMinor, minimumMinor, maximumMinor, gstBasisPoints } = fees;
  const most = maximumMinor === null ? 'none' : rupees(maximumMinor);
  const slabs = fees.slabs.map(
    (slab) => `,slab=${rupees(slab.fromMinor)}:${slab.basisPoints}:${rupees(slab.flatMinor)}`,
  );
  return (
    `bps=${basisPoints},flat=${rupees(flatMinor)},min=${rupees(minimumMinor)},max=${most},gst=${gstBasisPoints}` +
    slabs.join('')
  );
}

export function limitsText(limits: Limits): string {
  const text = (limit: number | null) => limit ?? 'none';
  const { authenticationPerMinute, payoutPerMinute, bulkPerMinute, queryPerMinute } = limits;
  return (
    `auth=${text(authenticationPerMinute)},payout=${text(payoutPerMinute)},` +
    `bulk=${text(bulkPerMinute)},query=${text(queryPerMinute)}`
  );
}

export function merchantText(merchant: MerchantView): string {
  return facts({
    merchant: merchant.merchantId,
    number: merchant.merchantNo,
    name: merchant.name,
    environment: merchant.environment,
    status: merchant.status,
    'API access': merchant.apiAccess ? 'on' : 'off',
    'duplicate guard': merchant.nearDuplicateGuard ? 'on' : 'off',
    addresses: merchant.allowedAddresses.join(' ') || 'any',
    fees: feesText(merchant.fees),
    'pay-in fees': feesText(merchant.payinFees),
    limits: limitsText(merchant.limits),
    created: new Date(merchant.createdAtMs),
  });
}
