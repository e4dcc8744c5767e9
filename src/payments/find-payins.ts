/** Finding pay-ins for whoever operates the gateway, and all that is known of one. */
import type { Queryable } from '../db/connection.ts';
import { listCases, type Case } from './cases.ts';
import { loadPayins } from './load-payins.ts';
import type { PayinFact } from './payin-fact.ts';
import { payinColumns, payinOf, type PayinRow } from './payin-rows.ts';
import type { Payin, PayinHistoryEntry, PayinStatus } from './payin.ts';
import { isUuid, type MerchantId } from '../kit/ids.ts';
import type { JournalView } from './payout-dossier.ts';

/** Newest first. */
export async function listPayins(
  db: Queryable,
  merchantId: string,
  filter: { readonly status?: PayinStatus | undefined; readonly limit: number },
): Promise<Payin[]> {
  const { rows } = await db.query<PayinRow>(
    `select ${payinColumns} from payins i
     where i.merchant_id = $1 and ($2::text is null or i.status = $2)
     order by i.payin_id desc limit $3`,
    [merchantId, filter.status ?? null, filter.limit],
  );
  return rows.map(payinOf);
}

/** For operators, who name a pay-in without its merchant: each shard is asked by its own key. */
export async function findPayinOfAnyone(
  db: Queryable,
  numberOrId: string,
): Promise<Payin | undefined> {
  const column = isUuid(numberOrId.toLowerCase()) ? 'payin_id' : 'transaction_number';
  const { rows } = await db.query<PayinRow>(
    `select found.* from merchants m cross join lateral (
       select ${payinColumns} from payins i
       where i.merchant_id = m.merchant_id and i.${column} = $1 offset 0) found
     limit 1`,
    [numberOrId],
  );
  return rows[0] && payinOf(rows[0]);
}

export interface PayinDossier {
  readonly payin: Payin;
  readonly history: readonly PayinHistoryEntry[];
  /** In the order in which they were seen. */
  readonly facts: readonly PayinFact[];
  readonly journals: readonly JournalView[];
  readonly cases: readonly Case[];
}

export async function readPayinDossier(db: Queryable, payin: Payin): Promise<PayinDossier> {
  const { merchantId, payinId } = payin;
  const key = [merchantId, payinId];
  const [history, loaded, journals, cases] = await Promise.all([
    db.query<PayinHistoryEntry>(
      `select merchant_id as "merchantId", payin_id as "payinId", version,
         from_status as "fromStatus", to_status as "toStatus", because, at
       from payin_history where merchant_id = $1 and payin_id = $2 order by version`,
      key,
    ),
    loadPayins(db, [payin]),
    // All that is booked of a pay-in are facts, which an index finds by their subject.
    db.query<Omit<JournalView, 'amountsMinor'> & { amounts: readonly string[] }>(
      `select account, journal_no as "journalNo", kind, fact, resolves, debits, credits,
         amounts_minor::text[] as amounts, recorded_at as "recordedAt"
       from journals where merchant_id = $1 and subject_id = $2 and kind in ('record', 'reverse')
       order by account, journal_no`,
      key,
    ),
    listCases(db, { merchantId: merchantId as MerchantId, payoutId: payinId, all: true }),
  ]);
  const facts = loaded[0]?.facts ?? [];
  const booked = journals.rows.map(({ amounts, ...row }) => ({
    ...row,
    amountsMinor: amounts.map(BigInt),
  }));
  return { payin, history: history.rows, facts, journals: booked, cases };
}
