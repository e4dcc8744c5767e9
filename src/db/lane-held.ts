/**
 * What becomes of those whose lock somebody outside of the lane holds. They have no part in the lane's commits, so they hold
 * up nobody. It is looked now and then whose lock is free again; and one lock after the other is waited for in the database,
 * in a commit beside the others, because one that goes from hand to hand is never seen to be free.
 */
import { notServedNow } from './unavailable.ts';
import type { LaneQueue } from './lane-queue.ts';
import type { LaneTransactions } from './lane-transactions.ts';
import type { Turn } from './lane-parked.ts';
import type { Unit } from './lane-unit.ts';

/** How long one lock is waited for in the database before it is the turn of the next. */
const turnMs = 2_000;

/** Whoever has waited so long for a lock hears that nothing was done. */
const parkedForMs = 15_000;

const lookEveryMs = 250;

export interface HeldParts<Command, Answer> {
  readonly queue: LaneQueue<Command, Answer>;
  readonly transactions: LaneTransactions<Command, Answer>;
  readonly maxCommands: number;
  /** A database spread by merchant is asked about one lock at a time. */
  readonly oneAtATime: boolean;
  readonly run: (units: readonly Unit<Command, Answer>[], lockPatienceMs: number) => Promise<void>;
  /** Somebody waits for a commit again, or nobody does any more. */
  readonly onReleased: () => void;
}

export class HeldLocks<Command, Answer> {
  readonly #parts: HeldParts<Command, Answer>;
  #isPlanned = false;

  constructor(parts: HeldParts<Command, Answer>) {
    this.#parts = parts;
  }

  /** After a lock was waited for in vain: sets aside whose lock is held. Resolves to the others. */
  async park(units: readonly Unit<Command, Answer>[]): Promise<readonly Unit<Command, Answer>[]> {
    const { queue, transactions } = this.#parts;
    const held = await transactions.findHeld(units.flatMap(({ commands }) => commands));
    if (held === undefined) return units;
    const others = queue.park(units, held);
    this.#goOn();
    return others;
  }

  #goOn(): void {
    const { queue, maxCommands, onReleased } = this.#parts;
    for (const { reject } of queue.takeOldParked(performance.now() - parkedForMs))
      reject(notServedNow('service.unavailable', 'ACCOUNTS_HELD', 1));
    const turn = queue.takeTurn(maxCommands);
    if (turn !== undefined) void this.#waitInDatabase(turn);
    if (queue.hasParked) this.#plan();
    onReleased();
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    setTimeout(() => {
      void this.#releaseFree().finally(() => {
        this.#isPlanned = false;
        this.#goOn();
      });
    }, lookEveryMs).unref();
  }

  async #waitInDatabase(turn: Turn<Command, Answer>): Promise<void> {
    const sinceMs = turn.units[0]?.queuedAtMs ?? 0;
    const leftMs = sinceMs + parkedForMs - performance.now();
    try {
      await this.#parts.run(turn.units, Math.min(turnMs, leftMs));
    } finally {
      this.#parts.queue.endTurn(turn);
      this.#goOn();
    }
  }

  async #releaseFree(): Promise<void> {
    const { queue, transactions, oneAtATime } = this.#parts;
    const parked = queue.parked();
    for (const some of oneAtATime ? parked.map((each) => [each]) : [parked]) {
      const commands = some.flatMap(({ units }) => units.flatMap((unit) => unit.commands));
      if (commands.length === 0) continue;
      const held = await transactions.findHeld(commands);
      if (held === undefined) return;
      for (const { lock } of some) if (!held.has(lock)) queue.release(lock);
    }
  }
}
