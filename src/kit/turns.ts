/**
 * Work that comes in heaps is done a handful in each turn of the event loop, so that whatever arrives meanwhile is heard
 * between two handfuls and not behind all of it. What comes alone is done at once.
 */
export class Turns {
  readonly #atOnce: number;
  #left: number;
  #waiting: (() => void)[] = [];
  #next = 0;
  #planned = false;

  /** `atOnce`: how much is done in one turn. */
  constructor(atOnce: number) {
    this.#atOnce = atOnce;
    this.#left = atOnce;
  }

  /** `work` is done in the order in which it comes and must not throw. */
  take(work: () => void): void {
    if (!this.#planned) {
      this.#planned = true;
      setImmediate(this.#turn);
    }
    if (this.#left === 0) {
      this.#waiting.push(work);
      return;
    }
    this.#left -= 1;
    work();
  }

  readonly #turn = (): void => {
    const end = Math.min(this.#waiting.length, this.#next + this.#atOnce);
    // What the work brings along waits behind it.
    this.#left = 0;
    for (; this.#next < end; this.#next++) this.#waiting[this.#next]?.();
    if (this.#next < this.#waiting.length) {
      setImmediate(this.#turn);
      return;
    }
    this.#waiting = [];
    this.#next = 0;
    this.#left = this.#atOnce;
    this.#planned = false;
  };
}
