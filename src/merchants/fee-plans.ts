/** The fee plans of a merchant, one for each service, as they are kept in its row. */
import type { Transaction } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';

export type Service = 'payout' | 'payin';

/** Amounts from `fromMinor` on pay this rate and flat part instead of those of the plan. */
export interface FeeSlab {
  readonly fromMinor: bigint;
  readonly basisPoints: number;
  readonly flatMinor: bigint;
}

export interface Fees {
  readonly basisPoints: number;
  readonly flatMinor: bigint;
  readonly minimumMinor: bigint;
  /** null: no upper bound. */
  readonly maximumMinor: bigint | null;
  readonly gstBasisPoints: number;
  /** Ascending by `fromMinor`; an amount below the first pays the rate and flat part above. */
  readonly slabs: readonly FeeSlab[];
}

/** The GST on fees that the XPayout contract names. */
const contractGst = 1_800;

function isPriced({ basisPoints, flatMinor, minimumMinor, slabs }: Fees): boolean {
  return basisPoints > 0 || flatMinor > 0n || minimumMinor > 0n || slabs.length > 0;
}

/** False for what a merchant begins with: nothing is charged, and nothing was said of it. */
export function isOwnPlan(fees: Fees): boolean {
  return isPriced(fees) || fees.maximumMinor !== null || fees.gstBasisPoints > 0;
}

/** What is not named stays. A first price that says nothing of GST has that of the contract. */
export function changedPlan(before: Fees, named: Partial<Fees>): Fees {
  const plan = { ...before, ...named };
  const isFirst = !isOwnPlan(before) && isPriced(plan);
  return isFirst && named.gstBasisPoints === undefined
    ? { ...plan, gstBasisPoints: contractGst }
    : plan;
}

/** What a plan has beside the columns of a payout's plan that every new merchant fills. */
export const planColumns = `fee_slabs, payin_fee_basis_points, payin_fee_flat_minor,
  payin_fee_minimum_minor, payin_fee_maximum_minor, payin_gst_basis_points, payin_fee_slabs`;

/** The driver hands the numbers of an array over as text. */
export type SlabRow = readonly [fromMinor: string, basisPoints: string, flatMinor: string];

export interface PlanRow {
  fee_slabs: SlabRow[];
  payin_fee_basis_points: number;
  payin_fee_flat_minor: bigint;
  payin_fee_minimum_minor: bigint;
  payin_fee_maximum_minor: bigint | null;
  payin_gst_basis_points: number;
  payin_fee_slabs: SlabRow[];
}

export function slabsOf(rows: readonly SlabRow[]): FeeSlab[] {
  return rows.map(([fromMinor, basisPoints, flatMinor]) => ({
    fromMinor: BigInt(fromMinor),
    basisPoints: parseInt(basisPoints, 10),
    flatMinor: BigInt(flatMinor),
  }));
}

export function payinFeesOf(row: PlanRow): Fees {
  return {
    basisPoints: row.payin_fee_basis_points,
    flatMinor: row.payin_fee_flat_minor,
    minimumMinor: row.payin_fee_minimum_minor,
    maximumMinor: row.payin_fee_maximum_minor,
    gstBasisPoints: row.payin_gst_basis_points,
    slabs: slabsOf(row.payin_fee_slabs),
  };
}

/** Writes `planColumns`; the rest of the row, and the lock on it, are the caller's. */
export async function writePlans(
  tx: Transaction,
  merchantId: MerchantId,
  plans: { readonly fees: Fees; readonly payinFees: Fees },
): Promise<void> {
  const { fees, payinFees } = plans;
  await tx.query(
    `update merchants set fee_slabs = $2, payin_fee_basis_points = $3, payin_fee_flat_minor = $4,
       payin_fee_minimum_minor = $5, payin_fee_maximum_minor = $6, payin_gst_basis_points = $7,
       payin_fee_slabs = $8
     where merchant_id = $1`,
    [
      merchantId,
      rowsOf(fees.slabs),
      payinFees.basisPoints,
      payinFees.flatMinor,
      payinFees.minimumMinor,
      payinFees.maximumMinor,
      payinFees.gstBasisPoints,
      rowsOf(payinFees.slabs),
    ],
  );
}

export function rowsOf(slabs: readonly FeeSlab[]): string[][] {
  return slabs.map(({ fromMinor, basisPoints, flatMinor }) =>
    [fromMinor, basisPoints, flatMinor].map(String),
  );
}
