/** Changes of one merchant's XPayout access that take two people. */
import type { Queryable } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { refuseUnknownMarketplace } from '../merchants/change-marketplace.ts';
import {
  approveAddresses,
  canonicalAddresses,
  setCaps,
  setMarketplaceCode,
} from '../merchants/change-xpayout-access.ts';
import { findXpayoutAccess, type XpayoutAccess } from '../merchants/xpayout-access.ts';
import { rupeesShown } from './fee-terms.ts';
import { minorOrNull, refused, textOf, textsOf } from './fields.ts';
import { draftKind, type Place } from './kind.ts';

async function accessAt(db: Queryable, { merchantId }: Place): Promise<XpayoutAccess> {
  const access = await findXpayoutAccess(db, merchantId);
  if (access !== undefined) return access;
  throw new DomainError('console.conflict', { reason: 'The merchant has no XPayout key yet.' });
}

const listed = (addresses: readonly string[]) => addresses.join(', ') || 'none';

export const xpayoutAddresses = draftKind({
  about: 'merchant',
  read: (body) => {
    const addresses = canonicalAddresses(textsOf(body, 'addresses').map((text) => text.trim()));
    if (addresses.length === 0) throw refused('addresses', 'Say which addresses.');
    return { addresses };
  },
  title: () => 'API addresses (XPayout)',
  before: async (db, place, { addresses }) => {
    const { registeredAddresses, approvedAddresses } = await accessAt(db, place);
    if (addresses.some((text) => !registeredAddresses.includes(text)))
      throw refused('addresses', 'The merchant has not registered this address.');
    return approvedAddresses;
  },
  shown: (before, { addresses }) => ({
    from: { 'approved addresses': listed(before) },
    to: { 'approved addresses': listed([...new Set([...before, ...addresses])]) },
  }),
  apply: (tx, done, { addresses }) => approveAddresses(tx, done, addresses),
});

export const xpayoutMarketplace = draftKind({
  about: 'merchant',
  read: (body) => ({ code: textOf(body, 'code', 40) }),
  title: ({ code }) => `Marketplace code ${code}`,
  before: async (db, place, { code }) => {
    await refuseUnknownMarketplace(db, code);
    return (await accessAt(db, place)).marketplaceCode;
  },
  shown: (before, { code }) => ({
    from: { 'marketplace code': before ?? 'none' },
    to: { 'marketplace code': code },
  }),
  apply: (tx, done, { code }) => setMarketplaceCode(tx, done, code),
});

export const xpayoutCaps = draftKind({
  about: 'merchant',
  read: (body) => {
    const caps = {
      orderCapMinor: minorOrNull(body, 'orderCapMinor'),
      dayCapMinor: minorOrNull(body, 'dayCapMinor'),
    };
    if (Object.values(caps).includes(0n)) throw refused('caps', 'A cap is above zero.');
    return caps;
  },
  title: () => 'Payout caps (XPayout)',
  before: async (db, place) => {
    const { orderCapMinor, dayCapMinor } = await accessAt(db, place);
    return { orderCapMinor, dayCapMinor };
  },
  shown: (before, after) => {
    const cap = (minor: bigint | null) => (minor === null ? 'none' : rupeesShown(minor));
    const words = ({ orderCapMinor, dayCapMinor }: typeof after) => ({
      'most that one payout may be': cap(orderCapMinor),
      'most that the payouts of a day may be': cap(dayCapMinor),
    });
    return { from: words(before), to: words(after) };
  },
  apply: (tx, done, caps) => setCaps(tx, done, caps),
});
