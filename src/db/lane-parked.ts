/** Whose lock somebody outside of the lane holds: kept by lock, each in the order in which they came, and in no commit. */
import type { Unit } from './lane-unit.ts';

/** All that one lock holds up, as far as one commit takes it. */
export interface Turn<Command, Answer> {
  readonly lock: string;
  readonly units: readonly Unit<Command, Answer>[];
}

interface Parked<Command, Answer> {
  /** None while all of them have their turn. */
  units: readonly Unit<Command, Answer>[];
  hadTurn: boolean;
}

export class ParkedUnits<Command, Answer> {
  /** Whoever had its turn last stands last. */
  readonly #byLock = new Map<string, Parked<Command, Answer>>();
  #turn: string | undefined;

  /** So it is not while anybody has a turn. */
  get isEmpty(): boolean {
    return this.#byLock.size === 0;
  }

  has(lock: string): boolean {
    return this.#byLock.has(lock);
  }

  /** Since when the first of those behind that lock waits. */
  sinceMs(lock: string): number | undefined {
    return this.#byLock.get(lock)?.units[0]?.queuedAtMs;
  }

  add(lock: string, unit: Unit<Command, Answer>): void {
    const parked = this.#byLock.get(lock) ?? { units: [], hadTurn: false };
    parked.units = [...parked.units, unit].sort((one, other) => one.queuedAtMs - other.queuedAtMs);
    this.#byLock.set(lock, parked);
  }

  /**
   * Those whose turn it is, until `endTurn`; undefined while others have theirs. First comes a lock that had none yet:
   * it may be one that moves. Whoever comes with the same lock meanwhile stays parked.
   */
  takeTurn(maxCommands: number): Turn<Command, Answer> | undefined {
    if (this.#turn !== undefined) return undefined;
    const all = [...this.#byLock];
    const next = all.find(([, { hadTurn }]) => !hadTurn) ?? all[0];
    if (next === undefined) return undefined;
    const [lock, parked] = next;
    const units: Unit<Command, Answer>[] = [];
    let size = 0;
    for (const unit of parked.units) {
      size += unit.commands.length;
      if (units.length > 0 && size > maxCommands) break;
      units.push(unit);
    }
    this.#turn = lock;
    this.#byLock.delete(lock);
    this.#byLock.set(lock, { units: parked.units.slice(units.length), hadTurn: true });
    return { lock, units };
  }

  /** Whoever the lock holds up no longer: nobody when those of the turn are parked again. */
  endTurn({ lock, units }: Turn<Command, Answer>): readonly Unit<Command, Answer>[] {
    this.#turn = undefined;
    const parked = this.#byLock.get(lock)?.units ?? [];
    return parked.some((unit) => units.includes(unit)) ? [] : this.release(lock);
  }

  /** While those behind a lock have their turn, nobody goes before them. */
  release(lock: string): readonly Unit<Command, Answer>[] {
    if (lock === this.#turn) return [];
    const units = this.#byLock.get(lock)?.units ?? [];
    this.#byLock.delete(lock);
    return units;
  }

  /** All but what is behind the lock that has its turn. */
  waiting(): Turn<Command, Answer>[] {
    return [...this.#byLock]
      .filter(([lock]) => lock !== this.#turn)
      .map(([lock, { units }]) => ({ lock, units }));
  }

  /** Takes out whoever waits since before that. */
  takeOlder(beforeMs: number): Unit<Command, Answer>[] {
    const older: Unit<Command, Answer>[] = [];
    for (const [lock, parked] of this.#byLock) {
      older.push(...parked.units.filter((unit) => unit.queuedAtMs < beforeMs));
      parked.units = parked.units.filter((unit) => unit.queuedAtMs >= beforeMs);
      if (parked.units.length === 0 && lock !== this.#turn) this.#byLock.delete(lock);
    }
    return older;
  }
}
