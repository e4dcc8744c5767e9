/** Settlements and their history as they are stored. */
import type { Queryable } from '../db/connection.ts';
import type { Settlement, SettlementStatus, Step } from './settlement.ts';

export const settlementColumns = `s.merchant_id as "merchantId", s.settlement_id as "settlementId",
  s.version, s.status, s.currency, s.network, s.address_id as "addressId", s.address,
  s.amount_minor as "amountMinor", s.reserve_no as "reserveNo", s.requested_by as "requestedBy",
  s.decided_by as "decidedBy", s.conversion_no as "conversionNo",
  s.transfer_reference as "transferReference", s.sent_at as "sentAt", s.created_at as "createdAt",
  s.updated_at as "updatedAt"`;

export interface SettlementHistoryEntry {
  readonly version: number;
  readonly fromStatus: SettlementStatus | null;
  readonly toStatus: SettlementStatus;
  readonly because: string;
  readonly actedBy: string;
  readonly at: Date;
}

export async function insertSettlement(db: Queryable, settlement: Settlement): Promise<void> {
  await db.query(
    `insert into settlements (merchant_id, settlement_id, version, status, currency, network, address_id,
       address, amount_minor, reserve_no, requested_by, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      settlement.merchantId,
      settlement.settlementId,
      settlement.version,
      settlement.status,
      settlement.currency,
      settlement.network,
      settlement.addressId,
      settlement.address,
      settlement.amountMinor,
      settlement.reserveNo,
      settlement.requestedBy,
      settlement.createdAt,
      settlement.updatedAt,
    ],
  );
}

/** Undefined when there is no such settlement; until the transaction ends nobody else takes it a step on. */
export async function lockSettlement(
  db: Queryable,
  { merchantId, settlementId }: Pick<Step, 'merchantId' | 'settlementId'>,
): Promise<Settlement | undefined> {
  const { rows } = await db.query<Settlement>(
    `select ${settlementColumns} from settlements s
     where s.merchant_id = $1 and s.settlement_id = $2 for update`,
    [merchantId, settlementId],
  );
  return rows[0];
}

/** Writes what a step may change. */
export async function updateSettlement(db: Queryable, settlement: Settlement): Promise<void> {
  await db.query(
    `update settlements set version = $3, status = $4, decided_by = $5, conversion_no = $6,
       transfer_reference = $7, sent_at = $8, updated_at = $9
     where merchant_id = $1 and settlement_id = $2`,
    [
      settlement.merchantId,
      settlement.settlementId,
      settlement.version,
      settlement.status,
      settlement.decidedBy,
      settlement.conversionNo,
      settlement.transferReference,
      settlement.sentAt,
      settlement.updatedAt,
    ],
  );
}

export async function insertHistory(
  db: Queryable,
  { merchantId, settlementId }: Settlement,
  entry: SettlementHistoryEntry,
): Promise<void> {
  await db.query(
    `insert into settlement_history
       (merchant_id, settlement_id, version, from_status, to_status, because, acted_by, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      merchantId,
      settlementId,
      entry.version,
      entry.fromStatus,
      entry.toStatus,
      entry.because,
      entry.actedBy,
      entry.at,
    ],
  );
}
