/**
 * The payments of one merchant, newest first: payouts, pay-ins and transfers in one list. Ids are ordered by time in
 * every table, so a page is a short read by key of each. A search looks at the beginnings of numbers, references and
 * UTRs, and at no more than so many of each, so that it takes the same time whatever was typed.
 */
import type { Queryable } from '../db/connection.ts';
import { afterAllIds, firstIdAt, type MerchantId } from '../kit/ids.ts';
import { letterCases } from '../kit/letter-cases.ts';
import type { Currency } from '../kit/money.ts';
import { daySpanOf, type IdSpan } from '../payments/numbered-days.ts';
import {
  paymentSources,
  type PaymentDirection,
  type PaymentKind,
  type PaymentSource,
  type PaymentState,
  type PaymentStatus,
} from './merchant-payment-sources.ts';

export interface PaymentFilter {
  readonly kind?: PaymentKind | undefined;
  readonly state?: PaymentState | undefined;
  readonly fromAt?: Date | undefined;
  /** Exclusive. */
  readonly toAt?: Date | undefined;
  /** The beginning of a number, a reference or a UTR, as it is written, in capitals or in small letters. */
  readonly search?: string | undefined;
}

export interface PaymentPlace {
  /** The last id of the page before. */
  readonly before?: string | undefined;
  /** 1 to 201. */
  readonly limit: number;
}

export interface ListedPayment {
  readonly kind: PaymentKind;
  readonly direction: PaymentDirection;
  readonly paymentId: string;
  readonly transactionNumber: string;
  readonly reference: string | null;
  readonly status: PaymentStatus;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly feeMinor: bigint;
  readonly gstMinor: bigint;
  /** Who is paid, or who pays, of a transfer the number of the wallet; empty when nobody said. */
  readonly party: string;
  readonly utr: string | null;
  readonly createdAt: Date;
}

const mostMatches = 1_000;

export async function listMerchantPayments(
  db: Queryable,
  merchantId: MerchantId,
  { before, limit, ...filter }: PaymentFilter & PaymentPlace,
): Promise<ListedPayment[]> {
  const asked = askedOf(merchantId, filter, before, limit);
  const parts = asked.parts.map((part) => part(rowOf));
  if (parts.length === 0) return [];
  const { rows } = await db.query<ListedPayment>(
    `select * from (${parts.join(' union all ')}) found order by "paymentId" desc limit $4`,
    asked.values,
  );
  return rows;
}

/** How many the whole list has; no more than `most` are counted. */
export async function countMerchantPayments(
  db: Queryable,
  merchantId: MerchantId,
  filter: PaymentFilter,
  most: number,
): Promise<number> {
  const asked = askedOf(merchantId, filter, undefined, most);
  const parts = asked.parts.map((part) => part(() => '1'));
  if (parts.length === 0) return 0;
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from (select 1 from (${parts.join(' union all ')}) found limit $4) counted`,
    asked.values,
  );
  return rows[0]?.count ?? 0;
}

/** All of them, from the newest to the first, a page at a time. */
export async function* everyMerchantPayment(
  db: Queryable,
  merchantId: MerchantId,
  filter: PaymentFilter,
): AsyncGenerator<readonly ListedPayment[]> {
  const limit = 500;
  let before: string | undefined;
  for (;;) {
    const page = await listMerchantPayments(db, merchantId, { ...filter, before, limit });
    if (page.length > 0) yield page;
    if (page.length < limit) return;
    before = page.at(-1)?.paymentId;
  }
}

/** The parameters between which a column begins with what is looked for, in one case of its letters. */
interface Range {
  readonly from: string;
  readonly after: string;
  /** Those of the payouts that were made on the day with which a number begins; undefined where it says none. */
  readonly day: IdSpan | undefined;
}

type Part = (columnsOf: (source: PaymentSource) => string) => string;

/** A part for every table that may have something of it; `$4` is how many rows of each are enough. */
function askedOf(
  merchantId: MerchantId,
  filter: PaymentFilter,
  before: string | undefined,
  limit: number,
): { readonly values: unknown[]; readonly parts: readonly Part[] } {
  const { search, kind, state } = filter;
  const lastId = filter.toAt === undefined ? afterAllIds : firstIdAt(filter.toAt.getTime());
  const values: unknown[] = [
    merchantId,
    before !== undefined && before < lastId ? before : lastId,
    firstIdAt(filter.fromAt?.getTime() ?? 0),
    limit,
  ];
  const cases = search === undefined ? [] : letterCases(search);
  const ranges = cases.map((text): Range => {
    const at = values.push(text, `${text}\u{10FFFF}`);
    return { from: `$${String(at - 1)}`, after: `$${String(at)}`, day: daySpanOf(text) };
  });
  const parts = paymentSources
    .filter((source) => kind === undefined || source.kind === kind)
    .filter(({ statuses }) => state === undefined || statuses[state].length > 0)
    .map((source): Part => {
      const conditions = conditionsOf(source, filter, values, ranges);
      return (columnsOf) =>
        `(select ${columnsOf(source)} from ${source.table} t
          where ${conditions.join(' and ')} order by t.${source.id} desc limit $4)`;
    });
  return { values, parts };
}

function conditionsOf(
  source: PaymentSource,
  { state }: PaymentFilter,
  values: unknown[],
  ranges: readonly Range[],
): readonly string[] {
  const { id, status, statuses, indexes } = source;
  const conditions = [`t.merchant_id = $1 and t.${id} < $2 and t.${id} >= $3`];
  if (state !== undefined) {
    values.push(statuses[state]);
    conditions.push(`${status} = any ($${String(values.length)}::text[])`);
    const index = indexes?.[state];
    if (index !== undefined) conditions.push(index);
  }
  if (ranges.length > 0) conditions.push(`t.${id} in (${matchesOf(source, ranges)})`);
  return conditions;
}

function rowOf(source: PaymentSource): string {
  const { kind, direction, id, number, status, fee, gst, party, utr } = source;
  return `'${kind}' as kind, ${direction} as direction, t.${id} as "paymentId",
    ${number} as "transactionNumber", t.reference, ${status} as status, t.currency,
    t.amount_minor as "amountMinor", ${fee} as "feeMinor", ${gst} as "gstMinor", ${party} as party,
    ${utr} as utr, t.created_at as "createdAt"`;
}

/** Ranges of indexes, each read backwards: the newest numbers first. */
function matchesOf({ searched }: PaymentSource, ranges: readonly Range[]): string {
  return searched
    .flatMap(({ table, id, column, isDated }) =>
      ranges.map(({ from, after, day }) => {
        const place =
          isDated === true ? datedPlace(table, id, day) : `${table} m where m.merchant_id = $1`;
        return `(select m.${id} from ${place}
        and m.${column} is not null and m.${column} >= ${from} and m.${column} < ${after}
        order by m.${column} desc limit ${String(mostMatches)})`;
      }),
    )
    .join(' union all ');
}

/** The day that a number says, or the newest. */
function datedPlace(table: string, id: string, day: IdSpan | undefined): string {
  return day === undefined
    ? `(select * from ${table} where merchant_id = $1 order by ${id} desc limit ${String(mostMatches)}) m where true`
    : `${table} m where m.merchant_id = $1 and m.${id} >= '${day.fromId}' and m.${id} < '${day.toId}'`;
}
