/** How a claim ends: kept, put off, or given up for a person to look at. Only the holder of the lease may say so. */
import type pg from 'pg';
import { arraysOf, rowsFrom, type Columns } from '../db/columns.ts';

export interface ClaimEnd {
  readonly merchantId: string;
  readonly outboxId: string;
  /** Null: whatever the lease; used by evidence that ends the subject itself. */
  readonly leaseId: string | null;
  readonly state: 'due' | 'done' | 'dead';
  readonly dueAt: Date;
  readonly error: string | null;
  readonly at: Date;
}

/** Without `dueAt` at once, and without `error` for no reason. */
type Given = Pick<ClaimEnd, 'state' | 'at'> & Partial<Pick<ClaimEnd, 'dueAt' | 'error'>>;

interface Row {
  merchant_id: string;
  outbox_id: string;
  lease: string | null;
  state: string;
  due_at: Date;
  last_error: string | null;
  updated_at: Date;
}

const columns: Columns<Row> = {
  merchant_id: 'uuid',
  outbox_id: 'uuid',
  lease: 'uuid',
  state: 'text',
  due_at: 'timestamptz',
  last_error: 'text',
  updated_at: 'timestamptz',
};

const statement = {
  name: 'outbox_end_claims',
  text: `update outbox o
    set state = r.state, due_at = r.due_at, unsettled = 0, lease_id = null, last_error = r.last_error,
      updated_at = r.updated_at
    from ${rowsFrom(columns)}
    where o.merchant_id = r.merchant_id and o.outbox_id = r.outbox_id
      and (r.lease is null or o.lease_id = r.lease)`,
};

/** Sends the update without waiting. Claims whose lease has passed to somebody else are left alone. */
export function writeClaimEnds(
  client: Pick<pg.ClientBase, 'query'>,
  ends: readonly ClaimEnd[],
): Promise<unknown>[] {
  if (ends.length === 0) return [];
  const rows = ends.map((end) => ({
    merchant_id: end.merchantId,
    outbox_id: end.outboxId,
    lease: end.leaseId,
    state: end.state,
    due_at: end.dueAt,
    last_error: end.error,
    updated_at: end.at,
  }));
  return [client.query({ ...statement, values: arraysOf(columns, rows) })];
}

/** Ends one claim by itself; what ends together with other news is written in its commit. */
export async function endClaim(
  client: Pick<pg.ClientBase, 'query'>,
  { merchantId, outboxId, leaseId }: Pick<ClaimEnd, 'merchantId' | 'outboxId' | 'leaseId'>,
  { state, at, dueAt = at, error = null }: Given,
): Promise<void> {
  const end = { merchantId, outboxId, leaseId, state, dueAt, error, at };
  await Promise.all(writeClaimEnds(client, [end]));
}
