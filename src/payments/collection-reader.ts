/** Reads what the provider's book says of customers' payments: finds the ones whose callback was lost, however late. */
import { arrayLiteral } from '../db/columns.ts';
import { findDeploymentValue, setDeploymentValue } from '../db/deployment-values.ts';
import type { Clock } from '../kit/clock.ts';
import type { CollectionNews, CollectionProvider } from '../providers/collection.ts';
import { parseCollectionReference } from '../providers/references.ts';
import { applyCollection, type CollectionDeps } from './apply-collection.ts';

export interface CollectionReaderDeps extends CollectionDeps {
  readonly provider: CollectionProvider;
  readonly clock: Clock;
  readonly everyMs: number;
  /** A payment came under a reference that belongs to no merchant: it stands in the provider's book alone. */
  readonly onStranger: (news: CollectionNews) => void;
  readonly onError: (error: unknown) => void;
}

/** Reading a line twice changes nothing, so several processes may read at once and a crash loses nothing. */
export class CollectionReader {
  readonly #deps: CollectionReaderDeps;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #stopped = false;

  constructor(deps: CollectionReaderDeps) {
    this.#deps = deps;
  }

  /** Reads at once, and then again and again. */
  start(): void {
    this.#reading = this.readAll()
      .catch(this.#deps.onError)
      .finally(() => {
        if (this.#stopped) return;
        this.#timer = setTimeout(() => {
          this.start();
        }, this.#deps.everyMs);
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#reading;
  }

  async readAll(): Promise<void> {
    const { pool, provider, clock, onStranger } = this.#deps;
    const name = `collections.${provider.name}`;
    let after = (await findDeploymentValue(pool, name)) ?? '';
    while (!this.#stopped) {
      const page = await provider.statement(after);
      const unheard = await this.#unheard(page.news);
      await Promise.all(
        unheard.map(async (news) => {
          const answer = await applyCollection(
            this.#deps,
            provider.name,
            news,
            'statement',
            clock.now(),
          );
          if (answer === undefined) onStranger(news);
        }),
      );
      if (page.next === after) return;
      after = page.next;
      await setDeploymentValue(pool, name, after);
    }
  }

  /** Most lines only confirm what a callback told; those are not worth a commit. */
  async #unheard(news: readonly CollectionNews[]): Promise<CollectionNews[]> {
    const keys = news.map(({ reference }) => parseCollectionReference(reference));
    const { rows } = await this.#deps.pool.query<{ nth: number }>(
      `select r.nth::int as nth
       from unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::bigint[])
         with ordinality as r (merchant_no, payin_id, payment_id, kind, amount_minor, nth)
       join merchants m on m.merchant_no = r.merchant_no
       join payin_facts f on f.merchant_id = m.merchant_id and f.payin_id = r.payin_id
         and f.payment_id = r.payment_id and f.kind = r.kind and f.amount_minor = r.amount_minor
       where f.provider = $6`,
      [
        arrayLiteral(keys.map((key) => key?.merchantNo ?? 0)),
        arrayLiteral(keys.map((key) => key?.payinId ?? null)),
        arrayLiteral(news.map(({ payment }) => payment.paymentId)),
        arrayLiteral(news.map(({ kind }) => kind)),
        arrayLiteral(news.map(({ payment }) => payment.amountMinor)),
        this.#deps.provider.name,
      ],
    );
    const heard = new Set(rows.map(({ nth }) => nth - 1));
    return news.filter((_, index) => !heard.has(index));
  }
}
