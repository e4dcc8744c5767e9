/** Opens a report as a stream of bytes that is made as fast as it is read, in memory that does not grow with it. */
import { Readable } from 'node:stream';
import type { Queryable } from '../db/connection.ts';
import { unavailableOr } from '../db/unavailable.ts';
import { csv } from './csv.ts';
import { feeRows } from './fee-rows.ts';
import { shownTotal, type Format } from './format.ts';
import { json } from './json.ts';
import { ledgerRows } from './ledger-rows.ts';
import { spanOf, type Days } from './report-days.ts';
import type { FailureWords, ReportFormat, ReportRow, ReportScope, RowSource } from './report.ts';
import { settlementRows } from './settlement-rows.ts';
import { Totals } from './totals.ts';
import { transactionRows } from './transaction-rows.ts';
import { xlsx } from './xlsx.ts';

/** Every report there is; another one is another file of rows, and a place here. */
const sources = {
  transactions: transactionRows,
  ledger: ledgerRows,
  fees: feeRows,
  settlements: settlementRows,
} as const satisfies Record<string, RowSource>;

export type ReportType = keyof typeof sources;
export const reportTypes = Object.keys(sources) as ReportType[];

const formats = {
  csv: { write: csv, contentType: 'text/csv; charset=utf-8; header=present' },
  xlsx: {
    write: xlsx,
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  json: { write: json, contentType: 'application/json; charset=utf-8' },
} as const satisfies Record<ReportFormat, { write: Format; contentType: string }>;

export interface ReportOrder {
  readonly db: Queryable;
  readonly merchantId: string;
  readonly type: ReportType;
  /** Judged before by `faultOfDays`. */
  readonly days: Days;
  readonly format: ReportFormat;
  readonly timeZone: string;
  /** Of `transactions` only. */
  readonly serviceType?: string | undefined;
  readonly statuses?: readonly string[] | undefined;
  /** A contract's words for our statuses; without them they are shown as they are. */
  readonly statusWords?: Readonly<Record<string, string>>;
  readonly failureWords?: FailureWords | undefined;
  readonly pageRows?: number;
  /** Hears of every page that was made. */
  readonly onRows?: (rowCount: number) => void;
}

export interface OpenReport {
  /** Destroying it ends the reading from the database. */
  readonly body: Readable;
  readonly contentType: string;
  /** `ledger-2026-01-01-to-2026-01-31.csv`. */
  readonly fileName: string;
  /** What has been added up so far, by currency and column; complete when the body has ended. */
  readonly totals: () => Readonly<Record<string, string>>[];
}

/**
 * A page is made in a few milliseconds, so that others who are served by the same process do not wait, and what it
 * leaves behind in memory is little. Larger pages were not faster.
 */
const pageRows = 250;

/** Throws DomainError `service.unavailable` when the database cannot be reached; later the body breaks off. */
export async function openReport(order: ReportOrder): Promise<OpenReport> {
  const { db, merchantId, type, days, format, timeZone } = order;
  const span = await spanOf(db, days, timeZone).catch((error: unknown) => {
    throw unavailableOr(error);
  });
  const { columns, pages }: RowSource = sources[type];
  const totals = new Totals(columns);
  const scope: ReportScope = {
    ...span,
    db,
    merchantId,
    timeZone,
    serviceType: order.serviceType,
    statuses: order.statuses,
    statusWords: order.statusWords ?? {},
    failureWords: order.failureWords,
    pageRows: order.pageRows ?? pageRows,
  };
  const { write, contentType } = formats[format];
  const counted = countedPages(pages(scope), totals, order.onRows);
  const bytes = write({ type, days, timeZone, columns, pages: counted, totals });
  return {
    body: Readable.from(bytes, { objectMode: false }),
    contentType,
    fileName: `${type}-${days.from}-to-${days.to}.${format}`,
    totals: () => totals.all().map((total) => shownTotal(total, columns)),
  };
}

async function* countedPages(
  pages: AsyncIterable<readonly ReportRow[]>,
  totals: Totals,
  onRows: ReportOrder['onRows'],
): AsyncGenerator<readonly ReportRow[]> {
  for await (const page of pages) {
    for (const row of page) totals.add(row);
    onRows?.(page.length);
    yield page;
  }
}
