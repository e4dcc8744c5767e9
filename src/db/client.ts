/**
 * The driver's client, asked by callbacks and timed by one timer. For a promise, and for a limit on each statement, the
 * driver assigns a function to its query. V8 places a function that is assigned to a property among the old objects at
 * once, and from there it keeps everything in its reach (the parameters and the rows of a whole batch) until the next
 * full collection, which such garbage makes frequent.
 */
import type { Socket } from 'node:net';
import pg from 'pg';
import { PreparedGroup, type Asked, type Column } from './prepared-group.ts';

type Written = string | (pg.QueryConfig & { readonly query_timeout?: number });
type Statement = Written | PreparedGroup;
type Heard = (error: Error | null, result: pg.QueryResult) => void;
type Ask = (statement: Statement, values: unknown, heard: Heard) => void;

interface Gathered {
  readonly statement: Written;
  readonly values: unknown;
  readonly resolve: (result: pg.QueryResult) => void;
  readonly reject: (error: Error) => void;
}

const parserOf = pg.types.getTypeParser as (typeOid: number, format: 'text') => Column['parse'];
const defaultLimitMs = 10_000;
const looksPerLimit = 10;

export class Client extends pg.Client {
  readonly #ask: Ask;
  readonly #limitMs: number;
  readonly #unanswered = new Set<Heard>();
  /** Statements with a name that this connection has run alone, so that they are prepared and their columns are known. */
  readonly #prepared = new Map<string, { readonly text: string; readonly columns: Column[] }>();
  #gathered: Gathered[] | undefined;
  #lostAtMs = 0;
  #hasEnded = false;

  /** `query_timeout`, in ms: a server that answers nothing for so long is taken for lost. A statement may bring a longer one. */
  constructor({ query_timeout = defaultLimitMs, ...config }: pg.ClientConfig = {}) {
    super(config);
    this.#limitMs = query_timeout;
    this.#ask = super.query.bind(this) as Ask;
    const query = this.#query.bind(this);
    this.query = query as pg.Client['query'];
    this.once('connect', () => {
      this.#watch();
    });
    this.once('end', () => {
      this.#hasEnded = true;
      this.#giveUp();
    });
  }

  /**
   * What `send` asks for leaves in one write to the socket and wakes the server once; when each statement has a name and was
   * run before, the server answers in one piece, too, and leaves out what stands behind one that failed.
   */
  inOneWrite<T>(send: () => T): T {
    return this.#gathering(send, (gathered) => {
      this.#sendEach(gathered);
    });
  }

  /**
   * As `inOneWrite`, for a whole transaction. While any of its statements was not run before, its first, which must be BEGIN, is
   * answered before the others leave: should it fail they would else be run, and each stand for itself.
   */
  inOneTransaction<T>(send: () => T): T {
    return this.#gathering(send, ([first, ...others]) => {
      if (first !== undefined) this.#sendBehind(first, others);
    });
  }

  #gathering<T>(send: () => T, otherwise: (gathered: readonly Gathered[]) => void): T {
    const gathered: Gathered[] = [];
    this.#gathered = gathered;
    let sent: T;
    try {
      sent = send();
    } finally {
      this.#gathered = undefined;
    }
    if (gathered.length > 0 && !this.#isSentAsGroup(gathered)) otherwise(gathered);
    return sent;
  }

  #query(statement: Written, values?: unknown, heard?: Heard): Promise<pg.QueryResult> | undefined {
    const callback = typeof values === 'function' ? (values as Heard) : heard;
    const given = typeof values === 'function' ? undefined : values;
    if (callback !== undefined) {
      this.#send(statement, given, callback);
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const asked = { statement, values: given, resolve, reject };
      if (this.#gathered === undefined) this.#sendAlone(asked);
      else this.#gathered.push(asked);
    });
  }

  /** False, and nothing sent, when not all of them were run before. */
  #isSentAsGroup(gathered: readonly Gathered[]): boolean {
    const asked = gathered
      .map((each) => this.#preparedFor(each))
      .filter((each) => each !== undefined);
    if (asked.length < gathered.length) return false;
    const group = new PreparedGroup(asked);
    this.#send(group, undefined, (error) => {
      group.settle(error);
    });
    return true;
  }

  #sendBehind(first: Gathered, others: readonly Gathered[]): void {
    this.#sendAlone({
      ...first,
      resolve: (result) => {
        first.resolve(result);
        this.#sendEach(others);
      },
      reject: (error) => {
        for (const each of [first, ...others]) each.reject(error);
      },
    });
  }

  #sendEach(gathered: readonly Gathered[]): void {
    const { stream } = this.#connection();
    stream.cork();
    try {
      for (const each of gathered) this.#sendAlone(each);
    } finally {
      stream.uncork();
    }
  }

  #sendAlone({ statement, values, resolve, reject }: Gathered): void {
    this.#send(statement, values, (error, result) => {
      if (error !== null) {
        reject(error);
        return;
      }
      this.#remember(statement, result);
      resolve(result);
    });
  }

  #remember(statement: Written, { fields }: pg.QueryResult): void {
    if (typeof statement === 'string' || statement.name === undefined) return;
    if (this.#prepared.has(statement.name)) return;
    const columns = fields.map(({ name, dataTypeID }) => ({
      name,
      parse: parserOf(dataTypeID, 'text'),
    }));
    this.#prepared.set(statement.name, { text: statement.text, columns });
  }

  /** Undefined for what the driver must be asked to run by itself. */
  #preparedFor({ statement, values: apart, resolve, reject }: Gathered): Asked | undefined {
    if (typeof statement === 'string' || statement.name === undefined || apart !== undefined)
      return undefined;
    const { name, text, values = [] } = statement;
    const prepared = this.#prepared.get(name);
    if (prepared?.text !== text || !values.every(isBindable)) return undefined;
    return { name, values, columns: prepared.columns, resolve, reject };
  }

  #send(statement: Statement, values: unknown, heard: Heard): void {
    const own =
      typeof statement === 'object' && 'query_timeout' in statement
        ? statement.query_timeout
        : undefined;
    this.#expectAnswer(own ?? this.#limitMs);
    const answer: Heard = (error, result) => {
      if (!this.#unanswered.delete(answer)) return;
      this.#expectAnswer(this.#limitMs);
      heard(error, result);
    };
    this.#unanswered.add(answer);
    if (this.#hasEnded)
      process.nextTick(() => {
        this.#giveUp();
      });
    else this.#ask(statement, values, answer);
  }

  /** A statement that was sent as the connection ended may be one that the driver has no answer for. */
  #giveUp(): void {
    for (const answer of [...this.#unanswered])
      answer(new Error('Connection terminated'), undefined as unknown as pg.QueryResult);
  }

  #expectAnswer(limitMs: number): void {
    const lostAtMs = performance.now() + limitMs;
    if (this.#unanswered.size === 0 || lostAtMs > this.#lostAtMs) this.#lostAtMs = lostAtMs;
  }

  #connection(): { readonly stream: Socket } {
    return (this as unknown as { readonly connection: { readonly stream: Socket } }).connection;
  }

  /** What is unanswered then fails as it does when the connection breaks. */
  #watch(): void {
    const { stream } = this.#connection();
    const timer = setInterval(() => {
      if (this.#unanswered.size > 0 && performance.now() > this.#lostAtMs)
        stream.destroy(new Error('Query read timeout'));
    }, this.#limitMs / looksPerLimit);
    timer.unref();
    this.once('end', () => {
      clearInterval(timer);
    });
  }
}

/** The driver makes a text of anything else. */
function isBindable(value: unknown): value is Buffer | string | null {
  return value === null || typeof value === 'string' || Buffer.isBuffer(value);
}
