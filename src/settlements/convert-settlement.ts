/** The quote at which a settlement is converted is logged before the transfer, by whoever obtained it. */
import type { Pool, Queryable, Transaction } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { shareOf } from '../kit/money.ts';
import { findMerchant } from '../merchants/find-merchant.ts';
import { findMarketplaceOf, planInForce } from '../merchants/marketplaces.ts';
import { advance } from './advance.ts';
import { insertConversion, type Conversion } from './conversion.ts';
import { convertAmount, type Converted, type Direction } from './convert-amount.ts';
import type { Settlement, Step } from './settlement.ts';

export interface QuotedRate {
  /** Decimal text, spread included. */
  readonly rate: string;
  readonly direction: Direction;
  readonly spreadBasisPoints: number;
  /** Our fee, in paise, taken from the amount before it is converted; GST comes on top of it. */
  readonly feeMinor: bigint;
  readonly quotedBy: string;
  readonly quoteExpiresAt: Date;
}

/**
 * Books nothing: that happens when the settlement is completed. A second quote takes the place of the first.
 * Throws DomainError `settlement.wrong_status` for a settlement in INR, `settlement.quote_expired` and
 * `request.invalid_fields`.
 */
export function convertSettlement(
  db: Pool | Transaction,
  step: Step,
  quote: QuotedRate,
): Promise<Settlement> {
  return advance(db, step, 'converted', async (found, { tx }) => {
    if (quote.quoteExpiresAt <= step.at) throw new DomainError('settlement.quote_expired');
    const conversion: Conversion = {
      ...quote,
      ...(await comesTo(tx, found, quote)),
      quotedBy: quote.quotedBy.trim(),
      conversionNo: (found.conversionNo ?? 0) + 1,
      loggedBy: step.by,
      loggedAt: step.at,
    };
    await insertConversion(tx, found, conversion);
    const { conversionNo } = conversion;
    return { because: `quote ${conversionNo}`, changes: { conversionNo } };
  });
}

export interface ComesTo extends Converted {
  readonly gstMinor: bigint;
}

/**
 * What the quote comes to for this settlement, as things are. Throws DomainError `settlement.wrong_status` for one in INR
 * and `request.invalid_fields`.
 */
export async function comesTo(
  db: Queryable,
  settlement: Settlement,
  quote: QuotedRate,
): Promise<ComesTo> {
  if (settlement.currency === 'INR')
    throw new DomainError('settlement.wrong_status', {
      reason: 'A settlement in INR is not converted.',
    });
  checkWords(quote);
  const fee = { minor: quote.feeMinor, currency: 'INR' } as const;
  const gstBasisPoints = await gstOn(db, settlement.merchantId);
  const gstMinor = shareOf(fee, gstBasisPoints, 'half-up').minor;
  const netMinor = settlement.amountMinor - fee.minor - gstMinor;
  if (netMinor <= 0n) throw refused('fee', 'The fee and its tax leave nothing to convert.');
  return { ...convertAmount(netMinor, quote.rate, quote.direction), gstMinor };
}

/** The rate of the plan that prices the merchant's payouts. */
async function gstOn(db: Queryable, merchantId: string): Promise<number> {
  const merchant = await findMerchant(db, merchantId);
  const marketplace = await findMarketplaceOf(db, merchantId);
  return merchant ? planInForce('payout', merchant, marketplace).gstBasisPoints : 0;
}

function checkWords({ quotedBy, spreadBasisPoints: spread, feeMinor }: QuotedRate): void {
  const name = quotedBy.trim();
  if (name === '' || name.length > 100)
    throw refused('quotedBy', 'Who quoted the rate, in 1 to 100 characters.');
  if (!Number.isInteger(spread) || spread < 0 || spread > 10_000)
    throw refused('spread', 'A spread is a whole number of basis points from 0 to 10000.');
  if (feeMinor < 0n) throw refused('fee', 'A fee is not below zero.');
}

function refused(field: string, sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { [field]: [sentence] } });
}
