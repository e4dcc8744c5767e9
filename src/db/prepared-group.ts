/**
 * Prepared statements that the server answers together: one Sync stands behind them all, where the driver sends one behind
 * each. The answers come in one piece, which wakes this process once, and what stands behind a statement that failed
 * is not run. Columns are known from the first time each statement was run alone, so none are described again.
 */
import pg from 'pg';

/** A column of the rows that a statement returns. */
export interface Column {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

export interface Asked {
  /** Of a statement that the connection has prepared. */
  readonly name: string;
  readonly values: readonly (Buffer | string | null)[];
  readonly columns: readonly Column[];
  readonly resolve: (result: pg.QueryResult) => void;
  readonly reject: (error: Error) => void;
}

/** What the driver calls of a query: its own class keeps all this out of its types. */
interface DriverConnection {
  readonly stream: { cork(): void; uncork(): void };
  bind(bound: { readonly statement: string; readonly values: Asked['values'] }): void;
  execute(): void;
  sync(): void;
}
interface DriverQuery {
  handleReadyForQuery(connection: DriverConnection): void;
  handleError(error: Error, connection: DriverConnection): void;
}

// The driver takes nothing but its own class on a connection that does not wait for answers.
const Query = pg.Query as unknown as new (text: string) => DriverQuery;

export class PreparedGroup extends Query {
  readonly #asked: readonly Asked[];
  readonly #results: pg.QueryResult[] = [];
  #rows: pg.QueryResultRow[] = [];
  #unreadable: Error | undefined;

  /** Whoever has the driver run it calls `settle` when the driver has an answer. */
  constructor(asked: readonly Asked[]) {
    super('');
    this.#asked = asked;
  }

  submit(connection: DriverConnection): null {
    connection.stream.cork();
    for (const { name, values } of this.#asked) {
      connection.bind({ statement: name, values });
      connection.execute();
    }
    connection.sync();
    connection.stream.uncork();
    return null;
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    try {
      const columns = this.#asked[this.#results.length]?.columns ?? [];
      const row: pg.QueryResultRow = {};
      for (let index = 0; index < columns.length; index++) {
        const { name, parse } = columns[index] as Column;
        const text = fields[index] ?? null;
        row[name] = text === null ? null : parse(text);
      }
      this.#rows.push(row);
    } catch (error) {
      this.#unreadable ??= error as Error;
    }
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const [command = '', ...counts] = text.split(' ');
    const count = counts.at(-1);
    const rowCount = count === undefined ? null : parseInt(count, 10);
    this.#results.push({ command, rowCount, oid: 0, fields: [], rows: this.#rows });
    this.#rows = [];
  }

  override handleReadyForQuery(connection: DriverConnection): void {
    if (this.#unreadable === undefined) super.handleReadyForQuery(connection);
    else this.handleError(this.#unreadable, connection);
  }

  /** Those before a failure were answered; those behind it share its error. */
  settle(error: Error | null): void {
    for (const [index, asked] of this.#asked.entries()) {
      const result = this.#results[index];
      if (result !== undefined && this.#unreadable === undefined) asked.resolve(result);
      else asked.reject(error ?? new Error('Connection terminated: an answer is missing'));
    }
  }
}
