/** How a settlement ends: the money has arrived and is booked, or it has not and the funds return. */
import type { Pool, Transaction } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { advance, type Till } from './advance.ts';
import { conversionInForce } from './conversion.ts';
import { conversionLegs, deliveryLegs, settlementLegs } from './settlement-journals.ts';
import type { Settlement, Step } from './settlement.ts';

/** Posts the hold; for USDT also what became of the rupees, and the USDT that left. */
export function completeSettlement(pool: Pool, step: Step): Promise<Settlement> {
  return advance(pool, step, 'completed', async (found, { tx, book, wallet }) => {
    const about = { subjectId: found.settlementId, at: step.at };
    const fact = `settled:${found.transferReference ?? ''}`;
    book.post(wallet, found.reserveNo, { ...about, fact, legs: settlementLegs(found) });
    if (found.currency === 'USDT') {
      const conversion = await conversionInForce(tx, found);
      if (conversion === undefined) throw new Error('A settlement was sent without a conversion.');
      const converted = { ...about, fact: 'converted', legs: conversionLegs(conversion) };
      book.record(wallet, converted);
      const delivered = { ...about, fact: 'delivered', legs: deliveryLegs(conversion) };
      book.record(wallet, { ...delivered, currency: 'USDT' });
    }
    return { because: 'completed' };
  });
}

/** At any point before completion. The reason stays in the history; a transfer that was recorded stays spent. */
export function failSettlement(
  db: Pool | Transaction,
  step: Step,
  reason: string,
): Promise<Settlement> {
  return advance(db, step, 'failed', (found, till) => {
    releaseHold(till, found, 'settlement.failed', step.at);
    return { because: reason };
  });
}

/**
 * The same while no transfer is recorded: the money has not left, whatever one person says. Throws DomainError
 * `settlement.wrong_status`.
 */
export function withdrawSettlement(pool: Pool, step: Step, reason: string): Promise<Settlement> {
  return advance(pool, step, 'failed', (found, till) => {
    if (found.status === 'sent')
      throw new DomainError('settlement.wrong_status', {
        reason: 'It is sent: giving the money back takes two people.',
      });
    releaseHold(till, found, 'settlement.failed', step.at);
    return { because: reason };
  });
}

/** Gives the merchant everything back. */
export function releaseHold(
  { book, wallet }: Till,
  settlement: Settlement,
  fact: string,
  at: Date,
): void {
  const legs = settlementLegs(settlement);
  book.void(wallet, settlement.reserveNo, { subjectId: settlement.settlementId, fact, legs, at });
}
