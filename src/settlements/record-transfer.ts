/** The transfer that people made outside is written down; one transfer settles one settlement, of whichever merchant. */
import type { Pool } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { advance } from './advance.ts';
import { conversionInForce } from './conversion.ts';
import { readTransfer } from './read-transfer.ts';
import { spendTransfer } from './settlement-transfers.ts';
import type { Settlement, Step } from './settlement.ts';

export interface SentTransfer {
  /** UTR, or transaction hash. */
  readonly reference: string;
  /** When it was sent; it may be recorded later. */
  readonly sentAt: Date;
}

/**
 * Throws DomainError `settlement.transfer_spent`, `settlement.quote_expired` when the transfer was sent after the
 * quote had ended, `settlement.wrong_status` when there is no quote yet, and `request.invalid_fields`.
 */
export function recordTransfer(
  pool: Pool,
  step: Step,
  transfer: SentTransfer,
): Promise<Settlement> {
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
    await spendTransfer(tx, found, transferReference, step.at);
    return { because: transferReference, changes: { transferReference, sentAt } };
  });
}
