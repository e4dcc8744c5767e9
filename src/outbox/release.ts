/** Gives claims back that were never begun: they count as if they had not been made. */
import type pg from 'pg';
import { arraysOf, rowsFrom, type Columns } from '../db/columns.ts';
import type { Claim } from './claim.ts';

export interface Release {
  readonly claim: Pick<Claim, 'merchantId' | 'outboxId' | 'leaseId'>;
  readonly dueAt: Date;
  readonly at: Date;
  /** Why it has to wait; without it what was said last stays. */
  readonly error?: string;
}

interface Row {
  merchant_id: string;
  outbox_id: string;
  lease: string;
  due_at: Date;
  last_error: string | null;
  updated_at: Date;
}

const columns: Columns<Row> = {
  merchant_id: 'uuid',
  outbox_id: 'uuid',
  lease: 'uuid',
  due_at: 'timestamptz',
  last_error: 'text',
  updated_at: 'timestamptz',
};

const statement = {
  name: 'outbox_release',
  text: `update outbox o
    set state = 'due', due_at = r.due_at, claims = o.claims - 1,
      unsettled = greatest(o.unsettled - 1, 0), lease_id = null,
      last_error = coalesce(r.last_error, o.last_error), updated_at = r.updated_at
    from ${rowsFrom(columns)}
    where o.merchant_id = r.merchant_id and o.outbox_id = r.outbox_id and o.lease_id = r.lease`,
};

/** Sends the update without waiting. Claims whose lease has passed to somebody else are left alone. */
export function writeReleases(
  client: Pick<pg.ClientBase, 'query'>,
  releases: readonly Release[],
): Promise<unknown>[] {
  if (releases.length === 0) return [];
  const rows = releases.map(({ claim, dueAt, at, error }) => ({
    merchant_id: claim.merchantId,
    outbox_id: claim.outboxId,
    lease: claim.leaseId,
    due_at: dueAt,
    last_error: error ?? null,
    updated_at: at,
  }));
  return [client.query({ ...statement, values: arraysOf(columns, rows) })];
}
