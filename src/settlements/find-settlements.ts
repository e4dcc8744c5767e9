/** Settlements for people to look at. */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { readJournals, type JournalView } from '../payments/payout-dossier.ts';
import { listConversions, type Conversion } from './conversion.ts';
import type { Settlement, SettlementStatus } from './settlement.ts';
import { settlementColumns, type SettlementHistoryEntry } from './settlement-rows.ts';

const mostListed = 1_000;

export interface SettlementFilter {
  readonly merchantId?: MerchantId | undefined;
  readonly status?: SettlementStatus | undefined;
}

/** Newest first. */
export async function listSettlements(
  db: Queryable,
  filter: SettlementFilter = {},
): Promise<Settlement[]> {
  const { rows } = await db.query<Settlement>(
    `select ${settlementColumns} from settlements s
     where ($1::uuid is null or s.merchant_id = $1) and ($2::text is null or s.status = $2)
     order by s.settlement_id desc limit $3`,
    [filter.merchantId ?? null, filter.status ?? null, mostListed],
  );
  return rows;
}

/** Undefined when the merchant has no such settlement. */
export async function findSettlement(
  db: Queryable,
  merchantId: string,
  settlementId: string,
): Promise<Settlement | undefined> {
  const { rows } = await db.query<Settlement>(
    `select ${settlementColumns} from settlements s where s.merchant_id = $1 and s.settlement_id = $2`,
    [merchantId, settlementId],
  );
  return rows[0];
}

/** Whoever's it is: one look-up per merchant, so for people only. */
export async function findSettlementOfAnyone(
  db: Queryable,
  settlementId: string,
): Promise<Settlement | undefined> {
  const { rows } = await db.query<Settlement>(
    `select found.* from merchants m cross join lateral (
       select ${settlementColumns} from settlements s
       where s.merchant_id = m.merchant_id and s.settlement_id = $1 offset 0) found
     limit 1`,
    [settlementId],
  );
  return rows[0];
}

export interface SettlementDossier {
  readonly settlement: Settlement;
  readonly history: readonly SettlementHistoryEntry[];
  readonly conversions: readonly Conversion[];
  readonly journals: readonly JournalView[];
}

export async function readSettlementDossier(
  db: Queryable,
  settlement: Settlement,
): Promise<SettlementDossier> {
  const { merchantId, settlementId, reserveNo } = settlement;
  const [history, conversions, journals] = await Promise.all([
    db.query<SettlementHistoryEntry>(
      `select version, from_status as "fromStatus", to_status as "toStatus", because,
         acted_by as "actedBy", at
       from settlement_history where merchant_id = $1 and settlement_id = $2 order by version`,
      [merchantId, settlementId],
    ),
    listConversions(db, settlement),
    readJournals(db, { merchantId, currency: 'INR', reserveNo, subjectId: settlementId }),
  ]);
  return { settlement, history: history.rows, conversions, journals };
}
