/** What a command prints: one JSON document for programs, tables for people. */
import { formatMoney, type Currency } from '../kit/money.ts';

/** Always an object, never a bare list: a key can be added later and no program that reads it breaks. */
type Document = Readonly<Record<string, unknown>> | (object & { readonly length?: never });

/** What a command found or did. `data` is printed with --json, `text` without. */
export interface Answer {
  readonly data: Document;
  readonly text: string;
  /** A check that found something broken. */
  readonly isBroken?: boolean;
}

export function jsonOf(data: unknown): string {
  return `${JSON.stringify(data, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))}\n`;
}

/** Two decimals; paise never reach the screen. */
export function rupees(minor: bigint, currency: Currency = 'INR'): string {
  return formatMoney({ minor, currency });
}

export type Cell = string | number | bigint | Date | null | undefined;

/** Columns as wide as their widest cell; numbers to the right. Cells keep to one line. */
export function table(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return 'None.\n';
  const lines = [headings, ...rows.map((row) => row.map(textOf))];
  const widths = headings.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const isNumeric = headings.map((_, column) =>
    rows.every((row) => /^-?[\d.]*$/.test(textOf(row[column]))),
  );
  return lines
    .map((line) =>
      widths
        .map((width, column) => {
          const cell = line[column] ?? '';
          return isNumeric[column] === true ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .concat('')
    .join('\n');
}

/** One fact a line. */
export function facts(entries: Readonly<Record<string, Cell>>): string {
  const width = Math.max(...Object.keys(entries).map((name) => name.length));
  return Object.entries(entries)
    .map(([name, value]) => `${name.padEnd(width)}  ${textOf(value)}\n`)
    .join('');
}

/** What others wrote (remarks, replies, names) must not steer the terminal. */
function textOf(cell: Cell): string {
  if (cell === null || cell === undefined) return '-';
  if (cell instanceof Date) return cell.toISOString();
  return String(cell).replace(
    /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu,
    ' ',
  );
}
