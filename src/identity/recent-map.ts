/**
 * A bounded map that forgets what was not used lately. Two generations: when the young one is full
 * it becomes the old one, and what is still used moves over; no bookkeeping on a hit.
 */
export class RecentMap<Value> {
  readonly #half: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  /** Holds at most `maxEntries`, and never forgets one of the last `maxEntries / 2` used. */
  constructor(maxEntries: number) {
    this.#half = Math.max(1, maxEntries >> 1);
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: string): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old === undefined) return undefined;
    this.set(key, old);
    return old;
  }

  /** What is kept under the key, else what `make` makes of it; that is kept, unless it is undefined. */
  getOrMake<Made extends Value | undefined>(
    key: string,
    make: (key: string) => Made,
  ): Value | Made {
    const kept = this.get(key);
    if (kept !== undefined) return kept;
    const made = make(key);
    if (made !== undefined) this.set(key, made);
    return made;
  }

  set(key: string, value: Value): void {
    this.#old.delete(key);
    if (!this.#young.has(key) && this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}
