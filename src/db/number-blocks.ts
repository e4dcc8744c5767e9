/** Numbers handed out a block at a time, each to one process: unique over all of them, with gaps. */
import type { Queryable } from './connection.ts';
import { unavailableOr } from './unavailable.ts';

export interface Block {
  next: bigint;
  /** Exclusive. */
  end: bigint;
}

/** The first number of a series is 1. Throws DomainError `service.unavailable` while the database is away. */
export async function takeBlock(db: Queryable, series: string, size: number): Promise<Block> {
  const { rows } = await db
    .query<{ next_value: bigint }>(
      `insert into number_blocks as b (series, next_value) values ($1, $2::bigint + 1)
       on conflict (series) do update set next_value = b.next_value + $2::bigint
       returning next_value`,
      [series, size],
    )
    .catch((error: unknown) => {
      // A block that was taken and never heard of is a gap, and gaps are normal.
      throw unavailableOr(error);
    });
  const end = rows[0]?.next_value ?? 0n;
  return { next: end - BigInt(size), end };
}
