/** What was done with one draft, as the audit has it: who asked for what, and which of it was decided. */
import type { Queryable } from '../db/connection.ts';
import { platformId } from '../merchants/audit.ts';
import { namesOfActors } from '../people/names.ts';
import type { DraftPlace, DraftStatus } from './draft.ts';
import type { Difference } from './kind.ts';

export interface DraftEvent {
  readonly what: 'made' | 'edited' | Exclude<DraftStatus, 'open'>;
  readonly by: string;
  readonly at: Date;
  readonly hash: string;
  /** In the words of whoever did it. */
  readonly reason: string | null;
  /** Of a text that was made or edited; undefined of a decision. */
  readonly difference: Difference | undefined;
}

interface EventRow {
  what: DraftEvent['what'];
  actor: string;
  at: Date;
  hash: string;
  reason: string;
  decision_reason: string | null;
  shown: string | null;
}

/** In its order. */
export async function listDraftEvents(
  db: Queryable,
  { merchantId, draftId }: DraftPlace,
): Promise<DraftEvent[]> {
  // The condition on the action is that of the index.
  const { rows } = await db.query<EventRow>(
    `select substr(action, 7) as what, actor, at, details->>'hash' as hash, details->>'reason' as reason,
       details->>'decisionReason' as decision_reason, details->>'shown' as shown
     from audit_events
     where merchant_id = $1 and details->>'draftId' = $2 and action like 'draft.%'
     order by event_no limit 200`,
    [merchantId, draftId],
  );
  const names = await namesOfActors(
    db,
    platformId,
    rows.map(({ actor }) => actor),
  );
  return rows.map(({ what, actor, at, hash, reason, decision_reason: why, shown }) => ({
    ...{ what, by: names.get(actor) ?? actor, at, hash },
    reason: what === 'made' || what === 'edited' ? reason : why,
    difference: shown === null ? undefined : (JSON.parse(shown) as Difference),
  }));
}
