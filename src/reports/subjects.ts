/** What the journals of a page are about, in the words of the merchant. Another kind of subject is one more look-up. */
import type { ReportScope } from './report.ts';

export interface Subject {
  readonly serviceType: string;
  readonly transactionNumber: string;
  readonly reference: string | null;
}

interface Row {
  id: string;
  transaction_number: string;
  reference: string | null;
}

/**
 * What the owner of a transfer knows it by, whose row is `t`: its key in the Xprizo contract. An exchange that followed
 * on a deposit before such had keys has its id.
 */
export const keyOfTransfer = `coalesce((select x.approval_key from xprizo_transactions x
  where x.merchant_id = t.merchant_id and x.transaction_id = t.transfer_id), t.transfer_id::text)`;

/** For each service: its payments by id, as `id`, `transaction_number` and `reference`. */
const lookUps: Readonly<Record<string, string>> = {
  payout: `select payout_id as id, transaction_number, reference from payouts
    where merchant_id = $1 and payout_id = any($2::uuid[])`,
  payin: `select payin_id as id, transaction_number, reference from payins
    where merchant_id = $1 and payin_id = any($2::uuid[])`,
  settlement: `select settlement_id as id, settlement_id::text as transaction_number, null as reference
    from settlements where merchant_id = $1 and settlement_id = any($2::uuid[])`,
  transfer: `select t.transfer_id as id, ${keyOfTransfer} as transaction_number, t.reference
    from transfers t where t.merchant_id = $1 and t.transfer_id = any($2::uuid[])
    union all
    select t.transfer_id, ${keyOfTransfer}, t.reference
    from incoming_transfers t where t.merchant_id = $1 and t.transfer_id = any($2::uuid[])`,
};

/** By subject id; those that are no payment, such as a funding, are not in it. */
export async function findSubjects(
  { db, merchantId }: Pick<ReportScope, 'db' | 'merchantId'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Subject>> {
  const subjects = new Map<string, Subject>();
  for (const [serviceType, text] of Object.entries(lookUps)) {
    const missing = ids.filter((id) => !subjects.has(id));
    if (missing.length === 0) break;
    const { rows } = await db.query<Row>(text, [merchantId, missing]);
    for (const row of rows)
      subjects.set(row.id, {
        serviceType,
        transactionNumber: row.transaction_number,
        reference: row.reference,
      });
  }
  return subjects;
}
