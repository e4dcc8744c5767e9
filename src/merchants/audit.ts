/** Who changed what, append-only, in the same commit as the change itself; every stream is numbered and chained. */
import type { Queryable } from '../db/connection.ts';
import { newId, type MerchantId } from '../kit/ids.ts';

export interface AuditEvent {
  /** The stream: that of a merchant, or of the platform. */
  readonly merchantId: MerchantId;
  /** Who acted: `cli`, `start`, `sign-in`, a client id, a user id, `operator:<id>`, `person:<id>`. */
  readonly actor: string;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly nowMs: number;
}

/** Whose rows belong to no merchant: operators, and the audit of what they do to the deployment itself. */
export const platformId = '00000000-0000-0000-0000-000000000000' as MerchantId;

/** What the hash of an event covers beside the hash before it, as SQL over the columns of `audit_events`. */
export function coveredText(eventNo: string): string {
  return `jsonb_build_array(merchant_id, ${eventNo}, event_id, actor, action, details,
    floor(extract(epoch from at) * 1000)::bigint)::text`;
}

// The head is locked until the commit: the next event of the stream waits for it, so that a number is never left out
// and no two events follow the same one.
const insertEvent = `
  with event as (
    select $1::uuid as merchant_id, $2::uuid as event_id, $3::text as actor, $4::text as action,
           $5::jsonb as details, $6::timestamptz as at
  ), head as (
    insert into audit_heads as h (merchant_id, event_no, hash)
    select merchant_id, 1, sha256(sha256('') || convert_to(${coveredText('1')}, 'UTF8')) from event
    on conflict (merchant_id) do update set
      event_no = h.event_no + 1,
      hash = (select sha256(h.hash || convert_to(${coveredText('h.event_no + 1')}, 'UTF8')) from event)
    returning event_no, hash
  )
  insert into audit_events (merchant_id, event_no, event_id, actor, action, details, at, hash)
  select merchant_id, event_no, event_id, actor, action, details, at, hash from event, head`;

/**
 * Never holds a secret: the caller names what changed, not credentials. The last thing in a transaction, where it can
 * be: other events of the stream wait for its commit.
 */
export async function writeAuditEvent(db: Queryable, event: AuditEvent): Promise<void> {
  await db.query(insertEvent, [
    event.merchantId,
    newId<'audit_event'>(event.nowMs),
    event.actor,
    event.action,
    JSON.stringify(event.details, (_, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    ),
    new Date(event.nowMs),
  ]);
}
