/** The connections of a lane, and what is done on them: a batch in one transaction, and a look at who holds its locks. */
import { setTimeout as sleep } from 'node:timers/promises';
import { notServedNow } from './unavailable.ts';
import type { Client } from './client.ts';
import { CommitInDoubt, commitOf, settle } from './commit.ts';
import { openBatchClient } from './connection.ts';
import { Doubt } from './doubt.ts';
import type { LaneWork } from './lane-work.ts';
import { isAssumptionBroken, isConnectionLost, isPreparedInVain } from './sqlstate.ts';

// With a name, so that it is prepared and goes along with the other statements of a batch.
const begin = { name: 'begin', text: 'begin' };

/**
 * A lane that can find out who is held up waits no longer for a lock; longer than the locks of other commits last, and
 * short enough for whoever shares the commit.
 */
const heldAfterMs = 500;

/** Whoever called hears by then, if only that the database is away: of one that stands still the driver knows 9.4 s later. */
const answerWithinMs = 9_600;
/** For whoever has waited for long already, as behind a lock. */
const leastMs = 200;
/** How long a lost COMMIT is asked after at most. */
const readBackMs = 8_000;

export interface Patience {
  /** When the first of them began to wait. */
  readonly sinceMs: number;
  /** How long a lock is waited for, if not as long as is usual. */
  readonly lockPatienceMs?: number | undefined;
}

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
  readonly #doubt = new Doubt();
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

  /** Resolves after COMMIT only. */
  async commit(
    commands: readonly Command[],
    { sinceMs, lockPatienceMs }: Patience,
  ): Promise<readonly Answer[]> {
    const untilMs = Math.max(sinceMs + answerWithinMs, performance.now() + leastMs);
    const client = this.#idle.pop() ?? (await this.#open(untilMs));
    const stage = { isCommitting: false };
    const onCommitting = () => {
      this.#options.beforeCommit();
      stage.isCommitting = true;
    };
    try {
      const assumed =
        lockPatienceMs === undefined
          ? await this.#commitAssumed(client, commands, onCommitting)
          : undefined;
      // What was assumed in vain was rolled back.
      if (assumed === undefined) stage.isCommitting = false;
      const answers =
        assumed ?? (await this.#commitRead(client, commands, { lockPatienceMs, onCommitting }));
      this.#keep(client);
      return answers;
    } catch (error) {
      if (error instanceof CommitInDoubt) {
        this.#keep(client);
        throw notServedNow('service.unavailable', 'COMMIT_NOT_CONFIRMED', 2);
      }
      if (isConnectionLost(error)) {
        void client.end().catch(() => undefined);
        if (stage.isCommitting) return await this.#recover(commands, untilMs);
        throw error;
      }
      if (isPreparedInVain(error)) this.#endAll(client);
      else await this.#rollback(client);
      throw error;
    }
  }

  /** In one round trip, without a look at what there is; undefined when nothing was done because that takes a look. */
  async #commitAssumed(
    client: Client,
    commands: readonly Command[],
    onCommitting: () => void,
  ): Promise<readonly Answer[] | undefined> {
    if (!this.#doubt.isOver(performance.now())) return undefined;
    const assumed = await this.#work.assume?.(commands);
    if (assumed === undefined) return undefined;
    onCommitting();
    try {
      await settle(
        client.inOneTransaction(() => [
          client.query(begin),
          ...assumed.write(client),
          commitOf(client),
        ]),
      );
      return assumed.answers;
    } catch (error) {
      if (!isAssumptionBroken(error)) throw error;
      this.#doubt.wasBroken(performance.now());
      await client.query('rollback');
      return undefined;
    }
  }

  /** In two: what is read, and what is written. */
  async #commitRead(
    client: Client,
    commands: readonly Command[],
    {
      lockPatienceMs,
      onCommitting,
    }: { readonly lockPatienceMs: number | undefined; readonly onCommitting: () => void },
  ): Promise<readonly Answer[]> {
    const { begun, loaded } = client.inOneWrite(() => ({
      begun: lockPatienceMs === undefined ? client.query(begin) : beginWith(client, lockPatienceMs),
      loaded: this.#work.run(client, commands),
    }));
    begun.catch(() => undefined);
    const { answers, write } = await loaded;
    await begun;
    onCommitting();
    await settle(client.inOneWrite(() => [...write(client), commitOf(client)]));
    return answers;
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

  async #open(untilMs = Infinity): Promise<Client> {
    const { url, name } = this.#options;
    const client = await openBatchClient(url, name, {
      ...(this.canFindHeld && { lockPatienceMs: heldAfterMs }),
      connectMs: untilMs - performance.now(),
    });
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
  async #recover(commands: readonly Command[], untilMs: number): Promise<readonly Answer[]> {
    const leftMs = Math.min(readBackMs, untilMs - performance.now());
    const deadlineMs = performance.now() + leftMs;
    const given = new AbortController();
    const answers = await Promise.race([
      this.#readBack(commands, deadlineMs).finally(() => {
        given.abort();
      }),
      sleep(leftMs, undefined, { signal: given.signal }).catch(() => undefined),
    ]);
    if (answers !== undefined) return answers;
    throw notServedNow('service.unavailable', 'COMMIT_NOT_READ_BACK', 2);
  }

  /** Undefined when it did not happen, or could not be read by then. Never rejects. */
  async #readBack(
    commands: readonly Command[],
    deadlineMs: number,
  ): Promise<readonly Answer[] | undefined> {
    const { url, name } = this.#options;
    for (;;) {
      const connectMs = deadlineMs - performance.now();
      if (connectMs <= 0) return undefined;
      try {
        const client = await openBatchClient(url, `${name} recovery`, { connectMs });
        try {
          await client.query('begin');
          const answers = await this.#work.recover(client, commands);
          if (answers === undefined) return undefined;
          // A commit waits for the standby as the lost one should have; a rollback waits for nobody.
          await commitOf(client);
          return answers;
        } finally {
          void client.end().catch(() => undefined);
        }
      } catch {
        await sleep(250);
      }
    }
  }
}

/** Only by a batch that is tried again, so that no other pays for the statement. */
async function beginWith(client: Client, lockPatienceMs: number): Promise<void> {
  const set = `set local lock_timeout = ${String(Math.max(1, Math.ceil(lockPatienceMs)))}`;
  await Promise.all([client.query(begin), client.query(set)]);
}
