/** One JSON document. Its totals stand at the end, so a report that has them is whole. */
import { textOf, type Format } from './format.ts';
import type { Cell, Column, ReportRow } from './report.ts';
import type { Total } from './totals.ts';

export const json: Format = async function* ({ type, days, timeZone, columns, pages, totals }) {
  const about = JSON.stringify({ type, from: days.from, to: days.to, timeZone });
  yield Buffer.from(`{"report":${about},"rows":[`);
  let separator = '\n';
  for await (const page of pages) {
    if (page.length === 0) continue;
    yield Buffer.from(separator + page.map((row) => rowText(row, columns)).join(',\n'));
    separator = ',\n';
  }
  const sums = totals.all().map((total) => totalText(total, columns));
  yield Buffer.from(`\n],"totals":[${sums.join(',')}]}\n`);
};

function rowText({ cells, currency }: ReportRow, columns: readonly Column[]): string {
  let text = '{';
  for (const [index, column] of columns.entries()) {
    if (index > 0) text += ',';
    const cell = cells[index] ?? null;
    text += `"${column.name}":${valueOf(cell, column, currency)}`;
  }
  return `${text}}`;
}

function totalText({ currency, rowCount, sums }: Total, columns: readonly Column[]): string {
  const parts = columns.flatMap((column, index) => {
    const sum = sums[index];
    return sum === undefined ? [] : [`"${column.name}":${valueOf(sum, column, currency)}`];
  });
  return `{${[`"currency":"${currency}"`, `"rows":${rowCount.toString()}`, ...parts].join(',')}}`;
}

/** Money is a string, as everywhere in this gateway: no reader makes a float of it unasked. */
function valueOf(cell: Cell, column: Column, currency: ReportRow['currency']): string {
  if (cell === null) return 'null';
  const text = textOf(cell, column, currency);
  return column.kind === 'count' ? text : JSON.stringify(text);
}
