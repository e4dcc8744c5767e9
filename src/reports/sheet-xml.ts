/** Rows as the XML of a worksheet (ECMA-376, SpreadsheetML). Text stands in its cell and is never a formula. */
import { decimalsOf } from '../kit/money.ts';
import { textOf } from './format.ts';
import type { Cell, Column, ReportRow } from './report.ts';
import { styleOf } from './workbook-parts.ts';

export const sheetStart = (columns: readonly Column[]) =>
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
  '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
  '<sheetViews><sheetView workbookViewId="0">' +
  '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
  `<cols><col min="1" max="${String(columns.length)}" width="18" customWidth="1"/></cols><sheetData>`;

export const sheetEnd = '</sheetData></worksheet>';

export function headingXml(columns: readonly Column[]): string {
  const cells = columns.map(({ name }, index) =>
    textCell(`${letters(index)}1`, name, styleOf.heading),
  );
  return `<row r="1">${cells.join('')}</row>`;
}

/** `rowNo` counts from 1 and the heading. */
export function rowXml(
  { cells, currency }: ReportRow,
  columns: readonly Column[],
  rowNo: number,
): string {
  let xml = `<row r="${String(rowNo)}">`;
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? null;
    if (cell === null || cell === '') continue;
    xml += cellXml(`${letters(index)}${String(rowNo)}`, cell, column, currency);
  }
  return `${xml}</row>`;
}

/** Spreadsheets calculate with fifteen digits. A number with more would be shown as another, so it stays text. */
const exactDigits = 15;

function cellXml(
  place: string,
  cell: Cell,
  column: Column,
  currency: ReportRow['currency'],
): string {
  const text = textOf(cell, column, currency);
  const isNumber = typeof cell === 'bigint' && text.replace(/\D/g, '').length <= exactDigits;
  if (!isNumber) return textCell(place, text, styleOf.text);
  const style =
    column.kind === 'count'
      ? styleOf.count
      : decimalsOf[currency] === 2
        ? styleOf.twoDecimals
        : styleOf.sixDecimals;
  return `<c r="${place}" s="${style}"><v>${text}</v></c>`;
}

function textCell(place: string, text: string, style: string): string {
  const space = /^\s|\s$/.test(text) ? ' xml:space="preserve"' : '';
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t${space}>${escaped(text)}</t></is></c>`;
}

const special =
  /[&<>\r]|_x[0-9A-Fa-f]{4}_|[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/**
 * What XML cannot hold becomes a question mark. `_x000D_` is how a sheet writes a carriage return, which XML would
 * turn into a line feed; so a text that looks like that has its first sign spelled out.
 */
function escaped(text: string): string {
  return text.replace(special, (found) => {
    if (found === '&') return '&amp;';
    if (found === '<') return '&lt;';
    if (found === '>') return '&gt;';
    if (found === '\r') return '_x000D_';
    return found.startsWith('_x') ? `_x005F${found}` : '?';
  });
}

const firstLetters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));

/** `A` to `Z`; no report has more columns. */
function letters(index: number): string {
  const letter = firstLetters[index];
  if (letter === undefined) throw new RangeError('A sheet has columns A to Z here.');
  return letter;
}
