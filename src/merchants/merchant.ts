/** What the rooms know of a merchant, and how a row becomes it. */
import type { MerchantId } from '../kit/ids.ts';
import { payinFeesOf, planColumns, slabsOf, type Fees, type PlanRow } from './fee-plans.ts';

export type { Fees };

export type Environment = 'sandbox' | 'live';
/** merchant: has business with customers. processing: acts for others and owns nothing. user: a person with a wallet. */
export type OwnerKind = 'merchant' | 'processing' | 'user';
export type MerchantStatus = 'active' | 'disabled';

/** Calls per minute; null lifts the limit. */
export interface Limits {
  readonly authenticationPerMinute: number | null;
  readonly payoutPerMinute: number | null;
  readonly bulkPerMinute: number | null;
  readonly queryPerMinute: number | null;
}

export interface MerchantView {
  readonly merchantId: MerchantId;
  readonly merchantNo: number;
  readonly kind: OwnerKind;
  readonly environment: Environment;
  readonly name: string;
  readonly status: MerchantStatus;
  /** Raised by every change, so that readers need to fetch only what changed. */
  readonly version: number;
  /** Of payouts. */
  readonly fees: Fees;
  readonly payinFees: Fees;
  readonly limits: Limits;
  readonly nearDuplicateGuard: boolean;
  readonly apiAccess: boolean;
  /** Addresses and ranges in canonical text; empty: any address. */
  readonly allowedAddresses: readonly string[];
  /** Access tokens and sessions older than this are void. */
  readonly tokensValidFromMs: number;
  readonly createdAtMs: number;
}

export const noFees: Fees = {
  basisPoints: 0,
  flatMinor: 0n,
  minimumMinor: 0n,
  maximumMinor: null,
  gstBasisPoints: 0,
  slabs: [],
};

/** The limits that the published contract names. */
export const defaultLimits: Limits = {
  authenticationPerMinute: 10,
  payoutPerMinute: 100,
  bulkPerMinute: 10,
  queryPerMinute: 200,
};

export const liftedLimits: Limits = {
  authenticationPerMinute: null,
  payoutPerMinute: null,
  bulkPerMinute: null,
  queryPerMinute: null,
};

/** What a new merchant is made with; the rest begins with its defaults. */
export const columnsAtCreation = `merchant_id, merchant_no, kind, environment, name, status, version,
  fee_basis_points, fee_flat_minor, fee_minimum_minor, fee_maximum_minor, gst_basis_points,
  authentication_per_minute, payout_per_minute, bulk_per_minute, query_per_minute,
  near_duplicate_guard, api_access, allowed_addresses, tokens_valid_from, created_at`;

export const merchantColumns = `${columnsAtCreation}, ${planColumns}`;

export interface MerchantRow extends PlanRow {
  merchant_id: MerchantId;
  merchant_no: number;
  kind: OwnerKind;
  environment: Environment;
  name: string;
  status: MerchantStatus;
  version: number;
  fee_basis_points: number;
  fee_flat_minor: bigint;
  fee_minimum_minor: bigint;
  fee_maximum_minor: bigint | null;
  gst_basis_points: number;
  authentication_per_minute: number | null;
  payout_per_minute: number | null;
  bulk_per_minute: number | null;
  query_per_minute: number | null;
  near_duplicate_guard: boolean;
  api_access: boolean;
  allowed_addresses: string[];
  tokens_valid_from: Date;
  created_at: Date;
}

export function merchantOf(row: MerchantRow): MerchantView {
  return {
    merchantId: row.merchant_id,
    merchantNo: row.merchant_no,
    kind: row.kind,
    environment: row.environment,
    name: row.name,
    status: row.status,
    version: row.version,
    fees: {
      basisPoints: row.fee_basis_points,
      flatMinor: row.fee_flat_minor,
      minimumMinor: row.fee_minimum_minor,
      maximumMinor: row.fee_maximum_minor,
      gstBasisPoints: row.gst_basis_points,
      slabs: slabsOf(row.fee_slabs),
    },
    payinFees: payinFeesOf(row),
    limits: {
      authenticationPerMinute: row.authentication_per_minute,
      payoutPerMinute: row.payout_per_minute,
      bulkPerMinute: row.bulk_per_minute,
      queryPerMinute: row.query_per_minute,
    },
    nearDuplicateGuard: row.near_duplicate_guard,
    apiAccess: row.api_access,
    allowedAddresses: row.allowed_addresses,
    tokensValidFromMs: row.tokens_valid_from.getTime(),
    createdAtMs: row.created_at.getTime(),
  };
}
