/** Promises whose work has come to nothing so often in a row that they are parked. */
import type { Queryable } from '../db/connection.ts';
import { mostInVain } from './carry-claim.ts';
import type { Topic } from './outbox.ts';

export interface Parked {
  readonly count: bigint;
  /** When the oldest was promised; null where there is none. */
  readonly since: Date | null;
  /** Some of them, oldest first. */
  readonly subjects: readonly { readonly topic: Topic; readonly subjectId: string }[];
}

const mostNamed = 5;

/** Webhooks have a schedule, and an end, of their own. As the index `outbox_parked` has it. */
const isParked = `topic <> 'webhook' and state in ('due', 'leased') and unsettled >= ${String(mostInVain)}`;

export async function findParked(db: Queryable): Promise<Parked> {
  const { rows } = await db.query<Parked>(
    `select (select count(*) from outbox where ${isParked}) as count,
       (select min(created_at) from outbox where ${isParked}) as since,
       (select coalesce(json_agg(json_build_object('topic', topic, 'subjectId', subject_id)), '[]') from (
          select topic, subject_id from outbox where ${isParked} order by created_at limit $1) o) as subjects`,
    [mostNamed],
  );
  return rows[0] ?? { count: 0n, since: null, subjects: [] };
}
