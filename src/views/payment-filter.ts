/** What an operator asks of the payments of all merchants, and the conditions that it becomes for each kind of them. */
import { indexConditions, isOpen } from '../payments/payout-sets.ts';
import type { Statement } from '../payments/statement.ts';

export const paymentKinds = ['payout', 'payin', 'transfer'] as const;
export type PaymentKind = (typeof paymentKinds)[number];

export interface PaymentFilter {
  readonly kind?: PaymentKind;
  readonly status?: string;
  readonly contract?: string;
  readonly merchantId?: string;
  readonly provider?: string;
  /** The rail of a payout, the method of a pay-in, the sort of a transfer. */
  readonly method?: string;
  readonly currency?: string;
  readonly minAmountMinor?: bigint;
  readonly maxAmountMinor?: bigint;
  /** Created at or after. */
  readonly fromMs?: number;
  /** Created before. */
  readonly toMs?: number;
}

/** Where the payments of a kind stand. Each is called `p` in every statement. */
export interface KindTable {
  readonly kind: PaymentKind;
  readonly table: string;
  readonly id: string;
  readonly methodColumn: string;
}

const kindTables: Readonly<Record<PaymentKind, KindTable>> = {
  payout: { kind: 'payout', table: 'payouts', id: 'payout_id', methodColumn: 'rail' },
  payin: { kind: 'payin', table: 'payins', id: 'payin_id', methodColumn: 'method' },
  transfer: { kind: 'transfer', table: 'transfers', id: 'transfer_id', methodColumn: 'kind' },
};

/** Transfers are known to one contract, and pass no provider. */
export function kindsOf({ kind, contract, provider }: PaymentFilter): readonly KindTable[] {
  const kinds = kind === undefined ? paymentKinds : [kind];
  return kinds
    .filter(
      (each) =>
        each !== 'transfer' ||
        (provider === undefined && (contract === undefined || contract === 'xprizo')),
    )
    .map((each) => kindTables[each]);
}

/**
 * Conditions that no index of the kind answers in the order of time, beginning with ` and `; empty where there are none.
 * That of a payout which has not succeeded is one that an index does answer: `answeredOf`.
 */
export function narrowedTo(statement: Statement, of: KindTable, filter: PaymentFilter): string {
  const conditions: string[] = [];
  const add = (condition: string, value: unknown) => {
    if (value !== undefined) conditions.push(`${condition} ${statement.add(value)}`);
  };
  if (!isAnswered(of, filter)) add('p.status =', filter.status);
  if (of.kind !== 'transfer') add('p.contract =', filter.contract);
  add(`p.${of.methodColumn} =`, filter.method);
  add('p.currency =', filter.currency);
  add('p.amount_minor >=', filter.minAmountMinor);
  add('p.amount_minor <=', filter.maxAmountMinor);
  if (of.kind === 'payin') add('p.provider =', filter.provider);
  else if (filter.provider !== undefined)
    // `offset 0`: without it the planner may read the attempts of all payouts at once, for the few that are looked at.
    conditions.push(
      `exists (select from payout_attempts a where a.merchant_id = p.merchant_id
        and a.payout_id = p.payout_id and a.provider = ${statement.add(filter.provider)} offset 0)`,
    );
  return conditions.map((condition) => ` and ${condition}`).join('');
}

/** The condition with an index of its own, spelled as the index is, beginning with ` and `. */
export function answeredOf(statement: Statement, of: KindTable, filter: PaymentFilter): string {
  const [index] = indexesOf(of, filter);
  return index === undefined ? '' : ` and ${index} and p.status = ${statement.add(filter.status)}`;
}

/** Whether what is asked for stands together in an index: in one that begins with the merchant, or in the order of time. */
export function isKeyed(of: KindTable, filter: PaymentFilter): boolean {
  return filter.merchantId !== undefined || isAnswered(of, filter);
}

/** Whether that index is in the order of time over all merchants. */
export function isTimed(of: KindTable, filter: PaymentFilter): boolean {
  return filter.merchantId === undefined && indexesOf(of, filter).includes(isOpen());
}

function isAnswered(of: KindTable, filter: PaymentFilter): boolean {
  return indexesOf(of, filter).length > 0;
}

function indexesOf({ kind }: KindTable, { status }: PaymentFilter): readonly string[] {
  return kind === 'payout' && status !== undefined ? indexConditions([status]) : [];
}

/** Whether a row that was found by something else is what the filter asks for too. */
export function isAsked(row: FilteredRow, filter: PaymentFilter): boolean {
  const { minAmountMinor, maxAmountMinor, fromMs, toMs } = filter;
  const same = (wish: string | undefined, is: string | null) => wish === undefined || wish === is;
  const atMs = row.createdAt.getTime();
  return (
    same(filter.kind, row.kind) &&
    same(filter.status, row.status) &&
    same(filter.contract, row.contract) &&
    same(filter.merchantId, row.merchantId) &&
    same(filter.provider, row.provider) &&
    same(filter.method, row.method) &&
    same(filter.currency, row.currency) &&
    (minAmountMinor === undefined || row.amountMinor >= minAmountMinor) &&
    (maxAmountMinor === undefined || row.amountMinor <= maxAmountMinor) &&
    (fromMs === undefined || atMs >= fromMs) &&
    (toMs === undefined || atMs < toMs)
  );
}

interface FilteredRow {
  readonly kind: PaymentKind;
  readonly status: string;
  readonly contract: string;
  readonly merchantId: string;
  readonly provider: string | null;
  readonly method: string | null;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly createdAt: Date;
}
