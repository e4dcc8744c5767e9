/** Whether a merchant may be settled at all, and how long a new address waits. Off until somebody turns it on. */
import { joined, type Pool, type Queryable, type Transaction } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';

export interface SettlementTerms {
  readonly enabled: boolean;
  /** From the moment an address is listed until it may be used. */
  readonly coolingOffHours: number;
}

const untilSet: SettlementTerms = { enabled: false, coolingOffHours: 24 };
const mostHours = 720;

export async function readTerms(db: Queryable, merchantId: MerchantId): Promise<SettlementTerms> {
  const { rows } = await db.query<SettlementTerms>(
    `select enabled, cooling_off_hours as "coolingOffHours" from settlement_terms where merchant_id = $1`,
    [merchantId],
  );
  return rows[0] ?? untilSet;
}

export interface TermsChange {
  readonly merchantId: MerchantId;
  readonly actor: string;
  readonly nowMs: number;
}

/** What is not named stays. Throws DomainError `request.invalid_fields`. */
export async function setTerms(
  db: Pool | Transaction,
  change: TermsChange,
  terms: Partial<SettlementTerms>,
): Promise<SettlementTerms> {
  const { coolingOffHours: hours = 0 } = terms;
  if (!Number.isInteger(hours) || hours < 0 || hours > mostHours)
    throw new DomainError('request.invalid_fields', {
      fields: { coolingOffHours: [`Whole hours from 0 to ${mostHours}.`] },
    });
  return joined(db, async (tx) => {
    const { rows } = await tx.query<SettlementTerms>(
      `insert into settlement_terms as t (merchant_id, enabled, cooling_off_hours, updated_at)
       values ($1, coalesce($2::boolean, $4::boolean), coalesce($3::integer, $5::integer), $6)
       on conflict (merchant_id) do update set enabled = coalesce($2::boolean, t.enabled),
         cooling_off_hours = coalesce($3::integer, t.cooling_off_hours), updated_at = excluded.updated_at
       returning enabled, cooling_off_hours as "coolingOffHours"`,
      [
        change.merchantId,
        terms.enabled ?? null,
        terms.coolingOffHours ?? null,
        untilSet.enabled,
        untilSet.coolingOffHours,
        new Date(change.nowMs),
      ],
    );
    await writeAuditEvent(tx, { ...change, action: 'settlements.terms_set', details: terms });
    return rows[0] ?? untilSet;
  });
}
