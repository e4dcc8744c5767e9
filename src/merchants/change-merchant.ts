/** Every change of a merchant raises its version and leaves an audit row in the same commit. */
import { joined, type Pool, type Transaction } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import { parseAddressRange } from './address-ranges.ts';
import { writeAuditEvent } from './audit.ts';
import { checkFees, checkLimits } from './check-terms.ts';
import { changedPlan, writePlans, type Service } from './fee-plans.ts';
import {
  merchantColumns,
  merchantOf,
  type Fees,
  type Limits,
  type MerchantRow,
  type MerchantView,
} from './merchant.ts';

export interface ChangeOrder {
  readonly merchantId: MerchantId;
  readonly actor: string;
  readonly nowMs: number;
}

type Changeable = Pick<
  MerchantView,
  | 'status'
  | 'fees'
  | 'payinFees'
  | 'limits'
  | 'nearDuplicateGuard'
  | 'apiAccess'
  | 'allowedAddresses'
  | 'tokensValidFromMs'
>;
type Changed = Promise<MerchantView | undefined>;

/** Ends all of its sessions too: enabling it again must not revive a token that was out in the world. */
export function disableMerchant(pool: Pool, order: ChangeOrder): Changed {
  return change(pool, order, 'merchant.disabled', () => ({
    status: 'disabled',
    tokensValidFromMs: order.nowMs,
  }));
}

export function enableMerchant(pool: Pool, order: ChangeOrder): Changed {
  return change(pool, order, 'merchant.enabled', () => ({ status: 'active' }));
}

/** Voids every access token and session that began before `nowMs`. */
export function endSessions(pool: Pool, order: ChangeOrder): Changed {
  return change(pool, order, 'merchant.sessions_ended', () => ({
    tokensValidFromMs: order.nowMs,
  }));
}

/**
 * The plan of one service. What is not named stays; slabs are named all together.
 * Throws DomainError `request.invalid_fields`.
 */
export function setFees(
  db: Pool | Transaction,
  order: ChangeOrder,
  fees: Partial<Fees>,
  service: Service = 'payout',
): Changed {
  const plan = service === 'payout' ? 'fees' : 'payinFees';
  return change(db, order, 'merchant.fees_set', (merchant) => {
    const merged = changedPlan(merchant[plan], fees);
    checkFees(merged);
    return { [plan]: merged };
  });
}

/** What is not named stays; null lifts a limit. Throws DomainError `request.invalid_fields`. */
export function setLimits(
  db: Pool | Transaction,
  order: ChangeOrder,
  limits: Partial<Limits>,
): Changed {
  return change(db, order, 'merchant.limits_set', (merchant) => {
    const merged = { ...merchant.limits, ...limits };
    checkLimits(merged);
    return { limits: merged };
  });
}

/** Exact addresses and CIDR ranges; an empty list lets any address call. Throws DomainError `request.invalid_fields`. */
export function setAllowedAddresses(
  db: Pool | Transaction,
  order: ChangeOrder,
  ranges: readonly string[],
): Changed {
  return change(db, order, 'merchant.allowed_addresses_set', () => ({
    allowedAddresses: ranges.map((text) => {
      const range = parseAddressRange(text);
      if (range !== undefined) return range.text;
      throw new DomainError('request.invalid_fields', {
        fields: { allowedAddresses: ['An entry is an IPv4 or IPv6 address or a CIDR range.'] },
      });
    }),
  }));
}

export function setNearDuplicateGuard(pool: Pool, order: ChangeOrder, on: boolean): Changed {
  return change(pool, order, 'merchant.near_duplicate_guard_set', () => ({
    nearDuplicateGuard: on,
  }));
}

export function setApiAccess(pool: Pool, order: ChangeOrder, on: boolean): Changed {
  return change(pool, order, 'merchant.api_access_set', () => ({ apiAccess: on }));
}

/** Undefined when there is no such merchant. The row is locked, so two changes at once both count. */
async function change(
  db: Pool | Transaction,
  order: ChangeOrder,
  action: string,
  changesOf: (merchant: MerchantView) => Partial<Changeable>,
): Changed {
  return joined(db, async (tx) => {
    const found = await tx.query<MerchantRow>(
      `select ${merchantColumns} from merchants where merchant_id = $1 for update`,
      [order.merchantId],
    );
    if (found.rows[0] === undefined) return undefined;
    const before = merchantOf(found.rows[0]);
    const changes = changesOf(before);
    const after: MerchantView = { ...before, ...changes, version: before.version + 1 };
    await tx.query(
      `update merchants set status = $2, version = $3,
         fee_basis_points = $4, fee_flat_minor = $5, fee_minimum_minor = $6, fee_maximum_minor = $7,
         gst_basis_points = $8, authentication_per_minute = $9, payout_per_minute = $10,
         bulk_per_minute = $11, query_per_minute = $12, near_duplicate_guard = $13, api_access = $14,
         allowed_addresses = $15, tokens_valid_from = $16, updated_at = $17
       where merchant_id = $1`,
      valuesOf(after, order.nowMs),
    );
    if (changes.fees !== undefined || changes.payinFees !== undefined)
      await writePlans(tx, order.merchantId, after);
    await writeAuditEvent(tx, {
      ...order,
      action,
      details: { before: picked(before, changes), after: changes },
    });
    return after;
  });
}

function valuesOf(merchant: MerchantView, nowMs: number): unknown[] {
  const { fees, limits } = merchant;
  return [
    merchant.merchantId,
    merchant.status,
    merchant.version,
    fees.basisPoints,
    fees.flatMinor,
    fees.minimumMinor,
    fees.maximumMinor,
    fees.gstBasisPoints,
    limits.authenticationPerMinute,
    limits.payoutPerMinute,
    limits.bulkPerMinute,
    limits.queryPerMinute,
    merchant.nearDuplicateGuard,
    merchant.apiAccess,
    merchant.allowedAddresses,
    new Date(merchant.tokensValidFromMs),
    new Date(nowMs),
  ];
}

function picked(merchant: MerchantView, changes: Partial<Changeable>): Record<string, unknown> {
  return Object.fromEntries(
    (Object.keys(changes) as (keyof Changeable)[]).map((key) => [key, merchant[key]]),
  );
}
