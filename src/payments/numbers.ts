/** Public numbers of payouts: `TX` + local date + at least five digits. Taken in blocks, so gaps are normal. */
import type { Pool } from '../db/connection.ts';
import { takeBlock, type Block } from '../db/number-blocks.ts';

const smallestBlock = 50;
const largestBlock = 20_000;

/** Hands out numbers unique over all processes without asking the database for each. */
export class NumberSupply {
  readonly #pool: Pool;
  readonly #prefix: string;
  readonly #timeZone: string;
  #day = '';
  #dayEndsAtMs = 0;
  #block: Block = { next: 0n, end: 0n };
  #refill: Promise<void> | undefined;
  #blockSize = smallestBlock;

  constructor(pool: Pool, prefix: string, timeZone: string) {
    this.#pool = pool;
    this.#prefix = prefix;
    this.#timeZone = timeZone;
  }

  /** Undefined when the supply has run out; `take` then waits for more. */
  tryTake(now: Date): string | undefined {
    if (now.getTime() >= this.#dayEndsAtMs) this.#turnDay(now);
    const block = this.#block;
    if (block.next >= block.end) return undefined;
    const number = `${this.#prefix}${this.#day}${String(block.next).padStart(5, '0')}`;
    block.next += 1n;
    return number;
  }

  /** Throws DomainError `service.unavailable` while the database is away. */
  async take(now: Date): Promise<string> {
    for (;;) {
      const number = this.tryTake(now);
      if (number !== undefined) return number;
      this.#refill ??= this.#fetchBlock().finally(() => (this.#refill = undefined));
      await this.#refill;
    }
  }

  #turnDay(now: Date): void {
    const day = localDay(now, this.#timeZone);
    if (day !== this.#day) {
      this.#day = day;
      this.#block = { next: 0n, end: 0n };
      this.#blockSize = smallestBlock;
    }
    // Zones shift by whole quarters of an hour, so a day can only turn at one.
    const quarterMs = 15 * 60_000;
    this.#dayEndsAtMs = Math.floor(now.getTime() / quarterMs) * quarterMs + quarterMs;
  }

  async #fetchBlock(): Promise<void> {
    const day = this.#day;
    const size = this.#blockSize;
    const block = await takeBlock(this.#pool, `${this.#prefix}${day}`, size);
    this.#blockSize = Math.min(size * 4, largestBlock);
    if (day === this.#day) this.#block = block;
  }
}

/** `YYMMDD` of the instant in the time zone. */
function localDay(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: '2-digit',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(at);
  const part = (type: string) => parts.find((entry) => entry.type === type)?.value ?? '';
  return part('year') + part('month') + part('day');
}
