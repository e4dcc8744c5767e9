/** The quote at which a settlement is converted is logged before the transfer, by whoever obtained it. */
import type { Pool, Queryable } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { shareOf } from '../kit/money.ts';
import { findMerchant } from '../merchants/find-merchant.ts';
import { findMarketplaceOf, planInForce } from '../merchants/marketplaces.ts';
import { advance } from './advance.ts';
import { insertConversion, type Conversion } from './conversion.ts';
import { convertAmount, type Direction } from './convert-amount.ts';
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
export function convertSettlement(pool: Pool, step: Step, quote: QuotedRate): Promise<Settlement> {
  return advance(pool, step, 'converted', async (found, { tx }) => {
    if (found.currency === 'INR')
      throw new DomainError('settlement.wrong_status', {
        reason: 'A settlement in INR is not converted.',
      });
    const gstBasisPoints = await gstOn(tx, found.merchantId);
    const conversion = quoted(found, quote, step, gstBasisPoints);
    await insertConversion(tx, found, conversion);
    const { conversionNo } = conversion;
    return { because: `quote ${conversionNo}`, changes: { conversionNo } };
  });
}

/** The rate of the plan that prices the merchant's payouts. */
async function gstOn(tx: Queryable, merchantId: string): Promise<number> {
  const merchant = await findMerchant(tx, merchantId);
  const marketplace = await findMarketplaceOf(tx, merchantId);
  return merchant ? planInForce('payout', merchant, marketplace).gstBasisPoints : 0;
}

function quoted(
  settlement: Settlement,
  quote: QuotedRate,
  { by, at }: Step,
  gstBasisPoints: number,
): Conversion {
  if (quote.quoteExpiresAt <= at) throw new DomainError('settlement.quote_expired');
  const quotedBy = quote.quotedBy.trim();
  if (quotedBy === '' || quotedBy.length > 100)
    throw refused('quotedBy', 'Who quoted the rate, in 1 to 100 characters.');
  const { spreadBasisPoints: spread } = quote;
  if (!Number.isInteger(spread) || spread < 0 || spread > 10_000)
    throw refused('spread', 'A spread is a whole number of basis points from 0 to 10000.');
  if (quote.feeMinor < 0n) throw refused('fee', 'A fee is not below zero.');
  const fee = { minor: quote.feeMinor, currency: 'INR' } as const;
  const gstMinor = shareOf(fee, gstBasisPoints, 'half-up').minor;
  const netMinor = settlement.amountMinor - fee.minor - gstMinor;
  if (netMinor <= 0n) throw refused('fee', 'The fee and its tax leave nothing to convert.');
  return {
    ...quote,
    ...convertAmount(netMinor, quote.rate, quote.direction),
    quotedBy,
    gstMinor,
    conversionNo: (settlement.conversionNo ?? 0) + 1,
    loggedBy: by,
    loggedAt: at,
  };
}

function refused(field: string, sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { [field]: [sentence] } });
}
