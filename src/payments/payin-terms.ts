/** What a merchant wants done with payments that are not as asked for. */
import type pg from 'pg';
import { arrayLiteral } from '../db/columns.ts';
import { transaction, type Pool } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';

/** credit: into the wallet, at its own price. hold: in suspense until a person decides. refund: back to the customer. */
export type Disposal = 'credit' | 'hold' | 'refund';

export interface PayinTerms {
  /** Paid when the pay-in had expired, and the merchant had been told that it failed. */
  readonly latePayments: Disposal;
  /** More or less than was asked for. */
  readonly wrongAmounts: Disposal;
  /** One link, paid again. */
  readonly secondPayments: Disposal;
}

export const defaultPayinTerms: PayinTerms = {
  latePayments: 'hold',
  wrongAmounts: 'hold',
  secondPayments: 'hold',
};

const termsColumns = `t.late_payments as "latePayments", t.wrong_amounts as "wrongAmounts",
  t.second_payments as "secondPayments"`;

/** Merchants with the default terms are not in the map. Safe to send behind other statements of a lane. */
export async function loadPayinTerms(
  client: Pick<pg.ClientBase, 'query'>,
  merchantIds: readonly string[],
): Promise<Map<string, PayinTerms>> {
  const { rows } = await client.query<PayinTerms & { merchant_id: string }>({
    name: 'payin_terms_of',
    text: `select t.merchant_id, ${termsColumns} from unnest($1::uuid[]) as r (merchant_id)
      join payin_terms t on t.merchant_id = r.merchant_id`,
    values: [arrayLiteral(merchantIds)],
  });
  return new Map(rows.map(({ merchant_id, ...terms }) => [merchant_id, terms]));
}

/** Holds for payments that are heard of from now on; writes the change to the audit. Returns what holds then. */
export async function setPayinTerms(
  pool: Pool,
  merchantId: MerchantId,
  change: Partial<PayinTerms>,
  { actor, nowMs }: { readonly actor: string; readonly nowMs: number },
): Promise<PayinTerms> {
  return transaction(pool, async (tx) => {
    const before = (await loadPayinTerms(tx, [merchantId])).get(merchantId) ?? defaultPayinTerms;
    const terms = { ...before, ...change };
    const { latePayments, wrongAmounts, secondPayments } = terms;
    await tx.query(
      `insert into payin_terms (merchant_id, late_payments, wrong_amounts, second_payments, updated_at)
       values ($1, $2, $3, $4, $5)
       on conflict (merchant_id) do update set late_payments = $2, wrong_amounts = $3,
         second_payments = $4, updated_at = $5`,
      [merchantId, latePayments, wrongAmounts, secondPayments, new Date(nowMs)],
    );
    const details = { ...terms };
    await writeAuditEvent(tx, { merchantId, actor, action: 'payin.terms', details, nowMs });
    return terms;
  });
}
