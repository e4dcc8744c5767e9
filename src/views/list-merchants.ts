/** The owners of wallets for operators to look through: newest first, by name or number. */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { MerchantStatus, OwnerKind } from '../merchants/merchant.ts';

export interface ListedMerchant {
  readonly merchantId: MerchantId;
  readonly merchantNo: number;
  readonly name: string;
  readonly kind: OwnerKind;
  readonly status: MerchantStatus;
  readonly createdAt: Date;
  /** Paise of its wallet in rupees that nothing holds. */
  readonly availableMinor: bigint;
  readonly heldMinor: bigint;
  /** Whether a kill switch is on it. */
  readonly isSwitchedOff: boolean;
}

export interface MerchantFilter {
  /** Part of a name, a number, or an id. */
  readonly text?: string | undefined;
  readonly status?: string | undefined;
  readonly kind?: string | undefined;
  /** Those with a lower number: of an earlier page. */
  readonly belowNo?: number | undefined;
  readonly limit: number;
}

export async function findListedMerchants(
  db: Queryable,
  { text, status, kind, belowNo, limit }: MerchantFilter,
): Promise<ListedMerchant[]> {
  const { rows } = await db.query<ListedMerchant>(
    `select m.merchant_id as "merchantId", m.merchant_no as "merchantNo", m.name, m.kind, m.status,
       m.created_at as "createdAt", coalesce(a.posted_minor - a.held_minor, 0)::bigint as "availableMinor",
       coalesce(a.held_minor, 0)::bigint as "heldMinor",
       coalesce((select s.is_off from switches s where s.kind = 'merchant' and s.name = m.merchant_id::text
         order by s.version desc limit 1), false) as "isSwitchedOff"
     from merchants m
     left join accounts a on a.merchant_id = m.merchant_id and a.account = 'wallet:INR'
     where ($1::text is null or m.name ilike $1 or m.merchant_no::text = $2 or m.merchant_id::text = $2)
       and ($3::text is null or m.status = $3) and ($4::text is null or m.kind = $4)
       and ($5::integer is null or m.merchant_no < $5)
     order by m.merchant_no desc limit $6`,
    [
      text === undefined ? null : `%${text.replace(/[\\%_]/g, '\\$&')}%`,
      text ?? null,
      status ?? null,
      kind ?? null,
      belowNo ?? null,
      limit,
    ],
  );
  return rows;
}
