/** The table that is printed and the file that is written. */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';

export interface Row {
  readonly what: string;
  /** Medians over the rounds, in `unit`. */
  readonly value: number;
  readonly unit: string;
  readonly reference?: { readonly what: string; readonly value: number };
  /** The median of the rounds' own ratios; what the goal is about when there is one. */
  readonly ratio?: number;
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
  readonly rounds?: readonly number[];
  readonly note?: string;
}

function isMet(row: Row): boolean | undefined {
  if (row.goal === undefined) return undefined;
  const judged = row.ratio ?? row.value;
  return 'atLeast' in row.goal ? judged >= row.goal.atLeast : judged <= row.goal.atMost;
}

export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.what,
    `${figure(row.value)} ${row.unit}`,
    row.reference === undefined ? '' : `${row.reference.what} ${figure(row.reference.value)}`,
    row.ratio === undefined ? '' : row.ratio.toFixed(2),
    goalText(row),
    { true: 'met', false: 'NOT MET', undefined: '' }[String(isMet(row))] ?? '',
  ]);
  const heads = ['measured', 'median', 'reference', 'ratio', 'goal', ''];
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  const line = (texts: readonly string[]) =>
    texts
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const notes = rows.filter((row) => row.note !== undefined);
  return [
    line(heads),
    line(widths.map((width) => '-'.repeat(width))),
    ...cells.map(line),
    ...(notes.length > 0 ? ['', ...notes.map((row) => `${row.what}: ${row.note ?? ''}`)] : []),
  ].join('\n');
}

function goalText({ goal }: Row): string {
  if (goal === undefined) return '';
  return 'atLeast' in goal ? `>= ${goal.atLeast}` : `<= ${goal.atMost}`;
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return 'n/a';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

/** What a measurement comes to. */
export interface Measured {
  readonly rows: readonly Row[];
  /** A sentence for each reference that is missing on this machine. */
  readonly skipped?: readonly string[];
}

export interface Results extends Required<Measured> {
  readonly startedAt: string;
  readonly quick: boolean;
  readonly rounds: number;
}

/** Resolves to the path of the file. */
export async function writeResults(results: Results): Promise<string> {
  const folder = new URL('results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  const file = new URL(`${results.startedAt.replaceAll(':', '-')}.json`, folder);
  const machine = {
    cpus: cpus().length,
    cpu: cpus()[0]?.model,
    memoryMb: Math.floor(totalmem() / 1_048_576),
    node: process.version,
  };
  const rows = results.rows.map((row) => ({ ...row, met: isMet(row) }));
  await writeFile(file, `${JSON.stringify({ ...results, machine, rows }, null, 2)}\n`);
  return file.pathname;
}
