/** A merchant in words: the same keys in every command. */
import type { Pool } from '../db/connection.ts';
import { walletBalance } from '../ledger/wallet-balance.ts';
import type { Fees, Limits, MerchantView } from '../merchants/merchant.ts';
import { facts, rupees } from './output.ts';

export interface Wallet {
  readonly posted: string;
  readonly held: string;
  readonly available: string;
}

export async function walletOf(pool: Pool, merchantId: string): Promise<Wallet> {
  const found = await walletBalance(pool, merchantId, 'INR');
  const { postedMinor, heldMinor } = found ?? { postedMinor: 0n, heldMinor: 0n };
  return {
    posted: rupees(postedMinor),
    held: rupees(heldMinor),
    available: rupees(postedMinor - heldMinor),
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
