/** Numbers of transactions of the Xprizo contract: whole numbers, taken in blocks, so gaps are normal. */
import type { Pool } from '../db/connection.ts';
import { takeBlock, type Block } from '../db/number-blocks.ts';

const blockSize = 100;
/** Five digits and more, so that nobody takes one for a status. */
const beforeFirst = 10_000n;

/** Hands out numbers unique over all processes without asking the database for each. */
export class TransactionNumbers {
  readonly #pool: Pool;
  #block: Block = { next: 0n, end: 0n };
  #refill: Promise<void> | undefined;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Throws DomainError `service.unavailable` while the database is away. */
  async take(): Promise<bigint> {
    while (this.#block.next >= this.#block.end) {
      this.#refill ??= this.#fetch().finally(() => (this.#refill = undefined));
      await this.#refill;
    }
    const number = this.#block.next;
    this.#block.next += 1n;
    return beforeFirst + number;
  }

  async #fetch(): Promise<void> {
    this.#block = await takeBlock(this.#pool, 'transaction', blockSize);
  }
}
