/**
 * Which rows of a batch are carried out. The worker takes rows in their order before it makes them, and a stop ends those
 * that nobody has taken. Both lock the batch itself, so no row is made and told as stopped.
 */
import { arraysOf, rowsFrom, type Columns } from '../db/columns.ts';
import { transaction, type Pool } from '../db/connection.ts';
import { newId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import type { BatchKey } from './payout-batches.ts';

/** The last row that was taken; 0 before the first. */
export async function takenThrough(pool: Pool, { merchantId, batchId }: BatchKey): Promise<number> {
  const { rows } = await pool.query<{ taken_through: number }>(
    'select taken_through from payout_batches where merchant_id = $1 and batch_id = $2',
    [merchantId, batchId],
  );
  return rows[0]?.taken_through ?? 0;
}

const takenShape: Columns<{ row_no: number; payout_id: string }> = {
  row_no: 'integer',
  payout_id: 'uuid',
};

/**
 * Takes up to `count` more, unless the batch was stopped; resolves to the last row that is taken. Only now is a payout given
 * its id, which says on what day it was made: the day of the order may be over, and counted.
 */
export async function takeRows(
  pool: Pool,
  { merchantId, batchId }: BatchKey,
  count: number,
  nowMs: number,
): Promise<number> {
  return transaction(pool, async (tx) => {
    const { rows } = await tx.query<{ taken_through: number; is_stopped: boolean }>(
      `select taken_through, stopped_at is not null as is_stopped from payout_batches
       where merchant_id = $1 and batch_id = $2 for update`,
      [merchantId, batchId],
    );
    const { taken_through: taken = 0, is_stopped: isStopped = true } = rows[0] ?? {};
    if (isStopped) return taken;
    const next = await tx.query<{ row_no: number }>(
      `select row_no from payout_batch_rows
       where merchant_id = $1 and batch_id = $2 and row_no > $3 order by row_no limit $4`,
      [merchantId, batchId, taken, count],
    );
    const through = next.rows.at(-1)?.row_no ?? taken;
    await tx.query(
      `update payout_batch_rows b set payout_id = r.payout_id from ${rowsFrom(takenShape, 3)}
       where b.merchant_id = $1 and b.batch_id = $2 and b.row_no = r.row_no`,
      [
        ...[merchantId, batchId],
        ...arraysOf(
          takenShape,
          next.rows.map((row) => ({ ...row, payout_id: newId<'payout'>(nowMs) })),
        ),
      ],
    );
    await tx.query(
      'update payout_batches set taken_through = $3 where merchant_id = $1 and batch_id = $2',
      [merchantId, batchId, through],
    );
    return through;
  });
}

export type StopAnswer = 'stopped' | 'ended_before' | 'not_found';

/** Rows that are not taken are never carried out; the others are. A second stop changes nothing. */
export async function stopBatch(
  pool: Pool,
  { merchantId, batchId }: BatchKey,
  by: { readonly name: string; readonly actor: string; readonly nowMs: number },
): Promise<StopAnswer> {
  const key = [merchantId, batchId];
  return transaction(pool, async (tx) => {
    const { rows } = await tx.query<{
      taken_through: number;
      is_stopped: boolean;
      has_ended: boolean;
    }>(
      `select taken_through, stopped_at is not null as is_stopped, ended_at is not null as has_ended
       from payout_batches where merchant_id = $1 and batch_id = $2 for update`,
      key,
    );
    const [batch] = rows;
    if (batch === undefined) return 'not_found';
    if (batch.is_stopped) return 'stopped';
    if (batch.has_ended) return 'ended_before';
    await tx.query(
      'update payout_batches set stopped_at = $3, stopped_by = $4 where merchant_id = $1 and batch_id = $2',
      [...key, new Date(by.nowMs), by.name],
    );
    const { rowCount: stoppedRows } = await tx.query(
      `update payout_batch_rows set outcome = 'stopped'
       where merchant_id = $1 and batch_id = $2 and row_no > $3 and outcome is null`,
      [...key, batch.taken_through],
    );
    const { actor, nowMs } = by;
    const details = { batchId, stoppedRows };
    await writeAuditEvent(tx, {
      ...{ merchantId, actor, action: 'payout_batch.stopped', details, nowMs },
    });
    return 'stopped';
  });
}
