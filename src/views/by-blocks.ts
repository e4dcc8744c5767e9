/** Reads by indexes that say of blocks of rows what may stand in them. */
import { transaction, type Pool, type Transaction } from '../db/connection.ts';

/**
 * The planner takes what such an index says of blocks for the order of a column, and would rather read everything; few
 * blocks are read sooner alone than helpers are called.
 */
export function byBlocks<T>(pool: Pool, read: (tx: Transaction) => Promise<T>): Promise<T> {
  return transaction(pool, async (tx) => {
    await tx.query('set local enable_seqscan = off; set local max_parallel_workers_per_gather = 0');
    return read(tx);
  });
}
