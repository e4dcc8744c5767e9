/** The rows of a file of payouts as they were written, each with its line. Commas or semicolons, quotes by RFC 4180. */
import { payoutFormFields, type PayoutForm, type PayoutFormField } from './payout-form.ts';

export interface WrittenRow {
  /** From 1; the heading is line 1. */
  readonly line: number;
  readonly form: PayoutForm;
}

export type ReadBatch =
  | { readonly ok: true; readonly rows: readonly WrittenRow[] }
  | { readonly ok: false; readonly reason: string };

export const mostBatchRows = 2_000;

/** The headings of the template. */
export const batchHeadings: Readonly<Record<PayoutFormField, string>> = {
  name: 'name',
  accountNumber: 'account_number',
  ifsc: 'ifsc',
  vpa: 'vpa',
  mobile: 'mobile',
  amount: 'amount',
  reference: 'reference',
};

const mostCellCharacters = 200;

export function readBatch(text: string): ReadBatch {
  const lines = cellsOf(text.replace(/^\uFEFF/, ''));
  const [head, ...rest] = lines;
  if (head === undefined) return refuse('The file is empty.');
  const places = placesOf(head.cells);
  const missing = payoutFormFields.find((field) => field === 'amount' && !places.has(field));
  if (missing !== undefined)
    return refuse(
      `The first line names the columns; it has no "${batchHeadings[missing]}". Start from the template.`,
    );
  const written = rest.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (written.length === 0) return refuse('The file has no payouts, only a heading.');
  if (written.length > mostBatchRows)
    return refuse(`A file has at most ${String(mostBatchRows)} payouts.`);
  return {
    ok: true,
    rows: written.map(({ line, cells }) => ({ line, form: formOf(cells, places) })),
  };
}

function placesOf(head: readonly string[]): Map<PayoutFormField, number> {
  const named = head.map((cell) => cell.trim().toLowerCase().replaceAll(/[ -]/g, '_'));
  const places = new Map<PayoutFormField, number>();
  for (const field of payoutFormFields) {
    const place = named.indexOf(batchHeadings[field]);
    if (place >= 0) places.set(field, place);
  }
  return places;
}

/** A longer cell is no value of any field: cut, so that it is told as a fault and not carried about. */
function formOf(
  cells: readonly string[],
  places: ReadonlyMap<PayoutFormField, number>,
): PayoutForm {
  const of = (field: PayoutFormField): string => {
    const place = places.get(field);
    return place === undefined ? '' : (cells[place]?.trim().slice(0, mostCellCharacters) ?? '');
  };
  return {
    name: of('name'),
    accountNumber: of('accountNumber'),
    ifsc: of('ifsc'),
    vpa: of('vpa'),
    mobile: of('mobile'),
    amount: of('amount'),
    reference: of('reference'),
  };
}

interface Line {
  readonly line: number;
  readonly cells: string[];
}

function cellsOf(text: string): Line[] {
  const separator = separatorOf(text);
  const lines: Line[] = [];
  let current: Line = { line: 1, cells: [] };
  let lineNo = 1;
  // A cell in quotes, in which two stand for one, or everything up to the next separator.
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"?([^${separator}\\r\\n]*)|([^${separator}\\r\\n]*))`,
    'y',
  );
  let at = 0;
  while (at < text.length) {
    cell.lastIndex = at;
    const [found = '', inQuotes, behind, plain = ''] = cell.exec(text) ?? [];
    current.cells.push(
      inQuotes === undefined ? plain : inQuotes.replaceAll('""', '"') + (behind ?? ''),
    );
    lineNo += found.split('\n').length - 1;
    at += found.length;
    if (text[at] === separator) {
      at += 1;
      if (at < text.length && !/[\r\n]/.test(text.charAt(at))) continue;
      current.cells.push('');
    }
    if (at >= text.length) break;
    at += text.startsWith('\r\n', at) ? 2 : 1;
    lineNo += 1;
    lines.push(current);
    current = { line: lineNo, cells: [] };
  }
  if (current.cells.length > 0) lines.push(current);
  return lines;
}

/** Spreadsheets of many countries write semicolons. */
function separatorOf(text: string): ',' | ';' {
  const head = text.slice(0, text.search(/[\r\n]|$/));
  return head.includes(';') && !head.includes(',') ? ';' : ',';
}

function refuse(reason: string): ReadBatch {
  return { ok: false, reason };
}
