/** The connections of a lane, and what is done on them: a batch in one transaction, and a look at who holds its locks. */
import { DomainError } from '../kit/errors.ts';
import type { Client } from './client.ts';
import { CommitInDoubt, commitOf, settle } from './commit.ts';
import { openBatchClient } from './connection.ts';
import type { LaneWork } from './lane-work.ts';
import { isConnectionLost, isPreparedInVain } from './sqlstate.ts';

// With a name, so that it is prepared and goes along with the other statements of a batch.
const begin = { name: 'begin', text: 'begin' };

/**
 * A lane that can find out who is held up waits no longer for a lock; longer than the locks of other commits last, and
 * short enough for whoever shares the commit.
 */
const heldAfterMs = 500;

export interface TransactionOptions {
  readonly url: string;
  readonly name: string;
  /** So many connections are kept; more are opened while locks are held elsewhere. */
  readonly inFlight: number;
  readonly beforeCommit: () => void;
}

export class LaneTransactions<Command, Answer> {
  readonly #work: LaneWork<Command, Answer>;
  readonly #options: TransactionOptions;
  #idle: Client[] = [];
  readonly #ended = new WeakSet<Client>();
  #closed = false;

  constructor(work: LaneWork<Command, Answer>, options: TransactionOptions) {
    this.#work = work;
    this.#options = options;
  }

  /** Whether `findHeld` can tell. */
  get canFindHeld(): boolean {
    return this.#work.findHeld !== undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#idle.map((client) => client.end().catch(() => undefined)));
    this.#idle = [];
  }

  /** Resolves after COMMIT only. `lockPatienceMs`: how long a lock is waited for, if not as long as is usual. */
  async commit(commands: readonly Command[], lockPatienceMs?: number): Promise<readonly Answer[]> {
    const client = this.#idle.pop() ?? (await this.#open());
    let committing = false;
    try {
      const { begun, loaded } = client.inOneWrite(() => ({
        begun:
          lockPatienceMs === undefined ? client.query(begin) : beginWith(client, lockPatienceMs),
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

  /** Which locks of these commands are held at this moment; undefined when that cannot be told. */
  async findHeld(commands: readonly Command[]): Promise<ReadonlySet<string> | undefined> {
    const { findHeld } = this.#work;
    if (findHeld === undefined) return undefined;
    let client: Client | undefined;
    try {
      client = this.#idle.pop() ?? (await this.#open());
      await client.query(begin);
      return await findHeld(client, commands);
    } catch {
      // A table is locked, or the database is away: whoever wants to commit finds out and says so.
      return undefined;
    } finally {
      // What is free was locked by the look at it. A rollback waits for no standby.
      if (client !== undefined) await this.#rollback(client);
    }
  }

  async #open(): Promise<Client> {
    const { url, name } = this.#options;
    const client = await openBatchClient(url, name, this.canFindHeld ? heldAfterMs : undefined);
    // A connection that ended while nobody used it must not cost the next batch.
    client.once('end', () => {
      this.#ended.add(client);
      this.#idle = this.#idle.filter((idle) => idle !== client);
    });
    return client;
  }

  #keep(client: Client): void {
    if (this.#ended.has(client)) return;
    if (!this.#closed && this.#idle.length < this.#options.inFlight) this.#idle.push(client);
    else void client.end().catch(() => undefined);
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

/** Only by a batch that is tried again, so that no other pays for the statement. */
async function beginWith(client: Client, lockPatienceMs: number): Promise<void> {
  const set = `set local lock_timeout = ${String(Math.max(1, Math.ceil(lockPatienceMs)))}`;
  await Promise.all([client.query(begin), client.query(set)]);
}
