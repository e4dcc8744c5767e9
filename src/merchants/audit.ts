/** Who changed what, append-only, in the same commit as the change itself. */
import type { Queryable } from '../db/connection.ts';
import { newId, type MerchantId } from '../kit/ids.ts';

export interface AuditEvent {
  readonly merchantId: MerchantId;
  /** Who acted: `cli`, `start`, a client id, a user id. */
  readonly actor: string;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly nowMs: number;
}

/** Never holds a secret: the caller names what changed, not credentials. */
export async function writeAuditEvent(db: Queryable, event: AuditEvent): Promise<void> {
  await db.query(
    `insert into audit_events (merchant_id, event_id, actor, action, details, at)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      event.merchantId,
      newId<'audit_event'>(event.nowMs),
      event.actor,
      event.action,
      JSON.stringify(event.details, (_, value: unknown) =>
        typeof value === 'bigint' ? value.toString() : value,
      ),
      new Date(event.nowMs),
    ],
  );
}
