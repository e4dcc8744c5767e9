/** Every change of a merchant's XPayout access leaves an audit row in the same commit. */
import { joined, type Pool, type Transaction } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { parseAddressRange } from './address-ranges.ts';
import { writeAuditEvent } from './audit.ts';
import { refuseUnknownMarketplace } from './change-marketplace.ts';
import type { ChangeOrder } from './change-merchant.ts';
import type { Environment } from './merchant.ts';
import {
  xpayoutAccessColumns,
  xpayoutAccessOf,
  type HmacMode,
  type XpayoutAccess,
  type XpayoutAccessRow,
} from './xpayout-access.ts';

/** Undefined when the merchant has no XPayout access. */
type Changed = Promise<XpayoutAccess | undefined>;

/** What a merchant says of itself; it opens nothing. Throws DomainError `request.invalid_fields`. */
export function registerAddresses(
  pool: Pool,
  order: ChangeOrder,
  addresses: readonly string[],
): Changed {
  const texts = canonicalAddresses(addresses);
  return change(pool, order, 'xpayout.addresses_registered', (access) => ({
    registeredAddresses: union(access.registeredAddresses, texts),
  }));
}

/** By the operator, of what was registered. Throws DomainError `request.invalid_fields`. */
export function approveAddresses(
  db: Pool | Transaction,
  order: ChangeOrder,
  addresses: readonly string[],
): Changed {
  const texts = canonicalAddresses(addresses);
  return change(db, order, 'xpayout.addresses_approved', (access) => {
    if (texts.some((text) => !access.registeredAddresses.includes(text)))
      throw refused('address', 'The merchant has not registered this address.');
    return { approvedAddresses: union(access.approvedAddresses, texts) };
  });
}

/** Neither registered nor approved any more. Throws DomainError `request.invalid_fields`. */
export function removeAddresses(
  pool: Pool,
  order: ChangeOrder,
  addresses: readonly string[],
): Changed {
  const gone = canonicalAddresses(addresses);
  const without = (list: readonly string[]) => list.filter((text) => !gone.includes(text));
  return change(pool, order, 'xpayout.addresses_removed', (access) => ({
    registeredAddresses: without(access.registeredAddresses),
    approvedAddresses: without(access.approvedAddresses),
  }));
}

export function setXpayoutApi(pool: Pool, order: ChangeOrder, on: boolean): Changed {
  return change(pool, order, 'xpayout.api_access_set', () => ({ apiEnabled: on }));
}

/** Throws DomainError `request.invalid_fields` for a code that does not exist. */
export async function setMarketplaceCode(
  db: Pool | Transaction,
  order: ChangeOrder,
  code: string,
): Changed {
  await refuseUnknownMarketplace(db, code);
  return change(db, order, 'xpayout.marketplace_set', () => ({ marketplaceCode: code }));
}

/** Throws DomainError `request.invalid_fields`: live never goes without signatures. */
export function setHmacMode(
  pool: Pool,
  order: ChangeOrder & { readonly environment: Environment },
  hmacMode: HmacMode,
): Changed {
  checkHmacMode(hmacMode, order.environment);
  return change(pool, order, 'xpayout.hmac_mode_set', () => ({ hmacMode }));
}

/** What is not named stays; null lifts a cap. Throws DomainError `request.invalid_fields`. */
export function setCaps(
  db: Pool | Transaction,
  order: ChangeOrder,
  caps: Partial<Pick<XpayoutAccess, 'orderCapMinor' | 'dayCapMinor'>>,
): Changed {
  if (Object.values(caps).some((cap) => cap !== null && cap <= 0n))
    throw refused('caps', 'A cap is above zero.');
  return change(db, order, 'xpayout.caps_set', () => caps);
}

/** Throws DomainError `request.invalid_fields`. */
export function checkHmacMode(hmacMode: HmacMode, environment: Environment): void {
  if (hmacMode === 'off' && environment === 'live')
    throw refused('hmac', 'Signatures cannot be switched off in live.');
}

async function change(
  db: Pool | Transaction,
  order: ChangeOrder,
  action: string,
  changesOf: (access: XpayoutAccess) => Partial<XpayoutAccess>,
): Changed {
  return joined(db, async (tx) => {
    const found = await tx.query<XpayoutAccessRow>(
      `select ${xpayoutAccessColumns} from xpayout_access x where x.merchant_id = $1 for update`,
      [order.merchantId],
    );
    if (found.rows[0] === undefined) return undefined;
    const before = xpayoutAccessOf(found.rows[0]);
    const changes = changesOf(before);
    const after = { ...before, ...changes };
    await tx.query(
      `update xpayout_access set hmac_mode = $2, marketplace_code = $3, api_enabled = $4,
         registered_addresses = $5, approved_addresses = $6, order_cap_minor = $7,
         day_cap_minor = $8, updated_at = $9
       where merchant_id = $1`,
      [
        order.merchantId,
        after.hmacMode,
        after.marketplaceCode,
        after.apiEnabled,
        after.registeredAddresses,
        after.approvedAddresses,
        after.orderCapMinor,
        after.dayCapMinor,
        new Date(order.nowMs),
      ],
    );
    const { merchantId, actor, nowMs } = order;
    await writeAuditEvent(tx, { merchantId, actor, nowMs, action, details: { ...changes } });
    return after;
  });
}

/** As allow-lists hold them. Throws DomainError `request.invalid_fields`. */
export function canonicalAddresses(addresses: readonly string[]): string[] {
  return addresses.map((text) => {
    const range = parseAddressRange(text);
    if (range !== undefined) return range.text;
    throw refused('address', 'An entry is an IPv4 or IPv6 address or a CIDR range.');
  });
}

function union(list: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...list, ...more])];
}

function refused(field: string, sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { [field]: [sentence] } });
}
