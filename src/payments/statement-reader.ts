/** Reads the provider's own book from where it stopped last time: the evidence of last resort for every open payout. */
import { setTimeout as sleep } from 'node:timers/promises';
import { arrayLiteral } from '../db/columns.ts';
import { findDeploymentValue, setDeploymentValue } from '../db/deployment-values.ts';
import type { Clock } from '../kit/clock.ts';
import type { Outcome, ProviderNews } from '../providers/provider.ts';
import { parseProviderReference } from '../providers/references.ts';
import { applyNews, type NewsDeps } from './apply-news.ts';

export interface StatementReaderDeps extends NewsDeps {
  readonly clock: Clock;
  readonly everyMs: number;
  /**
   * The first whole reading of this process met references of ours that this database does not know: it was restored from
   * a backup. Awaited before the reading goes on.
   */
  readonly onForgotten: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Until the first reading has succeeded. */
const soonMs = 15_000;

/** Reading a line twice changes nothing, so several processes may read at once and a crash loses nothing. */
export class StatementReader {
  readonly #deps: StatementReaderDeps;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #stopped = false;
  #hasReadAll = false;

  constructor(deps: StatementReaderDeps) {
    this.#deps = deps;
  }

  /** Reads at once, and then again and again. Resolves when the first reading has ended or taken `patienceMs`. */
  async start(patienceMs: number): Promise<void> {
    this.#read();
    const patience = new AbortController();
    const { signal } = patience;
    await Promise.race([this.#reading, sleep(patienceMs, undefined, { signal, ref: false })]);
    patience.abort();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#reading;
  }

  /** Whether this process has read all that the provider had to say. */
  get hasReadAll(): boolean {
    return this.#hasReadAll;
  }

  #read(): void {
    this.#reading = this.readAll()
      .catch(this.#deps.onError)
      .finally(() => {
        this.#plan();
      });
  }

  #plan(): void {
    if (this.#stopped) return;
    const { everyMs } = this.#deps;
    this.#timer = setTimeout(
      () => {
        this.#read();
      },
      this.#hasReadAll ? everyMs : Math.min(everyMs, soonMs),
    );
  }

  async readAll(): Promise<void> {
    const { pool, provider } = this.#deps;
    const name = `statement.${provider.name}`;
    let after = (await findDeploymentValue(pool, name)) ?? '';
    while (!this.#stopped) {
      const page = await provider.statement(after);
      const unsettled = await this.#unsettled(page.news);
      const strays = await Promise.all(unsettled.map((news) => this.#isStray(news)));
      if (!this.#hasReadAll && strays.includes(true)) await this.#deps.onForgotten();
      if (page.next === after) {
        this.#hasReadAll = true;
        return;
      }
      after = page.next;
      await setDeploymentValue(pool, name, after);
    }
  }

  /** Applies it, and says whether it is about a reference that we made and do not know. */
  async #isStray(news: ProviderNews): Promise<boolean> {
    const answer = await applyNews(this.#deps, news, 'statement', this.#deps.clock.now());
    if (answer !== undefined) return answer.kind === 'stray';
    // The merchant itself may have been forgotten.
    return parseProviderReference(news.reference) !== undefined;
  }

  /** Most lines only confirm what is booked already, word for word; those are not worth a commit. */
  async #unsettled(news: readonly ProviderNews[]): Promise<ProviderNews[]> {
    const payments = news.filter(({ outcome }) => outcome.kind === 'succeeded');
    const keys = payments.map(({ reference }) => parseProviderReference(reference));
    const { rows } = await this.#deps.pool.query<SettledRow>(
      `select a.provider_reference, p.utr, p.amount_minor, p.currency
       from unnest($1::int[], $2::uuid[]) as r (merchant_no, payout_id)
       join merchants m on m.merchant_no = r.merchant_no
       join payouts p on p.merchant_id = m.merchant_id and p.payout_id = r.payout_id
       join payout_attempts a on a.merchant_id = p.merchant_id and a.payout_id = p.payout_id
         and a.state = 'succeeded'
       where p.status in ('succeeded', 'reversed') and p.utr is not null`,
      [
        arrayLiteral(keys.map((key) => key?.merchantNo ?? 0)),
        arrayLiteral(keys.map((key) => key?.payoutId ?? null)),
      ],
    );
    const settled = new Map(rows.map((row) => [row.provider_reference, row]));
    return news.filter(({ reference, outcome }) => !confirms(outcome, settled.get(reference)));
  }
}

interface SettledRow {
  provider_reference: string;
  utr: string;
  amount_minor: bigint;
  currency: string;
}

/** Another amount under the same UTR, or another attempt of the same payout, is news. */
function confirms(outcome: Outcome, booked: SettledRow | undefined): boolean {
  return (
    booked !== undefined &&
    outcome.kind === 'succeeded' &&
    outcome.utr === booked.utr &&
    outcome.amountMinor === booked.amount_minor &&
    outcome.currency === booked.currency
  );
}
