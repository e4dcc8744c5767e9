/** An exact change that waits for a second person. */
import type { Queryable } from '../db/connection.ts';
import { isUuid, type MerchantId } from '../kit/ids.ts';
import { hashOf } from './canonical.ts';

export type DraftStatus = 'open' | 'approved' | 'rejected' | 'withdrawn';

export interface Draft {
  /** Of the merchant it is about; `platformId` when it is about none. */
  readonly merchantId: MerchantId;
  readonly draftId: string;
  readonly kind: string;
  /** The exact change, and what it changes as it was when the draft was made; both as canonical JSON. */
  readonly payload: string;
  readonly before: string;
  readonly title: string;
  /** A `Difference`, as JSON. */
  readonly shown: string;
  /** What an approval agrees to: see `hashOfDraft`. */
  readonly hash: string;
  /** Why, in the words of the maker. */
  readonly reason: string;
  readonly madeBy: string;
  readonly madeByName: string;
  readonly madeAt: Date;
  readonly expiresAt: Date;
  readonly status: DraftStatus;
  readonly decidedBy: string | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly decisionReason: string | null;
}

/** Whoever acts: a person of the platform, whose role is read anew where it counts. */
export interface Operator {
  readonly personId: string;
  readonly name: string;
  readonly nowMs: number;
}

/** After that nobody remembers why. */
export const draftLifeMs = 72 * 3_600_000;

type Agreed = Pick<Draft, 'merchantId' | 'kind' | 'payload' | 'before' | 'shown' | 'reason'>;

/** Covers all that the second person is shown, and all that will be done. */
export function hashOfDraft({ merchantId, kind, payload, before, shown, reason }: Agreed): string {
  return hashOf([merchantId, kind, payload, before, shown, reason]);
}

/** Its time is over and nobody has decided. */
export function isOver(draft: Pick<Draft, 'status' | 'expiresAt'>, nowMs: number): boolean {
  return draft.status === 'open' && nowMs >= draft.expiresAt.getTime();
}

const columns = `d.merchant_id as "merchantId", d.draft_id as "draftId", d.kind, d.payload, d.before, d.title,
  d.shown, d.hash, d.reason, d.made_by as "madeBy", d.made_by_name as "madeByName", d.made_at as "madeAt",
  d.expires_at as "expiresAt", d.status, d.decided_by as "decidedBy", d.decided_by_name as "decidedByName",
  d.decided_at as "decidedAt", d.decision_reason as "decisionReason"`;

export interface DraftPlace {
  readonly merchantId: string;
  readonly draftId: string;
}

export async function findDraft(
  db: Queryable,
  { merchantId, draftId }: DraftPlace,
  lock: '' | 'for update' = '',
): Promise<Draft | undefined> {
  if (!isUuid(merchantId) || !isUuid(draftId)) return undefined;
  const { rows } = await db.query<Draft>(
    `select ${columns} from drafts d where d.merchant_id = $1 and d.draft_id = $2 ${lock}`,
    [merchantId, draftId],
  );
  return rows[0];
}

export interface DraftFilter {
  readonly isOpen: boolean;
  readonly merchantId?: string | undefined;
  readonly limit: number;
  /** Drafts before this one, of an earlier page. */
  readonly beforeId?: string | undefined;
}

/** Of all merchants, newest first; for people. Those whose time is over are not open any more. */
export async function listDrafts(
  db: Queryable,
  filter: DraftFilter,
  nowMs: number,
): Promise<Draft[]> {
  const { isOpen, merchantId, limit, beforeId } = filter;
  const { rows } = await db.query<Draft>(
    `select ${columns} from drafts d
     where (d.status = 'open' and d.expires_at > $2) = $1 and ($3::uuid is null or d.merchant_id = $3)
       and ($4::uuid is null or d.draft_id < $4)
     order by d.draft_id desc limit $5`,
    [isOpen, new Date(nowMs), merchantId ?? null, beforeId ?? null, limit],
  );
  return rows;
}
