/** `Wallet/Info`, `Wallet/List` and `Wallet/Get`: whose wallets there are, and what they hold. */
import type { JsonObject } from '../../kit/json.ts';
import { walletBalance } from '../../ledger/wallet-balance.ts';
import { ownerOfContact } from '../../merchants/contacts.ts';
import { findMerchantByNo } from '../../merchants/find-merchant.ts';
import type { MerchantView } from '../../merchants/merchant.ts';
import { reaches, walletAccess } from '../../merchants/wallet-access.ts';
import { walletsOf, type Wallet } from '../../merchants/wallets.ts';
import { accessTo } from './access.ts';
import { contactIn } from './addressbook.ts';
import { currencyWords } from './currencies.ts';
import type { Work } from './gate.ts';
import { guarded } from './guarded.ts';
import type { XprizoParts } from './parts.ts';
import { amount, whole } from './present.ts';

/** Whoever knows a contact may find the wallet to pay it, as the contract has it; what it holds is not told. */
export function walletInfo({ pool, merchants }: XprizoParts): Work {
  return guarded(async (_caller, { query }) => {
    const contact = contactIn(query, 'contact');
    const ownerId = await ownerOfContact(pool, contact);
    const owner = ownerId && (await merchants.get(ownerId));
    if (owner?.status !== 'active') throw query.fault('contact', 'Contact not found');
    const code = query.text('currencyCode')?.toUpperCase();
    const wallet = (await walletsOf(pool, owner.merchantId)).find((one) =>
      code === undefined ? one.isDefault : one.currency === code,
    );
    if (wallet?.status !== 'active') throw query.fault('currencyCode', 'Wallet not found');
    return {
      id: whole(wallet.walletNo),
      contactId: whole(owner.merchantNo),
      contact,
      currencyCode: wallet.currency,
      symbol: currencyWords[wallet.currency].symbol,
      name: owner.name,
      profilePicture: null,
      isDefault: wallet.isDefault,
      isMerchant: owner.kind === 'merchant',
    };
  });
}

/** A profile that does not exist and one whose wallets the caller may not see are answered alike: with none. */
export function walletList({ pool }: XprizoParts): Work {
  return guarded(async (caller, { query }) => {
    const contactId = query.whole('contactId');
    const owner =
      contactId === undefined ? caller.merchant : await profileNumbered(pool, contactId);
    if (owner === undefined) return [];
    const wallets = await walletsOf(pool, owner.merchantId);
    const shown = wallets.map(async (wallet) => {
      const access = await walletAccess(pool, caller.merchant.merchantId, wallet.walletNo);
      const isSeen = access !== undefined && reaches(access.level, 'read');
      return isSeen ? [await shownWallet(pool, wallet, owner)] : [];
    });
    return (await Promise.all(shown)).flat();
  });
}

export function getWallet(parts: XprizoParts): Work {
  return guarded(async (caller, { path }) => {
    const walletNo = path.needWhole('accountId');
    const { wallet, owner } = await accessTo(parts, caller, walletNo, 'read');
    return shownWallet(parts.pool, wallet, owner);
  });
}

/**
 * `trust` is money that is held for the owner and `business` money of the owner's own trade; all money here is held, and
 * `real` is what is there without what is on hold.
 */
export async function shownWallet(
  pool: XprizoParts['pool'],
  wallet: Wallet,
  owner: MerchantView,
): Promise<JsonObject> {
  const { currency, merchantId } = wallet;
  const balance = await walletBalance(pool, merchantId, currency);
  const { postedMinor, heldMinor } = balance ?? { postedMinor: 0n, heldMinor: 0n };
  const zero = amount({ minor: 0n, currency });
  return {
    id: whole(wallet.walletNo),
    contactId: whole(owner.merchantNo),
    name: wallet.name,
    currencyCode: currency,
    symbol: currencyWords[currency].symbol,
    realTrust: amount({ minor: postedMinor, currency }),
    trust: amount({ minor: postedMinor - heldMinor, currency }),
    realBusiness: zero,
    business: zero,
    isInactive: wallet.status !== 'active',
    isDefault: wallet.isDefault,
  };
}

async function profileNumbered(pool: XprizoParts['pool'], no: bigint) {
  return findMerchantByNo(pool, parseInt(no.toString(), 10));
}
