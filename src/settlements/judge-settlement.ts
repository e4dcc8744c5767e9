/** The second person: approves or rejects what the first has asked for. */
import type { Pool } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { advance } from './advance.ts';
import { usableAddress } from './allow-list.ts';
import { releaseHold } from './end-settlement.ts';
import type { Settlement, Step } from './settlement.ts';
import { readTerms } from './terms.ts';

/**
 * The hold stays. What has changed since the request counts: the switch, and the allow-list.
 * Throws DomainError `settlement.same_person`, `settlement.disabled` and `settlement.address_unusable`.
 */
export function approveSettlement(pool: Pool, step: Step): Promise<Settlement> {
  return advance(pool, step, 'approved', async (found, { tx }) => {
    refuseTheMaker(found, step);
    if (!(await readTerms(tx, step.merchantId)).enabled)
      throw new DomainError('settlement.disabled');
    const listed = await usableAddress(tx, step.merchantId, found.address, step.at);
    // Taken off the list and put on it again is another entry, which has waited for another while.
    if (listed.addressId !== found.addressId)
      throw new DomainError('settlement.address_unusable', {
        reason: 'The address was taken off the list after the request.',
      });
    return { because: 'approved', changes: { decidedBy: step.by } };
  });
}

/** The funds return. Throws DomainError `settlement.same_person`. */
export function rejectSettlement(pool: Pool, step: Step, reason: string): Promise<Settlement> {
  return advance(pool, step, 'rejected', (found, till) => {
    refuseTheMaker(found, step);
    releaseHold(till, found, 'settlement.rejected', step.at);
    return { because: reason, changes: { decidedBy: step.by } };
  });
}

function refuseTheMaker({ requestedBy }: Settlement, { by }: Step): void {
  if (by === requestedBy) throw new DomainError('settlement.same_person');
}
