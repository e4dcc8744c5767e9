/** Public numbers of orders: `GW` + local second + at least four digits, counted within the second. */
import type { Pool } from '../db/connection.ts';
import type { ZoneClock } from '../kit/zone-clock.ts';
import { takeBlock, type Block } from '../db/number-blocks.ts';

const prefix = 'GW';
const smallestBlock = 10;
const largestBlock = 5_000;
const keptMs = 2 * 86_400_000;

/** Unique over all processes: each takes blocks of the numbers of a second. */
export class OrderNumbers {
  readonly #pool: Pool;
  readonly #zone: ZoneClock;
  #second = '';
  #block: Block = { next: 0n, end: 0n };
  #refill: Promise<void> | undefined;
  #blockSize = smallestBlock;
  #takenInSecond = 0;

  constructor(pool: Pool, zone: ZoneClock) {
    this.#pool = pool;
    this.#zone = zone;
  }

  /** Throws DomainError `service.unavailable` while the database is away. */
  async take(now: Date): Promise<string> {
    const second = digitsOf(this.#zone, now);
    for (;;) {
      const block = this.#block;
      if (second === this.#second && block.next < block.end) {
        const number = `${prefix}${second}${String(block.next).padStart(4, '0')}`;
        block.next += 1n;
        this.#takenInSecond += 1;
        return number;
      }
      // Whoever begins a refill is the first to go on when it is there, so nobody waits for ever.
      this.#refill ??= this.#fetchBlock(second).finally(() => (this.#refill = undefined));
      await this.#refill;
    }
  }

  async #fetchBlock(second: string): Promise<void> {
    // A new second begins with what the one before it needed.
    const size = second === this.#second ? this.#blockSize : within(this.#takenInSecond);
    const block = await takeBlock(this.#pool, prefix + second, size);
    if (second !== this.#second) this.#takenInSecond = 0;
    this.#second = second;
    this.#block = block;
    this.#blockSize = within(size * 4);
  }
}

function within(size: number): number {
  return Math.min(largestBlock, Math.max(smallestBlock, size));
}

/** Forgets the counters of seconds that are long over. */
export async function pruneOrderNumbers(pool: Pool, zone: ZoneClock, now: Date): Promise<void> {
  const before = prefix + digitsOf(zone, new Date(now.getTime() - keptMs));
  await pool.query(`delete from number_blocks where series ~ '^GW[0-9]{14}$' and series < $1`, [
    before,
  ]);
}

function digitsOf(zone: ZoneClock, at: Date): string {
  return zone.text(at).replace(/\D/g, '');
}
