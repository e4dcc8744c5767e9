/** Transfers outside, each of which settles or returns one settlement, of whichever merchant, once and for ever. */
import type { Queryable } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import type { Settlement } from './settlement.ts';

/** Whoever is second waits for the first, and is refused once that one is committed: `settlement.transfer_spent`. */
export async function spendTransfer(
  db: Queryable,
  { network, merchantId, settlementId }: Settlement,
  transferReference: string,
  at: Date,
): Promise<void> {
  const { rowCount } = await db.query(
    `insert into settlement_transfers (network, transfer_reference, merchant_id, settlement_id, recorded_at)
     values ($1, $2, $3, $4, $5) on conflict (network, transfer_reference) do nothing`,
    [network, transferReference, merchantId, settlementId, at],
  );
  if (rowCount !== 1) throw new DomainError('settlement.transfer_spent');
}
