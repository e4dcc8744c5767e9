/**
 * Group commit: commands that arrive while a commit is under way wait for the next one and share it.
 * Nobody waits for a timer: an idle lane starts at once, a busy one commits whatever has gathered. Only behind a commit
 * that stands still is it looked now and then whether somebody else could go on.
 */
import { DomainError } from '../kit/errors.ts';
import { Turns } from '../kit/turns.ts';
import { HeldLocks } from './lane-held.ts';
import { LaneQueue, type LaneKeys } from './lane-queue.ts';
import { LaneTransactions } from './lane-transactions.ts';
import type { Unit } from './lane-unit.ts';
import type { LaneWork } from './lane-work.ts';
import { isLockTimeout, isPreparedInVain, isRetryable } from './sqlstate.ts';
import { notServedNow, unavailableOr } from './unavailable.ts';

/** The server that answers another batch meanwhile is heard after so many callers have been. */
const answersPerTurn = 32;

/** Longer than a commit takes. Whoever waits so long, and not for a lock, waits behind one that stands still. */
const patienceMs = 250;

/** How long a lock is waited for that is none of those a lane knows of. */
const lockPatienceMs = 5_000;

/** How a batch is run: how often it was already, and how long it waits for a lock, if not as long as is usual. */
interface Attempt {
  readonly tries: number;
  readonly lockPatienceMs?: number;
}

export interface LaneOptions {
  readonly url: string;
  readonly name: string;
  /** Commits under way at once. */
  readonly inFlight?: number;
  readonly maxCommands?: number;
  /** Commands that wait longer than this make the lane refuse new ones: shed load, do not queue without end. */
  readonly maxWaitMs?: number;
  readonly beforeCommit?: () => void;
  readonly afterCommit?: () => void;
}

export class Lane<Command, Answer> {
  readonly #options: Required<LaneOptions>;
  readonly #transactions: LaneTransactions<Command, Answer>;
  readonly #queue: LaneQueue<Command, Answer>;
  readonly #held: HeldLocks<Command, Answer>;
  readonly #turns = new Turns(answersPerTurn);
  #running = 0;
  /** Commands in the commits under way. */
  #underWay = 0;
  #planned = false;
  #looking = false;
  #closed = false;
  #drained: (() => void) | undefined;

  constructor(work: LaneWork<Command, Answer>, options: LaneOptions, keys: LaneKeys<Command> = {}) {
    this.#queue = new LaneQueue(keys);
    this.#options = {
      inFlight: 3,
      maxCommands: 500,
      maxWaitMs: 1_000,
      beforeCommit: () => undefined,
      afterCommit: () => undefined,
      ...options,
    };
    this.#transactions = new LaneTransactions(work, this.#options);
    this.#held = new HeldLocks({
      queue: this.#queue,
      transactions: this.#transactions,
      maxCommands: this.#options.maxCommands,
      oneAtATime: keys.groupOf !== undefined,
      run: (units, patienceMs) => this.#runUnits(units, { tries: 0, lockPatienceMs: patienceMs }),
      onReleased: () => {
        this.#goOn();
      },
    });
  }

  /** One command. Throws DomainError `service.overloaded` or `service.unavailable`. */
  submit(command: Command): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#ask([command], (answers) => resolve(answers[0] as Answer), reject);
    });
  }

  /** Several commands of one group that must share one commit. Resolves after COMMIT only. */
  submitAll(commands: readonly Command[]): Promise<readonly Answer[]> {
    return new Promise((resolve, reject) => {
      this.#ask(commands, resolve, reject);
    });
  }

  #ask(
    commands: readonly Command[],
    resolve: (answers: readonly Answer[]) => void,
    reject: (error: unknown) => void,
  ): void {
    const [first] = commands;
    if (first === undefined) {
      resolve([]);
      return;
    }
    if (this.#closed) {
      reject(notServedNow('service.unavailable', 'STOPPING', 1));
      return;
    }
    const queuedAtMs = performance.now();
    if (this.#queue.isBehind(first, queuedAtMs - this.#options.maxWaitMs)) {
      reject(notServedNow('service.overloaded', 'LANE_BEHIND', 1));
      return;
    }
    this.#queue.push({ commands, first, queuedAtMs, resolve, reject });
    this.#lookAgain();
    if (this.#planned || !this.#isTime()) return;
    this.#planned = true;
    // Requests read from the sockets in this turn of the event loop share the commit.
    setImmediate(() => {
      this.#planned = false;
      this.#start();
    });
  }

  /**
   * An idle lane starts with whatever there is. Beside commits under way another is worth its fixed cost once as many
   * commands wait as those carry; fewer are better off sharing the commit after it, and leave the processors to it.
   */
  #isTime(): boolean {
    if (this.#queue.size === 0 || this.#running >= this.#options.inFlight) return false;
    if (this.#running === 0) return true;
    // Those who would wait in the database for a commit under way leave the last place to others.
    if (this.#running === this.#options.inFlight - 1 && !this.#queue.hasFree) return false;
    return (
      this.#queue.size >= this.#underWay || this.#queue.hasFreeFrom(performance.now() - patienceMs)
    );
  }

  #lookAgain(): void {
    if (this.#looking) return;
    this.#looking = true;
    setTimeout(() => {
      this.#looking = false;
      this.#start();
      if (this.#queue.size > 0) this.#lookAgain();
    }, patienceMs).unref();
  }

  /** Refuses new work, finishes what is queued and closes the connections. */
  async close(): Promise<void> {
    this.#closed = true;
    if (!this.#isDrained()) await new Promise<void>((resolve) => (this.#drained = resolve));
    await this.#transactions.close();
  }

  #start(): void {
    while (this.#isTime()) {
      const batch = this.#queue.take(this.#options.maxCommands);
      const size = batch.reduce((sum, { commands }) => sum + commands.length, 0);
      this.#running += 1;
      this.#underWay += size;
      void this.#runUnits(batch).finally(() => {
        this.#running -= 1;
        this.#underWay -= size;
        this.#queue.ended(batch);
        this.#goOn();
      });
    }
  }

  #goOn(): void {
    if (this.#queue.size > 0) this.#start();
    else if (this.#isDrained()) this.#drained?.();
  }

  #isDrained(): boolean {
    return this.#running === 0 && this.#queue.size === 0 && !this.#queue.hasParked;
  }

  /** One bad unit never hurts its neighbours: an unexpected error halves the batch until the culprit is alone. */
  async #runUnits(
    units: readonly Unit<Command, Answer>[],
    attempt: Attempt = { tries: 0 },
  ): Promise<void> {
    const commands = units.flatMap((unit) => unit.commands);
    let answers: readonly Answer[];
    try {
      const sinceMs = Math.min(...units.map(({ queuedAtMs }) => queuedAtMs));
      const { lockPatienceMs } = attempt;
      answers = await this.#transactions.commit(commands, { sinceMs, lockPatienceMs });
    } catch (error) {
      if (isLockTimeout(error) && this.#transactions.canFindHeld)
        await this.#runWithoutHeld(units, error, attempt);
      else await this.#refuseOrRunAgain(units, error, attempt);
      return;
    }
    this.#answer(units, answers);
    // What goes wrong from here on must not run the work a second time. No caller has been heard by now:
    // they go on when this turn of the event loop has ended.
    this.#options.afterCommit();
  }

  /**
   * Whoever waits for a lock that is held elsewhere is set aside. When none is, it was another lock, such as that of a
   * migration on a table, which lasts for some seconds at most and must refuse nobody.
   */
  async #runWithoutHeld(
    units: readonly Unit<Command, Answer>[],
    error: unknown,
    attempt: Attempt,
  ): Promise<void> {
    const others = await this.#held.park(units);
    if (others.length === 0) return;
    if (others.length < units.length) await this.#runUnits(others);
    else if (attempt.lockPatienceMs !== undefined)
      await this.#refuseOrRunAgain(units, error, attempt);
    else await this.#runUnits(units, { ...attempt, lockPatienceMs });
  }

  async #refuseOrRunAgain(
    units: readonly Unit<Command, Answer>[],
    error: unknown,
    attempt: Attempt,
  ): Promise<void> {
    const { tries } = attempt;
    if ((isRetryable(error) && tries < 2) || (isPreparedInVain(error) && tries < 1)) {
      await this.#runUnits(units, { ...attempt, tries: tries + 1 });
      return;
    }
    const refusal = unavailableOr(error);
    if (refusal instanceof DomainError || units.length === 1) {
      for (const unit of units) unit.reject(refusal);
      return;
    }
    const middle = units.length >> 1;
    await this.#runUnits(units.slice(0, middle));
    await this.#runUnits(units.slice(middle));
  }

  #answer(units: readonly Unit<Command, Answer>[], answers: readonly Answer[]): void {
    let offset = 0;
    for (const unit of units) {
      const own = answers.slice(offset, offset + unit.commands.length);
      offset += unit.commands.length;
      this.#turns.take(() => {
        unit.resolve(own);
      });
    }
  }
}
