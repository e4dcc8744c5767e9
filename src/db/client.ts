/**
 * The driver's client, asked by callbacks and timed by one timer. For a promise, and for a limit on each statement, the
 * driver assigns a function to its query. V8 places a function that is assigned to a property among the old objects at
 * once, and from there it keeps everything in its reach (the parameters and the rows of a whole batch) until the next
 * full collection, which such garbage makes frequent.
 */
import type { Socket } from 'node:net';
import pg from 'pg';

type Statement = string | (pg.QueryConfig & { readonly query_timeout?: number });
type Heard = (error: Error | null, result: pg.QueryResult) => void;
type Ask = (statement: Statement, values: unknown, heard: Heard) => void;

const defaultLimitMs = 10_000;
const looksPerLimit = 10;

export class Client extends pg.Client {
  readonly #ask: Ask;
  readonly #limitMs: number;
  readonly #unanswered = new Set<Heard>();
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

  #query(
    statement: Statement,
    values?: unknown,
    heard?: Heard,
  ): Promise<pg.QueryResult> | undefined {
    const callback = typeof values === 'function' ? (values as Heard) : heard;
    const given = typeof values === 'function' ? undefined : values;
    if (callback !== undefined) {
      this.#send(statement, given, callback);
      return undefined;
    }
    return new Promise((resolve, reject) => {
      this.#send(statement, given, (error, result) => {
        if (error === null) resolve(result);
        else reject(error);
      });
    });
  }

  #send(statement: Statement, values: unknown, heard: Heard): void {
    const own = typeof statement === 'object' ? statement.query_timeout : undefined;
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

  /** What is unanswered then fails as it does when the connection breaks. */
  #watch(): void {
    const { stream } = (this as unknown as { readonly connection: { readonly stream: Socket } })
      .connection;
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
