/** The connections of a lane, and what is done on them: a batch in one transaction, and a look at who holds its locks. */
import { DomainError } from '../kit/errors.ts';
import type { Client } from './client.ts';
import { CommitInDoubt, commitOf, settle } from './commit.ts';
import { openBatchClient } from './connection.ts';
import type { LaneWork } from './lane-work.ts';
import { isConnectionLost, isPreparedInVain } from './sqlstate.ts';

// With a name, so that it is prepared and goes along with the other statements of a batch.
const begin = { name: 'begin', text: 'begin' };

export interface TransactionOptions {
  readonly url: string;
  readonly name: string;
  readonly beforeCommit: () => void;
}

export class LaneTransactions<Command, Answer> {
  readonly #work: LaneWork<Command, Answer>;
  readonly #options: TransactionOptions;
  #idle: Client[] = [];
  readonly #ended = new WeakSet<Client>();

  constructor(work: LaneWork<Command, Answer>, options: TransactionOptions) {
    this.#work = work;
    this.#options = options;
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.map((client) => client.end().catch(() => undefined)));
    this.#idle = [];
  }

  /** Resolves after COMMIT only. */
  async commit(commands: readonly Command[]): Promise<readonly Answer[]> {
    const client = this.#idle.pop() ?? (await this.#open());
    let committing = false;
    try {
      const { begun, loaded } = client.inOneWrite(() => ({
        begun: client.query(begin),
        loaded: this.#work.run(client, commands),
      }));
      begun.catch(() => undefined);
      const { answers, write } = await loaded;
      await begun;
      this.#options.beforeCommit();
      committing = true;
      await settle(client.inOneWrite(() => [...write(client), commitOf(client)]));
      this.#keep(client);
      return answers;
    } catch (error) {
      if (error instanceof CommitInDoubt) {
        this.#keep(client);
        throw new DomainError('service.unavailable', { retryAfterSeconds: 2 });
      }
      if (isConnectionLost(error)) {
        void client.end().catch(() => undefined);
        if (committing) return await this.#recover(commands);
        throw error;
      }
      if (isPreparedInVain(error)) this.#endAll(client);
      else await this.#rollback(client);
      throw error;
    }
  }

  async #open(): Promise<Client> {
    const client = await openBatchClient(this.#options.url, this.#options.name);
    // A connection that ended while nobody used it must not cost the next batch.
    client.once('end', () => {
      this.#ended.add(client);
      this.#idle = this.#idle.filter((idle) => idle !== client);
    });
    return client;
  }

  #keep(client: Client): void {
    if (!this.#ended.has(client)) this.#idle.push(client);
  }

  /** What one connection has prepared in vain, those beside it have, too. */
  #endAll(client: Client): void {
    for (const each of [client, ...this.#idle]) void each.end().catch(() => undefined);
    this.#idle = [];
  }

  async #rollback(client: Client): Promise<void> {
    try {
      await client.query('rollback');
      this.#keep(client);
    } catch {
      void client.end().catch(() => undefined);
    }
  }

  /** Never runs the work again: a lost COMMIT is read back, and what cannot be read stays unknown to the caller. */
  async #recover(commands: readonly Command[]): Promise<readonly Answer[]> {
    const deadlineMs = performance.now() + 8_000;
    while (performance.now() < deadlineMs) {
      try {
        const client = await openBatchClient(this.#options.url, `${this.#options.name} recovery`);
        try {
          await client.query('begin');
          const answers = await this.#work.recover(client, commands);
          if (answers === undefined) break;
          // A commit waits for the standby as the lost one should have; a rollback waits for nobody.
          await commitOf(client);
          return answers;
        } finally {
          void client.end().catch(() => undefined);
        }
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }
    throw new DomainError('service.unavailable', { retryAfterSeconds: 2 });
  }
}
