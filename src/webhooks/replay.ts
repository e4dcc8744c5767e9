/**
 * Sends events again on request, with the id and the bytes they always had; the schedule begins anew. A ping goes the
 * same way as every event, so that it proves the same machinery.
 */
import { transaction, type Pool, type Transaction } from '../db/connection.ts';
import { firstIdAt, newId, type MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { writePromises } from '../outbox/outbox.ts';

export interface ReplayOrder {
  readonly actor: string;
  readonly nowMs: number;
}

export interface ReplayRange {
  /** Events created from this instant on. */
  readonly since: Date;
  /** Up to, not including, this one; without it all that exist. */
  readonly until?: Date;
  /** Only what has not arrived: given up, or waiting for a later attempt. Otherwise also delivered ones. */
  readonly onlyDead: boolean;
}

// The attempts go on being numbered where they ended. What a worker holds at this moment is left to it.
const replay = (which: string): string => `update outbox o
  set state = 'due', due_at = $2, replayed_at = $2, updated_at = $2, lease_id = null,
    claims = coalesce((
      select max(a.attempt_no) from webhook_attempts a
      where a.merchant_id = o.merchant_id and a.outbox_id = o.outbox_id
    ), 0)
  from (
    select l.merchant_id, l.outbox_id from outbox l
    where l.merchant_id = $1 and l.topic = 'webhook' and ${which}
    for update
  ) picked
  where o.merchant_id = picked.merchant_id and o.outbox_id = picked.outbox_id
  returning o.outbox_id`;

/** False when the merchant has no such delivery, or when it is being sent right now. */
export async function replayDelivery(
  pool: Pool,
  merchantId: MerchantId,
  deliveryId: string,
  order: ReplayOrder,
): Promise<boolean> {
  return transaction(pool, async (tx) => {
    const { rowCount } = await tx.query(
      replay(`l.outbox_id = $3 and (l.state <> 'leased' or l.due_at <= $2)`),
      [merchantId, new Date(order.nowMs), deliveryId],
    );
    if (rowCount !== 1) return false;
    await audit(tx, merchantId, order, 'webhook.replayed', { deliveryId });
    return true;
  });
}

const together = 1_000;

/** For a merchant that is back the next attempt may be a day away. */
const waiting = `l.state = 'due' and l.due_at > $2`;

/** Resolves to how many will be sent again. Written in parts; one that fails half-way may be asked for again. */
export async function replayRange(
  pool: Pool,
  merchantId: MerchantId,
  range: ReplayRange,
  order: ReplayOrder,
): Promise<number> {
  // One after the other: each is found by an index of its own, and nobody walks through all that was delivered.
  const ended = range.onlyDead ? `l.state = 'dead'` : `l.state in ('dead', 'done')`;
  return (
    (await replayThose(ended, pool, merchantId, range, order)) +
    (await replayThose(waiting, pool, merchantId, range, order))
  );
}

async function replayThose(
  states: string,
  pool: Pool,
  merchantId: MerchantId,
  range: ReplayRange,
  order: ReplayOrder,
): Promise<number> {
  const lastId = firstIdAt(range.until?.getTime() ?? 2 ** 48 - 1);
  const text = replay(
    `${states} and l.outbox_id >= $3 and l.outbox_id < $4 order by l.outbox_id limit $5`,
  );
  let fromId = firstIdAt(range.since.getTime());
  let count = 0;
  for (;;) {
    const ids = await transaction(pool, async (tx) => {
      const at = new Date(order.nowMs);
      const { rows } = await tx.query<{ outbox_id: string }>(text, [
        merchantId,
        at,
        fromId,
        lastId,
        together,
      ]);
      if (rows.length > 0) {
        const since = range.since.toISOString();
        const until = range.until?.toISOString() ?? null;
        const details = { count: rows.length, since, until, onlyDead: range.onlyDead };
        await audit(tx, merchantId, order, 'webhook.replayed', details);
      }
      return rows.map((row) => row.outbox_id).sort();
    });
    count += ids.length;
    const last = ids.at(-1);
    if (last === undefined || ids.length < together) return count;
    fromId = nextIdAfter(last);
  }
}

/** An event of type `ping` to one endpoint; resolves to the id of its delivery. */
export async function sendPing(
  pool: Pool,
  merchantId: MerchantId,
  endpointId: string,
  order: ReplayOrder,
): Promise<string> {
  const at = new Date(order.nowMs);
  const outboxId = newId<'outbox'>(order.nowMs);
  const timestamp = at.toISOString();
  await transaction(pool, async (tx) => {
    const promised = {
      merchantId,
      outboxId,
      topic: 'webhook',
      subjectId: endpointId,
      subjectVersion: 0,
      target: endpointId,
      payload: JSON.stringify({ event: 'ping', timestamp, data: { endpointId } }),
      at,
    } as const;
    await Promise.all(writePromises(tx, [promised]));
    await audit(tx, merchantId, order, 'webhook.pinged', { endpointId });
  });
  return outboxId;
}

function nextIdAfter(id: string): string {
  const next = (BigInt(`0x${id.replaceAll('-', '')}`) + 1n).toString(16).padStart(32, '0');
  return next.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function audit(
  tx: Transaction,
  merchantId: MerchantId,
  { actor, nowMs }: ReplayOrder,
  action: string,
  details: Readonly<Record<string, unknown>>,
): Promise<void> {
  return writeAuditEvent(tx, { merchantId, actor, action, details, nowMs });
}
