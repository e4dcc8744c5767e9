/** Changes of one merchant that take two people: its prices, its limits, and where it may be called from. */
import type { Queryable } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { checkLimits } from '../merchants/check-terms.ts';
import { setAllowedAddresses, setFees, setLimits } from '../merchants/change-merchant.ts';
import { parseAddressRange } from '../merchants/address-ranges.ts';
import { findMerchant } from '../merchants/find-merchant.ts';
import type { Limits, MerchantView } from '../merchants/merchant.ts';
import { readTerms, setTerms } from '../settlements/terms.ts';
import { feesOf, services, shownFees } from './fee-terms.ts';
import { flagOf, oneOf, refused, textsOf, wholeOf, wholeOrNull } from './fields.ts';
import { draftKind, type Place } from './kind.ts';

const serviceWords = { payout: 'payouts', payin: 'pay-ins' } as const;

export async function merchantAt(db: Queryable, { merchantId }: Place): Promise<MerchantView> {
  const merchant = await findMerchant(db, merchantId);
  if (merchant === undefined) throw new DomainError('console.not_found');
  return merchant;
}

export const merchantFees = draftKind({
  about: 'merchant',
  read: (body) => ({ service: oneOf(body, 'service', services), fees: feesOf(body['fees']) }),
  title: ({ service }) => `Fee plan of ${serviceWords[service]}`,
  before: async (db, place, { service }) => {
    const merchant = await merchantAt(db, place);
    return service === 'payout' ? merchant.fees : merchant.payinFees;
  },
  shown: (before, { fees }) => ({ from: shownFees(before), to: shownFees(fees) }),
  apply: (tx, done, { service, fees }) => setFees(tx, done, fees, service),
});

const limitNames = {
  authenticationPerMinute: 'sign-ins per minute',
  payoutPerMinute: 'payouts per minute',
  bulkPerMinute: 'bulk payouts per minute',
  queryPerMinute: 'queries per minute',
} as const satisfies Record<keyof Limits, string>;

const shownLimits = (limits: Limits) =>
  Object.fromEntries(
    (Object.keys(limitNames) as (keyof Limits)[]).map((name) => [
      limitNames[name],
      limits[name] === null ? 'no limit' : String(limits[name]),
    ]),
  );

export const merchantLimits = draftKind({
  about: 'merchant',
  read: (body): Limits => {
    const limits = {
      authenticationPerMinute: wholeOrNull(body, 'authenticationPerMinute'),
      payoutPerMinute: wholeOrNull(body, 'payoutPerMinute'),
      bulkPerMinute: wholeOrNull(body, 'bulkPerMinute'),
      queryPerMinute: wholeOrNull(body, 'queryPerMinute'),
    };
    checkLimits(limits);
    return limits;
  },
  title: () => 'Rate limits',
  before: async (db, place) => (await merchantAt(db, place)).limits,
  shown: (before, limits) => ({ from: shownLimits(before), to: shownLimits(limits) }),
  apply: (tx, done, limits) => setLimits(tx, done, limits),
});

const shownList = (list: readonly string[], none: string) =>
  list.length === 0 ? none : list.join(', ');

export const merchantAddresses = draftKind({
  about: 'merchant',
  read: (body) => ({
    addresses: textsOf(body, 'addresses').map((text) => {
      const range = parseAddressRange(text.trim());
      if (range !== undefined) return range.text;
      throw refused('addresses', 'An entry is an IPv4 or IPv6 address or a CIDR range.');
    }),
  }),
  title: () => 'Addresses that may call (XoomPe)',
  before: async (db, place) => (await merchantAt(db, place)).allowedAddresses,
  shown: (before, { addresses }) => ({
    from: { addresses: shownList(before, 'any') },
    to: { addresses: shownList(addresses, 'any') },
  }),
  apply: (tx, done, { addresses }) => setAllowedAddresses(tx, done, addresses),
});

export const settlementTerms = draftKind({
  about: 'merchant',
  read: (body) => {
    const coolingOffHours = wholeOf(body, 'coolingOffHours');
    if (coolingOffHours < 0 || coolingOffHours > 720)
      throw refused('coolingOffHours', 'Whole hours from 0 to 720.');
    return { enabled: flagOf(body, 'enabled'), coolingOffHours };
  },
  title: () => 'Settlements',
  before: async (db, place) => readTerms(db, (await merchantAt(db, place)).merchantId),
  shown: (before, after) => {
    const words = ({ enabled, coolingOffHours }: typeof after) => ({
      settlements: enabled ? 'on' : 'off',
      'wait of a new address': `${String(coolingOffHours)} h`,
    });
    return { from: words(before), to: words(after) };
  },
  apply: (tx, done, terms) => setTerms(tx, done, terms),
});
