/**
 * Moves the backlog of targets that take nothing at present out of the way of everybody else's: a search for due work
 * passes over each row of a busy target, every time, until the row is no longer due.
 */
import type { Pool } from '../db/connection.ts';
import { arrayLiteral } from '../db/columns.ts';
import type { Topic } from './outbox.ts';

export interface PutOff {
  readonly target: string;
  /** The first of its rows becomes due at this instant, each further one `spacingMs` later. */
  readonly from: Date;
  readonly spacingMs: number;
}

/** One merchant's target belongs to one merchant, but several targets may not: then they go one by one. */
const statement = {
  name: 'outbox_put_off',
  text: `with moved as (
      update outbox o set due_at = locked.due_at, updated_at = $2
      from (
        select l.merchant_id, l.outbox_id,
          t.first_due_at + (head.nth - 1) * t.spacing_ms * interval '1 millisecond' as due_at
        from (
          select merchant_id, outbox_id, target, row_number() over (partition by target order by due_at) as nth
          from (
            select merchant_id, outbox_id, target, due_at from outbox
            where topic = $1 and state = 'due' and due_at <= $2 and target = any ($3::text[])
            order by due_at limit $6
          ) due
        ) head
        join unnest($3::text[], $4::timestamptz[], $5::integer[]) as t (target, first_due_at, spacing_ms)
          on t.target = head.target
        join outbox l on l.merchant_id = head.merchant_id and l.outbox_id = head.outbox_id
        where l.state = 'due' and l.due_at <= $2
        for update of l skip locked
      ) locked
      where o.merchant_id = locked.merchant_id and o.outbox_id = locked.outbox_id
      returning o.target
    )
    select target, count(*)::integer as moved from moved group by target`,
};

/** Resolves to how many rows of each target were moved; `limit` at most in all. */
export async function putOffDue(
  pool: Pool,
  options: { readonly topic: Topic; readonly now: Date; readonly limit: number },
  targets: readonly PutOff[],
): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ target: string; moved: number }>({
    ...statement,
    values: [
      options.topic,
      options.now,
      arrayLiteral(targets.map(({ target }) => target)),
      arrayLiteral(targets.map(({ from }) => from)),
      arrayLiteral(targets.map(({ spacingMs }) => Math.ceil(spacingMs))),
      options.limit,
    ],
  });
  return new Map(rows.map(({ target, moved }) => [target, moved]));
}
