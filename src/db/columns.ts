/**
 * Many rows in one statement: each column travels as one array and `unnest` makes rows of them.
 * The text of a statement never changes with the number of rows, so it is prepared once per connection.
 */
import { binaryArray, binaryColumn, type ElementType } from './binary-array.ts';

export type ColumnType = ElementType | 'text[]' | 'bigint[]';
export type Cell =
  string | number | bigint | boolean | Date | null | readonly string[] | readonly bigint[];

export type Columns<Row> = { readonly [Name in keyof Row & string]: ColumnType };

export interface BatchStatement<Row> {
  readonly name: string;
  readonly text: string;
  /** The arrays, in the order of the columns. */
  readonly values: (rows: readonly Row[]) => Buffer[];
}

/**
 * `insert into table (columns) select ... from unnest(...)`; an array column travels as its literal text.
 * `derived` columns are SQL over the row `r`: what is the same for all rows, or stands in them already.
 */
export function insertStatement<Row extends object>(
  table: string,
  columns: Columns<Row>,
  derived: Readonly<Record<string, string>> = {},
): BatchStatement<Row> {
  const names = Object.keys(columns) as (keyof Row & string)[];
  const picked = names.map((name) => {
    const type: ColumnType = columns[name];
    return type.endsWith('[]') ? `r.${name}::${type}` : `r.${name}`;
  });
  const into = [...names, ...Object.keys(derived)].join(', ');
  const selected = [...picked, ...Object.values(derived)].join(', ');
  return {
    name: `insert_${table}`,
    text: `insert into ${table} (${into}) select ${selected} from ${rowsFrom(columns)}`,
    values: (rows) => arraysOf(columns, rows),
  };
}

/**
 * `(select unnest($1::uuid[]) as a, ...) as r` for hand-written batch statements. Not `unnest($1, ...)` behind `from`: the
 * server then keeps every array as a table of its own and makes the rows from those, which takes twice as long.
 */
export function rowsFrom<Row extends object>(columns: Columns<Row>, firstParameter = 1): string {
  const names = Object.keys(columns) as (keyof Row & string)[];
  const cells = names.map((name, index) => {
    const type: ColumnType = columns[name];
    const parameter = `$${String(firstParameter + index)}::${type.endsWith('[]') ? 'text' : type}[]`;
    return `unnest(${parameter}) as ${name}`;
  });
  return `(select ${cells.join(', ')}) as r`;
}

/** The columns of the rows as parameters. Throws TypeError and RangeError for what a column cannot hold. */
export function arraysOf<Row extends object>(
  columns: Columns<Row>,
  rows: readonly Row[],
): Buffer[] {
  return (Object.keys(columns) as (keyof Row & string)[]).map((name) => {
    const type: ColumnType = columns[name];
    if (type === 'text[]' || type === 'bigint[]')
      return binaryArray(
        'text',
        rows.map((row) => arrayLiteral(row[name] as readonly Cell[])),
      );
    return binaryColumn(type, rows, name);
  });
}

/** An array as text, for statements that bring few values. */
export function arrayLiteral(cells: readonly Cell[]): string {
  let text = '{';
  for (let index = 0; index < cells.length; index++) {
    if (index > 0) text += ',';
    text += element(cells[index] ?? null);
  }
  return text + '}';
}

const needsEscape = /["\\]/;

function element(cell: Cell): string {
  if (cell === null) return 'NULL';
  if (typeof cell === 'string') return quoted(cell);
  if (cell instanceof Date) return isoOf(cell);
  if (typeof cell === 'object') return quoted(arrayLiteral(cell));
  return String(cell);
}

function quoted(text: string): string {
  return needsEscape.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;
}

// A batch carries the same few instants over and over.
let lastDate: Date | undefined;
let lastIso = '';

function isoOf(date: Date): string {
  if (date !== lastDate) {
    lastDate = date;
    lastIso = `"${date.toISOString()}"`;
  }
  return lastIso;
}
