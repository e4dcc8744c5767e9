/** A workbook that is packed while its rows are read. When a sheet is full the rows go on in the next. */
import type { Format, Written } from './format.ts';
import type { ReportRow } from './report.ts';
import { headingXml, rowXml, sheetEnd, sheetStart } from './sheet-xml.ts';
import { sheetPath, workbookParts } from './workbook-parts.ts';
import { Zip } from './zip.ts';

/** What a spreadsheet can hold, the heading included; and far enough below what a file of a ZIP archive can. */
const sheetLimits = { rows: 1_048_576, characters: 1_000_000_000 };

export const xlsx: Format = (report) => workbook(report);

/** Smaller limits make more sheets of fewer rows. */
export async function* workbook(report: Written, limits = sheetLimits): AsyncGenerator<Buffer> {
  const zip = new Zip();
  const rows = new RowReader(report);
  let sheetCount = 0;
  try {
    do {
      sheetCount += 1;
      yield* zip.file(sheetPath(sheetCount), sheetXml(report, rows, limits));
    } while (await rows.peek());
  } finally {
    await rows.close();
  }
  for (const [path, content] of workbookParts(report.type, sheetCount))
    yield* zip.file(path, [[content]]);
  yield zip.directory();
}

async function* sheetXml(
  { columns }: Written,
  rows: RowReader,
  limits: typeof sheetLimits,
): AsyncGenerator<Iterable<string>> {
  yield [sheetStart(columns), headingXml(columns)];
  let rowNo = 1;
  let characters = 0;
  // Row by row, so that none is kept when it has been packed.
  function* xmlOf(page: readonly ReportRow[]): Generator<string> {
    for (const row of page) {
      const xml = rowXml(row, columns, ++rowNo);
      characters += xml.length;
      yield xml;
    }
  }
  while (rowNo < limits.rows && characters < limits.characters) {
    const page = await rows.take(limits.rows - rowNo);
    if (page.length === 0) break;
    yield xmlOf(page);
  }
  yield [sheetEnd];
}

/** The rows of the report and then its totals, in portions that a sheet has room for. */
class RowReader {
  readonly #report: Written;
  readonly #pages: AsyncIterator<readonly ReportRow[]>;
  #page: readonly ReportRow[] = [];
  #hasEnded = false;

  constructor(report: Written) {
    this.#report = report;
    this.#pages = report.pages[Symbol.asyncIterator]();
  }

  async peek(): Promise<boolean> {
    while (this.#page.length === 0 && !this.#hasEnded) {
      const next = await this.#pages.next();
      this.#hasEnded = next.done === true;
      this.#page = next.done === true ? this.#report.totals.rows() : next.value;
    }
    return this.#page.length > 0;
  }

  /** Empty at the end. */
  async take(atMost: number): Promise<readonly ReportRow[]> {
    await this.peek();
    const taken = this.#page.slice(0, atMost);
    this.#page = this.#page.slice(atMost);
    return taken;
  }

  async close(): Promise<void> {
    await this.#pages.return?.();
  }
}
