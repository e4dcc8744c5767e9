/** What people do while everything breaks: side by side, each once, and some only when the time is over. */
import { setTimeout as sleep } from 'node:timers/promises';

const mostTries = 10;

export class Tasks {
  readonly #begun = new Set<string>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #time = new AbortController();
  /** How often each habit was seen. */
  readonly seen = new Map<string, number>();

  /** False when `name` has begun before. */
  isFirst(name: string): boolean {
    if (this.#begun.has(name)) return false;
    this.#begun.add(name);
    return true;
  }

  /** Resolves when it is done. */
  begin(habit: string, work: () => Promise<unknown>): Promise<void> {
    this.seen.set(habit, (this.seen.get(habit) ?? 0) + 1);
    const task: Promise<void> = work()
      .then(() => undefined)
      .finally(() => this.#underWay.delete(task));
    this.#underWay.add(task);
    return task;
  }

  /** Resolves after so long, or when the time is over. */
  async wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#time.signal }).catch(() => undefined);
  }

  /** Whoever waits goes on now. Resolves when all have done what they wanted. */
  async finish(): Promise<void> {
    this.#time.abort();
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  get haveFinished(): boolean {
    return this.#time.signal.aborted && this.#underWay.size === 0;
  }
}

/** Undefined when it does not work in all of some tries. */
export async function untilItWorks<T>(work: () => Promise<T>): Promise<T | undefined> {
  for (let tries = 0; tries < mostTries; tries++) {
    try {
      return await work();
    } catch {
      await sleep(200 * (tries + 1));
    }
  }
  return undefined;
}
