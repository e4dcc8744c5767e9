/** What was quoted for a settlement in USDT. Append-only: a later quote is a new row. */
import type { Queryable } from '../db/connection.ts';
import type { Converted, Direction } from './convert-amount.ts';
import type { Settlement } from './settlement.ts';

/** Amounts in minor units: paise, and millionths of a USDT. */
export interface Conversion extends Converted {
  /** From 1, within its settlement. */
  readonly conversionNo: number;
  /** Decimal text as it was quoted, spread included. */
  readonly rate: string;
  readonly direction: Direction;
  /** How much of the rate is spread; for the record, it computes nothing. */
  readonly spreadBasisPoints: number;
  readonly feeMinor: bigint;
  readonly gstMinor: bigint;
  readonly quotedBy: string;
  readonly quoteExpiresAt: Date;
  readonly loggedBy: string;
  readonly loggedAt: Date;
}

type Key = Pick<Settlement, 'merchantId' | 'settlementId'>;

export async function insertConversion(
  db: Queryable,
  { merchantId, settlementId }: Key,
  conversion: Conversion,
): Promise<void> {
  await db.query(
    `insert into settlement_conversions (merchant_id, settlement_id, conversion_no, rate, direction,
       spread_basis_points, fee_minor, gst_minor, given_minor, rounding_minor, usdt_minor, quoted_by,
       quote_expires_at, logged_by, logged_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      merchantId,
      settlementId,
      conversion.conversionNo,
      conversion.rate,
      conversion.direction,
      conversion.spreadBasisPoints,
      conversion.feeMinor,
      conversion.gstMinor,
      conversion.givenMinor,
      conversion.roundingMinor,
      conversion.usdtMinor,
      conversion.quotedBy,
      conversion.quoteExpiresAt,
      conversion.loggedBy,
      conversion.loggedAt,
    ],
  );
}

/** In the order in which they were logged. */
export async function listConversions(
  db: Queryable,
  { merchantId, settlementId }: Key,
): Promise<Conversion[]> {
  const { rows } = await db.query<Conversion>(
    `select conversion_no as "conversionNo", rate, direction,
       spread_basis_points as "spreadBasisPoints", fee_minor as "feeMinor", gst_minor as "gstMinor",
       given_minor as "givenMinor", rounding_minor as "roundingMinor", usdt_minor as "usdtMinor",
       quoted_by as "quotedBy", quote_expires_at as "quoteExpiresAt", logged_by as "loggedBy",
       logged_at as "loggedAt"
     from settlement_conversions where merchant_id = $1 and settlement_id = $2 order by conversion_no`,
    [merchantId, settlementId],
  );
  return rows;
}

/** The one that the settlement names; undefined for INR and before it is logged. */
export async function conversionInForce(
  db: Queryable,
  settlement: Settlement,
): Promise<Conversion | undefined> {
  const all = await listConversions(db, settlement);
  return all.find(({ conversionNo }) => conversionNo === settlement.conversionNo);
}
