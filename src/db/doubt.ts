/**
 * Whether anything is assumed at the moment. An assumption that turns out wrong costs its batch a second run, and the log of
 * the server a line, so nothing is assumed for a while after: twice as long each time, until it has held for ten times as long.
 */
const leastMs = 250;
const mostMs = 10_000;
const provenAfter = 10;

export class Doubt {
  #restMs = 0;
  #untilMs = -Infinity;

  isOver(nowMs: number): boolean {
    return nowMs >= this.#untilMs;
  }

  wasBroken(nowMs: number): void {
    const isProven = nowMs > this.#untilMs + provenAfter * this.#restMs;
    this.#restMs = isProven ? leastMs : Math.min(mostMs, 2 * this.#restMs);
    this.#untilMs = nowMs + this.#restMs;
  }
}
