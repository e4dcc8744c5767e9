/** Who waits for the next commit, who may share it, and who is set aside because somebody outside holds the lock. */
import { ParkedUnits, type Turn } from './lane-parked.ts';
import type { Unit } from './lane-unit.ts';

/** Read from the first command of a unit. */
export interface LaneKeys<Command> {
  /** Keeps commands of different groups out of one commit; left out, all may share one. */
  readonly groupOf?: (command: Command) => string;
  /**
   * Whether a command has its batches apart from those of others; asked anew for each batch, and not where there are groups. All that
   * lock the same are apart or none is, so that they keep their order.
   */
  readonly isApart?: (command: Command) => boolean;
  /**
   * What a command locks in the database. A batch leaves out what another batch under way has locked, so that the
   * two do not wait for each other there; left out, nothing is known of locks.
   */
  readonly lockOf?: (command: Command) => string;
}

interface Waiting<Command, Answer> {
  readonly unit: Unit<Command, Answer>;
  readonly group: string | undefined;
  readonly lock: string | undefined;
}

interface UnderWay<Command, Answer> {
  readonly batch: readonly Unit<Command, Answer>[];
  readonly locks: ReadonlySet<string>;
}

export class LaneQueue<Command, Answer> {
  readonly #keys: LaneKeys<Command>;
  readonly #parked = new ParkedUnits<Command, Answer>();
  #waiting: Waiting<Command, Answer>[] = [];
  /** Commands of those that wait. */
  #size = 0;
  /**
   * What each batch under way has locked. A set for each, and not one for all: that would be old, and whatever an old
   * map or set outgrows is garbage that only a full collection takes away.
   */
  #underWay: readonly UnderWay<Command, Answer>[] = [];
  /** How many of those that wait are not held up by them; counted once for each batch, not for each command. */
  #free = 0;

  constructor(keys: LaneKeys<Command>) {
    this.#keys = keys;
  }

  /** Commands that wait for a commit; without those set aside. */
  get size(): number {
    return this.#size;
  }

  /** Whether anybody waits whose lock no batch under way has. */
  get hasFree(): boolean {
    return this.#free > 0;
  }

  /** Whether such a one has waited since before that. Whoever came first has waited longest, and is free but for a reason. */
  hasFreeFrom(beforeMs: number): boolean {
    if (this.#free === 0) return false;
    for (const entry of this.#waiting) {
      if (entry.unit.queuedAtMs >= beforeMs) return false;
      if (!this.#isLocked(entry)) return true;
    }
    return false;
  }

  /** Whether that command would wait behind one that has waited since before; whom a lock holds up is not in the way of others. */
  isBehind(command: Command, beforeMs: number): boolean {
    const lock = this.#keys.lockOf?.(command);
    if (lock === undefined) return this.hasFreeFrom(beforeMs);
    if (this.#parked.has(lock)) return (this.#parked.sinceMs(lock) ?? beforeMs) < beforeMs;
    if (!this.#has(lock)) return this.hasFreeFrom(beforeMs);
    const [oldest] = this.#waiting;
    return oldest !== undefined && oldest.unit.queuedAtMs < beforeMs;
  }

  push(unit: Unit<Command, Answer>): void {
    const entry = this.#entryOf(unit);
    if (entry.lock !== undefined && this.#parked.has(entry.lock)) {
      this.#parked.add(entry.lock, unit);
      return;
    }
    this.#waiting.push(entry);
    this.#size += unit.commands.length;
    if (!this.#isLocked(entry)) this.#free += 1;
  }

  /**
   * The next batch, oldest first; a unit larger than `maxCommands` goes alone. Whoever is left out for a lock is first
   * when that lock is free, so nobody waits for more than the commit under way.
   */
  take(maxCommands: number): Unit<Command, Answer>[] {
    const free = this.#waiting.find((entry) => !this.#isLocked(entry));
    // When all wait for the same locks they may as well wait in the database.
    const first = free ?? this.#waiting[0];
    const group = first && this.#groupOf(first);
    const batch: Unit<Command, Answer>[] = [];
    const rest: Waiting<Command, Answer>[] = [];
    const locks = new Set<string>();
    let size = 0;
    for (const entry of this.#waiting) {
      const { unit, lock } = entry;
      const fits = size === 0 || size + unit.commands.length <= maxCommands;
      if (
        this.#groupOf(entry) !== group ||
        !fits ||
        (free !== undefined && this.#isLocked(entry))
      ) {
        rest.push(entry);
        continue;
      }
      batch.push(unit);
      size += unit.commands.length;
      if (lock !== undefined) locks.add(lock);
    }
    this.#waiting = rest;
    this.#size -= size;
    if (locks.size > 0) this.#underWay = [...this.#underWay, { batch, locks }];
    this.#countFree();
    return batch;
  }

  /** The batch has committed or failed: what it locked is free. */
  ended(batch: readonly Unit<Command, Answer>[]): void {
    this.#underWay = this.#underWay.filter((each) => each.batch !== batch);
    this.#countFree();
  }

  /** Whether anybody is set aside, or has a turn among those. */
  get hasParked(): boolean {
    return !this.#parked.isEmpty;
  }

  /**
   * Sets aside those whose lock is held, and with them whoever waits for it; returns the others. Whoever finds others set
   * aside for its lock joins them, though the lock may be free by now: they came first.
   */
  park(
    units: readonly Unit<Command, Answer>[],
    held: ReadonlySet<string>,
  ): Unit<Command, Answer>[] {
    const isHeld = ({ lock }: Waiting<Command, Answer>) =>
      lock !== undefined && (held.has(lock) || this.#parked.has(lock));
    const entries = units.map((unit) => this.#entryOf(unit));
    if (!entries.some(isHeld)) return [...units];
    for (const { lock = '', unit } of [...entries, ...this.#waiting].filter(isHeld))
      this.#parked.add(lock, unit);
    this.#wait(this.#waiting.filter((entry) => !isHeld(entry)));
    return entries.filter((entry) => !isHeld(entry)).map(({ unit }) => unit);
  }

  parked(): Turn<Command, Answer>[] {
    return this.#parked.waiting();
  }

  takeOldParked(beforeMs: number): Unit<Command, Answer>[] {
    return this.#parked.takeOlder(beforeMs);
  }

  takeTurn(maxCommands: number): Turn<Command, Answer> | undefined {
    return this.#parked.takeTurn(maxCommands);
  }

  endTurn(turn: Turn<Command, Answer>): void {
    this.#waitAgain(this.#parked.endTurn(turn));
  }

  /** The lock is free: whoever it held up waits for a commit like all others, as long as they have. */
  release(lock: string): void {
    this.#waitAgain(this.#parked.release(lock));
  }

  #waitAgain(units: readonly Unit<Command, Answer>[]): void {
    if (units.length === 0) return;
    const all = [...units.map((unit) => this.#entryOf(unit)), ...this.#waiting];
    this.#wait(all.sort((one, other) => one.unit.queuedAtMs - other.unit.queuedAtMs));
  }

  #wait(entries: Waiting<Command, Answer>[]): void {
    this.#waiting = entries;
    this.#size = entries.reduce((sum, { unit }) => sum + unit.commands.length, 0);
    this.#countFree();
  }

  #entryOf(unit: Unit<Command, Answer>): Waiting<Command, Answer> {
    const { groupOf, lockOf } = this.#keys;
    return { unit, group: groupOf?.(unit.first), lock: lockOf?.(unit.first) };
  }

  #groupOf({ unit, group }: Waiting<Command, Answer>): string | undefined {
    return group ?? (this.#keys.isApart?.(unit.first) === true ? 'apart' : undefined);
  }

  #countFree(): void {
    this.#free = 0;
    for (const entry of this.#waiting) if (!this.#isLocked(entry)) this.#free += 1;
  }

  #isLocked({ lock }: Waiting<Command, Answer>): boolean {
    return lock !== undefined && this.#has(lock);
  }

  #has(lock: string): boolean {
    return this.#underWay.some(({ locks }) => locks.has(lock));
  }
}
