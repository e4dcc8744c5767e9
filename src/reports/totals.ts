/** What the summed columns of a report add up to, in each currency; kept while the rows pass by. */
import type { Currency } from '../kit/money.ts';
import type { Column, ReportRow } from './report.ts';

export interface Total {
  readonly currency: Currency;
  readonly rowCount: bigint;
  /** In the order of the columns; undefined where nothing is summed. */
  readonly sums: readonly (bigint | undefined)[];
}

interface Running {
  rowCount: bigint;
  readonly sums: bigint[];
}

export class Totals {
  readonly #columns: readonly Column[];
  readonly #running = new Map<Currency, Running>();

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
  }

  add({ currency, cells }: ReportRow): void {
    let running = this.#running.get(currency);
    if (running === undefined) {
      running = { rowCount: 0n, sums: this.#columns.map(() => 0n) };
      this.#running.set(currency, running);
    }
    running.rowCount += 1n;
    for (const [index, column] of this.#columns.entries()) {
      const cell = cells[index];
      if (column.isSummed === true && typeof cell === 'bigint')
        running.sums[index] = (running.sums[index] ?? 0n) + cell;
    }
  }

  /** So far, in the order in which the currencies came up. */
  all(): Total[] {
    return [...this.#running].map(([currency, { rowCount, sums }]) => ({
      currency,
      rowCount,
      sums: this.#columns.map((column, index) =>
        column.isSummed === true ? sums[index] : undefined,
      ),
    }));
  }

  /** As the last rows of a table. */
  rows(): ReportRow[] {
    const place = this.#columns.findIndex(({ name }) => name === 'currency');
    return this.all().map(({ currency, sums }) => {
      const cells = sums.map((sum) => sum ?? null) as (string | bigint | null)[];
      cells[0] = 'Total';
      cells[place] = currency;
      return { currency, cells };
    });
  }
}
