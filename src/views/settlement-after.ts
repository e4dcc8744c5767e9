/**
 * The settlement by which money that came into a wallet went to the merchant itself. Money in a wallet is not marked, so
 * it is the first settlement whose hold was written after the credit and that did not give the money back.
 */
import type { Queryable } from '../db/connection.ts';
import type { JournalView } from '../payments/payout-dossier.ts';
import type { SettlementStatus } from '../settlements/settlement.ts';

export interface IntoSettlement {
  readonly merchantId: string;
  readonly settlementId: string;
  readonly status: SettlementStatus;
  readonly createdAt: Date;
}

const wallet = 'wallet:INR';

/** `journals` of the payment with its payee. Null when none of them gave to the wallet of rupees: others are not settled. */
export async function settlementAfter(
  db: Queryable,
  merchantId: string,
  journals: readonly JournalView[],
): Promise<IntoSettlement | 'none yet' | null> {
  const credited = journals.find(({ credits }) => credits.includes(wallet));
  if (credited === undefined) return null;
  const { rows } = await db.query<IntoSettlement>(
    `select merchant_id as "merchantId", settlement_id as "settlementId", status, created_at as "createdAt"
     from settlements
     where merchant_id = $1 and reserve_no > $2 and status not in ('rejected', 'failed', 'returned')
     order by reserve_no limit 1`,
    [merchantId, credited.journalNo],
  );
  return rows[0] ?? 'none yet';
}
