/** Who may hold what the XoomPe and XPayout contracts are called with: whoever holds it pays. */
import type { Queryable } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import { findMerchant } from '../merchants/find-merchant.ts';

/** Throws DomainError `console.conflict` for a person and a processing profile, whose contract is Xprizo alone. */
export async function checkIsMerchant(db: Queryable, merchantId: MerchantId): Promise<void> {
  const kind = (await findMerchant(db, merchantId))?.kind ?? 'merchant';
  if (kind !== 'merchant')
    throw new DomainError('console.conflict', {
      reason: `This is a ${kind} profile: only a merchant has such credentials. It calls with an x-api-key of the Xprizo contract.`,
    });
}
