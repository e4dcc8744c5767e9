/** Questions whose answers come by a callback, and who waits for them in this process. */
import type { Result } from './read.ts';

export class Waiting {
  readonly #waiting = new Map<string, Set<(result: Result | undefined) => void>>();

  /** Resolves to the result, or to undefined when it did not come within the time. */
  expect(mark: string, withinMs: number): Promise<Result | undefined> {
    return new Promise((resolve) => {
      const others = this.#waiting.get(mark) ?? new Set();
      this.#waiting.set(mark, others);
      const end = (result: Result | undefined) => {
        clearTimeout(timer);
        others.delete(end);
        if (others.size === 0) this.#waiting.delete(mark);
        resolve(result);
      };
      const timer = setTimeout(() => end(undefined), withinMs);
      others.add(end);
    });
  }

  /** True when somebody was waiting for it here. */
  answer(mark: string, result: Result): boolean {
    const ends = this.#waiting.get(mark);
    for (const end of ends ?? []) end(result);
    return ends !== undefined;
  }

  /** Nobody needs to wait any longer. */
  giveUp(mark: string): void {
    for (const end of this.#waiting.get(mark) ?? []) end(undefined);
  }

  close(): void {
    for (const mark of [...this.#waiting.keys()]) this.giveUp(mark);
  }
}
