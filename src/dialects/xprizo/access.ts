/** May this caller do this with that wallet. */
import { unavailableOr } from '../../db/unavailable.ts';
import { DomainError } from '../../kit/errors.ts';
import type { MerchantView } from '../../merchants/merchant.ts';
import { reaches, walletAccess, type AccessLevel } from '../../merchants/wallet-access.ts';
import type { Wallet } from '../../merchants/wallets.ts';
import type { XprizoCaller } from './gate.ts';
import type { XprizoParts } from './parts.ts';

/** A wallet that the caller may use as far as it asked for. */
export interface OpenedWallet {
  readonly wallet: Wallet;
  /** Who owns its funds: fees, number and environment are the owner's, whoever calls. */
  readonly owner: MerchantView;
  readonly level: AccessLevel;
}

/**
 * Throws DomainError `access.forbidden` for a wallet that does not exist, one that the caller may not see and one that
 * it may not use so far alike. A wallet that is inactive, or whose owner is, can be looked at and not be used.
 */
export async function accessTo(
  { pool, merchants }: Pick<XprizoParts, 'pool' | 'merchants'>,
  caller: XprizoCaller,
  walletNo: bigint,
  needed: Exclude<AccessLevel, 'none'>,
): Promise<OpenedWallet> {
  const found = await walletAccess(pool, caller.merchant.merchantId, walletNo).catch(
    (error: unknown) => {
      throw unavailableOr(error);
    },
  );
  if (found === undefined || !reaches(found.level, needed)) throw refused();
  const owner = await merchants.get(found.wallet.merchantId);
  if (owner === undefined) throw refused();
  const isUsable = found.wallet.status === 'active' && owner.status === 'active';
  if (!isUsable && needed !== 'read') throw refused();
  return { ...found, owner };
}

function refused(): DomainError {
  return new DomainError('access.forbidden', {
    reason: 'This profile has no such access to the account.',
  });
}
