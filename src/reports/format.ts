/** What every format is given, and how money looks in all of them. */
import { formatMoney, type Currency } from '../kit/money.ts';
import type { Days } from './report-days.ts';
import type { Cell, Column, ReportRow } from './report.ts';
import type { Total, Totals } from './totals.ts';

export interface Written {
  readonly type: string;
  readonly days: Days;
  readonly timeZone: string;
  readonly columns: readonly Column[];
  /** Read once. The totals are complete when they have ended. */
  readonly pages: AsyncIterable<readonly ReportRow[]>;
  readonly totals: Totals;
}

/** Makes the bytes as they are asked for; `return` on the generator ends the reading behind it. */
export type Format = (report: Written) => AsyncGenerator<Buffer>;

/** Money with all decimals of its currency, a count as it is; an empty text for nothing. */
export function textOf(cell: Cell, column: Column, currency: Currency): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  return column.kind === 'money' ? formatMoney({ minor: cell, currency }) : cell.toString();
}

/** By the names of the columns, as texts: `{currency: 'INR', rows: '12', amount: '60000.00', ...}`. */
export function shownTotal(
  { currency, rowCount, sums }: Total,
  columns: readonly Column[],
): Readonly<Record<string, string>> {
  const shown = columns.flatMap((column, index): [string, string][] => {
    const sum = sums[index];
    return sum === undefined ? [] : [[column.name, textOf(sum, column, currency)]];
  });
  return { currency, rows: rowCount.toString(), ...Object.fromEntries(shown) };
}
