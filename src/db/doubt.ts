/**
 * Whether anything is assumed at the moment. An assumption that turns out wrong costs its batch a second run, and the log of
 * the server a line: that may happen twice in a second on the average, and twenty times in a row.
 */
const perSecond = 2;
const mostAtOnce = 20;

export class Doubt {
  #left = mostAtOnce;
  #countedAtMs = -Infinity;

  isOver(nowMs: number): boolean {
    this.#count(nowMs);
    return this.#left >= 1;
  }

  wasBroken(nowMs: number): void {
    this.#count(nowMs);
    this.#left = Math.max(0, this.#left - 1);
  }

  #count(nowMs: number): void {
    const gained = ((nowMs - this.#countedAtMs) / 1_000) * perSecond;
    this.#left = Math.min(mostAtOnce, this.#left + gained);
    this.#countedAtMs = nowMs;
  }
}
