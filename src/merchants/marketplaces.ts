/** What a marketplace code stands for: a price for each service, and which providers, rails and methods may serve. */
import type { Queryable } from '../db/connection.ts';
import { isOwnPlan, rowsOf, slabsOf, type Fees, type Service, type SlabRow } from './fee-plans.ts';
import type { MerchantView } from './merchant.ts';
import { findXpayoutAccess } from './xpayout-access.ts';

/** Names of what may serve; null: whatever there is. */
export interface ProviderSet {
  readonly providers: readonly string[] | null;
  readonly payoutRails: readonly string[] | null;
  readonly payinMethods: readonly string[] | null;
}

export interface Marketplace extends ProviderSet {
  readonly code: string;
  /** From 1; a change is a new version. */
  readonly version: number;
  /** null: the code says nothing about the price of the service. */
  readonly plans: Readonly<Record<Service, Fees | null>>;
  readonly setBy: string;
  readonly setAt: Date;
}

export type MarketplaceTerms = Pick<
  Marketplace,
  'plans' | 'providers' | 'payoutRails' | 'payinMethods'
>;

export const anyProvider: ProviderSet = { providers: null, payoutRails: null, payinMethods: null };
export const openTerms: MarketplaceTerms = { plans: { payout: null, payin: null }, ...anyProvider };

type PlanColumns = Record<
  `${Service}_fee_basis_points` | `${Service}_gst_basis_points`,
  number | null
> &
  Record<
    `${Service}_fee_flat_minor` | `${Service}_fee_minimum_minor` | `${Service}_fee_maximum_minor`,
    bigint | null
  > &
  Record<`${Service}_fee_slabs`, SlabRow[] | null>;

interface Row extends PlanColumns {
  code: string;
  version: number;
  providers: string[] | null;
  payout_rails: string[] | null;
  payin_methods: string[] | null;
  set_by: string;
  set_at: Date;
}

const planParts = [
  ...['fee_basis_points', 'fee_flat_minor', 'fee_minimum_minor', 'fee_maximum_minor'],
  ...['gst_basis_points', 'fee_slabs'],
];
const columns = [
  ...['code', 'version'],
  ...(['payout', 'payin'] as const).flatMap((service) =>
    planParts.map((part) => `${service}_${part}`),
  ),
  ...['providers', 'payout_rails', 'payin_methods', 'set_by', 'set_at'],
];

/** As it is now; undefined when there is no such code. */
export async function findMarketplace(
  db: Queryable,
  code: string,
): Promise<Marketplace | undefined> {
  return (await findMarketplaces(db, [code])).get(code);
}

/** By code, as they are now; what does not exist is not in it. */
export async function findMarketplaces(
  db: Queryable,
  codes: readonly string[],
): Promise<Map<string, Marketplace>> {
  const { rows } = await db.query<Row>({
    name: 'marketplaces_by_code',
    text: `select distinct on (code) ${columns.join(', ')} from marketplaces
      where code = any($1::text[]) order by code, version desc`,
    values: [[...new Set(codes)]],
  });
  return new Map(rows.map((row) => [row.code, marketplaceOf(row)]));
}

/** As it was at an instant; undefined when there was no such code yet. */
export async function findMarketplaceAt(
  db: Queryable,
  code: string,
  at: Date,
): Promise<Marketplace | undefined> {
  const { rows } = await db.query<Row>(
    `select ${columns.join(', ')} from marketplaces where code = $1 and set_at <= $2
     order by version desc limit 1`,
    [code, at],
  );
  return rows[0] && marketplaceOf(rows[0]);
}

/** As they are now, in the order of their codes. */
export async function listMarketplaces(db: Queryable): Promise<Marketplace[]> {
  const { rows } = await db.query<Row>(
    `select distinct on (code) ${columns.join(', ')} from marketplaces order by code, version desc`,
  );
  return rows.map(marketplaceOf);
}

function marketplaceOf(row: Row): Marketplace {
  return {
    code: row.code,
    version: row.version,
    plans: { payout: planOf(row, 'payout'), payin: planOf(row, 'payin') },
    providers: row.providers,
    payoutRails: row.payout_rails,
    payinMethods: row.payin_methods,
    setBy: row.set_by,
    setAt: row.set_at,
  };
}

function planOf(row: Row, service: Service): Fees | null {
  const basisPoints = row[`${service}_fee_basis_points`];
  if (basisPoints === null) return null;
  return {
    basisPoints,
    flatMinor: row[`${service}_fee_flat_minor`] ?? 0n,
    minimumMinor: row[`${service}_fee_minimum_minor`] ?? 0n,
    maximumMinor: row[`${service}_fee_maximum_minor`],
    gstBasisPoints: row[`${service}_gst_basis_points`] ?? 0,
    slabs: slabsOf(row[`${service}_fee_slabs`] ?? []),
  };
}

/** The columns of a marketplace and what is written into them. */
export function marketplaceValues(marketplace: Marketplace): {
  readonly columns: readonly string[];
  readonly values: readonly unknown[];
} {
  const { code, version, plans, providers, payoutRails, payinMethods } = marketplace;
  const partsOf = (plan: Fees | null) => {
    if (plan === null) return planParts.map(() => null);
    const { basisPoints, flatMinor, minimumMinor, maximumMinor, gstBasisPoints, slabs } = plan;
    return [basisPoints, flatMinor, minimumMinor, maximumMinor, gstBasisPoints, rowsOf(slabs)];
  };
  const values = [
    ...[code, version, ...partsOf(plans.payout), ...partsOf(plans.payin)],
    ...[providers, payoutRails, payinMethods, marketplace.setBy, marketplace.setAt],
  ];
  return { columns, values };
}

/**
 * The plan that prices an order: the merchant's own, else that of its code. A plan that charges nothing, which is what
 * a merchant begins with, is none of its own; who is to pay nothing under a code with a price gets `max=0`.
 */
export function planInForce(
  service: Service,
  merchant: Pick<MerchantView, 'fees' | 'payinFees'>,
  marketplace: Marketplace | undefined,
): Fees {
  const own = service === 'payout' ? merchant.fees : merchant.payinFees;
  return isOwnPlan(own) ? own : (marketplace?.plans[service] ?? own);
}

/** The marketplace whose code a merchant has; undefined when it has none. */
export async function findMarketplaceOf(
  db: Queryable,
  merchantId: string,
): Promise<Marketplace | undefined> {
  const access = await findXpayoutAccess(db, merchantId);
  const code = access?.marketplaceCode ?? undefined;
  return code === undefined ? undefined : findMarketplace(db, code);
}
