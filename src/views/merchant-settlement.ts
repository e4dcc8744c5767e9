/** One settlement as its own merchant may know it: how far it is and what it is paid, and nothing of who did it inside. */
import type { Queryable } from '../db/connection.ts';
import { findSettlement, readSettlementDossier } from '../settlements/find-settlements.ts';
import type { Conversion } from '../settlements/conversion.ts';
import type { Settlement, SettlementStatus } from '../settlements/settlement.ts';

export interface SettlementChange {
  readonly status: SettlementStatus;
  readonly at: Date;
  /** The transfer by which it was sent or came back, or why it gave the money back; null where the step says all. */
  readonly because: string | null;
}

export interface MerchantSettlement {
  readonly settlement: Settlement;
  /** The label of the address on the list; empty when it has none. */
  readonly label: string;
  /** Of the merchant's team; null: somebody at the operator. */
  readonly requestedBy: string | null;
  /** In force; undefined of what arrives in rupees, and before a quote is logged. */
  readonly conversion: Conversion | undefined;
  /** Oldest first. */
  readonly changes: readonly SettlementChange[];
}

/** Steps of which the reason is of use to the merchant; of the others it is a word of the operator's. */
const toldSteps: readonly SettlementStatus[] = ['sent', 'returned', 'rejected', 'failed'];

/** Undefined when the merchant has no such settlement. */
export async function findMerchantSettlement(
  db: Queryable,
  merchantId: string,
  settlementId: string,
): Promise<MerchantSettlement | undefined> {
  const settlement = await findSettlement(db, merchantId, settlementId);
  if (settlement === undefined) return undefined;
  const [{ history, conversions }, label, requestedBy] = await Promise.all([
    readSettlementDossier(db, settlement),
    labelOf(db, settlement),
    teamNameOf(db, settlement),
  ]);
  return {
    ...{ settlement, label, requestedBy },
    conversion: conversions.find(({ conversionNo }) => conversionNo === settlement.conversionNo),
    changes: history.map(({ toStatus, because, at }) => ({
      ...{ status: toStatus, at },
      because: toldSteps.includes(toStatus) && because !== toStatus ? because : null,
    })),
  };
}

async function labelOf(db: Queryable, { merchantId, addressId }: Settlement): Promise<string> {
  const { rows } = await db.query<{ label: string }>(
    'select label from settlement_addresses where merchant_id = $1 and address_id = $2',
    [merchantId, addressId],
  );
  return rows[0]?.label ?? '';
}

/** A settlement knows whoever asked for it by a name: the e-mail address, or the id where that makes none. */
async function teamNameOf(
  db: Queryable,
  { merchantId, requestedBy }: Settlement,
): Promise<string | null> {
  const { rows } = await db.query<{ name: string }>(
    `select name from people
     where merchant_id = $1 and (lower(email) = $2 or 'person.' || person_id::text = $2)`,
    [merchantId, requestedBy],
  );
  return rows[0]?.name ?? null;
}
