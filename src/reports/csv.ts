/** CSV by RFC 4180 in UTF-8 without a byte order mark: lines end with CR LF, cells are quoted where they must be. */
import { textOf, type Format } from './format.ts';
import type { Column, ReportRow } from './report.ts';

export const csv: Format = async function* ({ columns, pages, totals }) {
  yield Buffer.from(`${columns.map(({ name }) => name).join(',')}\r\n`);
  for await (const page of pages) yield linesOf(page, columns);
  yield linesOf(totals.rows(), columns);
};

function linesOf(rows: readonly ReportRow[], columns: readonly Column[]): Buffer {
  let text = '';
  for (const { cells, currency } of rows) {
    for (const [index, column] of columns.entries()) {
      const cell = textOf(cells[index] ?? null, column, currency);
      if (index > 0) text += ',';
      text += quoted(column.kind === 'text' ? harmless(cell) : cell);
    }
    text += '\r\n';
  }
  return Buffer.from(text);
}

/** One line of text cells. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(harmless(cell))).join(',')}\r\n`;
}

/** Also the wide forms, which some programs take for the narrow ones. */
const startsFormula = /^[=+\-@\t\r\n＝＋－＠]/;

/** A spreadsheet takes what begins like this for a formula; an apostrophe in front makes it text again. */
function harmless(text: string): string {
  return startsFormula.test(text) ? `'${text}` : text;
}

const needsQuotes = /[",\r\n]/;

function quoted(text: string): string {
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
