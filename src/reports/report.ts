/** What a report is made of: columns, rows that come a page at a time, and totals. Formats know nothing else. */
import type { Queryable } from '../db/connection.ts';
import type { Currency } from '../kit/money.ts';

export const reportFormats = ['csv', 'xlsx', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** `text` came from somebody and is never to be taken for a formula; the others are written by us. */
export type ColumnKind = 'text' | 'time' | 'money' | 'count';

export interface Column {
  /** Small letters and underscores: the heading, and the name in JSON. */
  readonly name: string;
  readonly kind: ColumnKind;
  /** Its cells add up to something, which the totals say. */
  readonly isSummed?: boolean;
}

/** Money is in minor units of the row's currency. */
export type Cell = string | bigint | null;

export interface ReportRow {
  readonly currency: Currency;
  /** In the order of the columns. */
  readonly cells: readonly Cell[];
}

/** Of whom and of when a report is. */
export interface ReportScope {
  readonly db: Queryable;
  readonly merchantId: string;
  readonly fromAt: Date;
  /** Exclusive. */
  readonly toAt: Date;
  /** Of days and times in the rows. */
  readonly timeZone: string;
  readonly serviceType?: string | undefined;
  /** Our own words; several where a contract has one word for them. */
  readonly statuses?: readonly string[] | undefined;
  /** How statuses are shown. */
  readonly statusWords: Readonly<Record<string, string>>;
  /** A contract's own words for why a payment came to nothing; without them it is what the provider said. */
  readonly failureWords?: FailureWords | undefined;
  /** Rows fetched at once: what a report needs of memory, and how long it keeps others waiting. */
  readonly pageRows: number;
}

/** By `payout` or `payin`, its status and the code of the reason. */
export type FailureWords = (serviceType: string, status: string, statusReason: string) => string;

/** One kind of report. Every page is a short statement by key; no connection is held between two of them. */
export interface RowSource {
  readonly columns: readonly Column[];
  readonly pages: (scope: ReportScope) => AsyncIterable<readonly ReportRow[]>;
}

/** In SQL: an instant as it stands in the rows. `zone` is the parameter of the time zone. */
export function localTime(instant: string, zone: string): string {
  return `to_char(${instant} at time zone ${zone}, 'YYYY-MM-DD HH24:MI:SS')`;
}
