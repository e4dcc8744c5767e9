/** A settlement that had arrived, or was thought to have, and came back as a whole. */
import type { Pool, Transaction } from '../db/connection.ts';
import { advance } from './advance.ts';
import { conversionInForce } from './conversion.ts';
import { readTransfer } from './read-transfer.ts';
import { conversionLegs, deliveryLegs, settlementLegs } from './settlement-journals.ts';
import { spendTransfer } from './settlement-transfers.ts';
import type { Settlement, Step } from './settlement.ts';

export interface Returned {
  /** UTR, or transaction hash, of the transfer by which it came back. */
  readonly reference: string;
  readonly reason: string;
}

/**
 * Everything that the completion booked is booked the other way round: for USDT at the quote of then, with our fee and
 * its tax, because nothing better is known. What the market has made of it meanwhile stays with whoever held the USDT.
 * Throws DomainError `settlement.transfer_spent` for a transfer that has settled, or returned, something before, and
 * `request.invalid_fields`.
 */
export function returnSettlement(
  db: Pool | Transaction,
  step: Step,
  returned: Returned,
): Promise<Settlement> {
  return advance(db, step, 'returned', async (found, { tx, book, wallet }) => {
    const reference = readTransfer(found.network, returned.reference);
    await spendTransfer(tx, found, reference, step.at);
    const about = { subjectId: found.settlementId, at: step.at };
    if (found.currency === 'USDT') {
      const conversion = await conversionInForce(tx, found);
      if (conversion === undefined) throw new Error('A settlement was sent without a conversion.');
      const delivered = { ...about, fact: 'delivery_returned', legs: deliveryLegs(conversion) };
      book.reverse(wallet, { ...delivered, currency: 'USDT' });
      const legs = conversionLegs(conversion);
      book.reverse(wallet, { ...about, fact: 'conversion_returned', legs });
    }
    const fact = `returned:${reference}`;
    book.reverse(wallet, { ...about, fact, legs: settlementLegs(found) });
    return { because: `${reference}: ${returned.reason}` };
  });
}
