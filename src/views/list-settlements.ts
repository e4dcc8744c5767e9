/** Settlements of all merchants for operators to look through: newest first, page by page. */
import type { Queryable } from '../db/connection.ts';
import { settlementColumns } from '../settlements/settlement-rows.ts';
import type { Network, Settlement, SettlementStatus } from '../settlements/settlement.ts';

export interface ListedSettlement extends Settlement {
  readonly merchantName: string;
}

export interface SettlementFilter {
  /** Part of a merchant's name; a merchant's number, an address, a UTR, a hash or an id as a whole; empty: all. */
  readonly text: string;
  readonly status?: SettlementStatus | undefined;
  readonly network?: Network | undefined;
  readonly merchantId?: string | undefined;
  /** The last of the page before. */
  readonly beforeId?: string | undefined;
  readonly limit: number;
}

/** A merchant has a handful a week, so all of them are looked through. */
export async function findListedSettlements(
  db: Queryable,
  { text, status, network, merchantId, beforeId, limit }: SettlementFilter,
): Promise<ListedSettlement[]> {
  const { rows } = await db.query<ListedSettlement>(
    `select ${settlementColumns}, m.name as "merchantName"
     from settlements s join merchants m on m.merchant_id = s.merchant_id
     where ($1 = '' or strpos(lower(m.name), lower($1)) > 0 or m.merchant_no::text = $1
         or s.settlement_id::text = lower($1) or s.address = $1 or lower(s.transfer_reference) = lower($1))
       and ($2::text is null or s.status = $2) and ($3::text is null or s.network = $3)
       and ($4::uuid is null or s.merchant_id = $4) and ($5::uuid is null or s.settlement_id < $5)
     order by s.settlement_id desc limit $6`,
    [text, status ?? null, network ?? null, merchantId ?? null, beforeId ?? null, limit],
  );
  return rows;
}
