/** The transfer that people made outside is written down; one transfer settles one settlement, of whichever merchant. */
import type { Pool, Queryable } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { advance } from './advance.ts';
import { conversionInForce } from './conversion.ts';
import { readTransfer } from './read-transfer.ts';
import type { Settlement, Step } from './settlement.ts';

export interface Transfer {
  /** UTR, or transaction hash. */
  readonly reference: string;
  /** When it was sent; it may be recorded later. */
  readonly sentAt: Date;
}

/**
 * Throws DomainError `settlement.transfer_spent`, `settlement.quote_expired` when the transfer was sent after the
 * quote had ended, `settlement.wrong_status` when there is no quote yet, and `request.invalid_fields`.
 */
export function recordTransfer(pool: Pool, step: Step, transfer: Transfer): Promise<Settlement> {
  return advance(pool, step, 'sent', async (found, { tx }) => {
    const { sentAt } = transfer;
    const transferReference = readTransfer(found.network, transfer.reference);
    if (sentAt < found.createdAt || sentAt > step.at)
      throw new DomainError('request.invalid_fields', {
        fields: { sentAt: ['The transfer was sent between the request and now.'] },
      });
    if (found.currency === 'USDT') {
      const conversion = await conversionInForce(tx, found);
      if (conversion === undefined)
        throw new DomainError('settlement.wrong_status', {
          reason: 'No conversion is logged yet.',
        });
      if (sentAt > conversion.quoteExpiresAt) throw new DomainError('settlement.quote_expired');
    }
    await spend(tx, found, transferReference, step.at);
    return { because: transferReference, changes: { transferReference, sentAt } };
  });
}

/** Whoever is second waits for the first, and is refused once that one is committed. */
async function spend(
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
