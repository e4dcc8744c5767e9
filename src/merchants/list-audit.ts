/** The audit as people read it: newest first, by pages, narrowed by stream, actor and action. */
import type { Queryable } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';

export interface AuditLine {
  readonly merchantId: MerchantId;
  readonly eventNo: bigint;
  readonly actor: string;
  readonly action: string;
  /** JSON text, as it is covered by the hash. */
  readonly details: string;
  readonly at: Date;
  /** Hexadecimal. */
  readonly hash: string;
}

export interface AuditFilter {
  /** Streams are numbered each for itself, so a list is of one. */
  readonly merchantId: MerchantId;
  /** A part of who acted, or of what was done. */
  readonly text?: string;
  readonly from?: Date;
  readonly until?: Date;
  /** The number of the last line that was seen. */
  readonly before?: bigint;
  readonly limit: number;
}

export async function listAudit(db: Queryable, filter: AuditFilter): Promise<AuditLine[]> {
  const { rows } = await db.query<{
    merchant_id: MerchantId;
    event_no: bigint;
    actor: string;
    action: string;
    details: string;
    at: Date;
    hash: Buffer;
  }>(
    `select merchant_id, event_no, actor, action, details::text as details, at, hash from audit_events
     where merchant_id = $1 and event_no < coalesce($2::bigint, 9223372036854775807)
       and ($3::text is null or position($3 in lower(actor || ' ' || action)) > 0)
       and at >= coalesce($4::timestamptz, '-infinity') and at < coalesce($5::timestamptz, 'infinity')
     order by event_no desc limit $6`,
    [
      ...[filter.merchantId, filter.before ?? null, filter.text?.toLowerCase() ?? null],
      ...[filter.from ?? null, filter.until ?? null, filter.limit],
    ],
  );
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    eventNo: row.event_no,
    actor: row.actor,
    action: row.action,
    details: row.details,
    at: row.at,
    hash: row.hash.toString('hex'),
  }));
}
