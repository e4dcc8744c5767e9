/** The first person: says exactly what is to change, and may say it anew until somebody has decided. */
import { transaction, type Pool, type Transaction } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { newId, type MerchantId } from '../kit/ids.ts';
import { platformId, writeAuditEvent } from '../merchants/audit.ts';
import type { Environment } from '../merchants/merchant.ts';
import { actorOf } from '../people/person.ts';
import {
  draftLifeMs,
  findDraft,
  hashOfDraft,
  isOver,
  type Draft,
  type DraftPlace,
  type Operator,
} from './draft.ts';
import { textOf, type Body } from './fields.ts';
import { kindNamed } from './kinds.ts';

export interface DraftWish {
  readonly kind: string;
  /** Undefined: about the deployment. */
  readonly merchantId: string | undefined;
  readonly change: Body;
  readonly reason: string;
  readonly environment: Environment;
}

/**
 * Changes nothing yet. Throws DomainError `request.invalid_fields`, `console.not_found`, and `console.conflict` for what
 * would change nothing or cannot be done as things are.
 */
export async function makeDraft(pool: Pool, wish: DraftWish, maker: Operator): Promise<Draft> {
  return transaction(pool, async (tx) => {
    const content = await contentOf(tx, wish);
    const at = new Date(maker.nowMs);
    const draft: Draft = {
      ...content,
      draftId: newId<'draft'>(maker.nowMs),
      ...{ madeBy: maker.personId, madeByName: maker.name, madeAt: at, status: 'open' },
      expiresAt: new Date(maker.nowMs + draftLifeMs),
      ...{ decidedBy: null, decidedByName: null, decidedAt: null, decisionReason: null },
    };
    await tx.query(
      `insert into drafts (merchant_id, draft_id, kind, payload, before, title, shown, hash, reason,
         made_by, made_by_name, made_at, expires_at, status)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'open')`,
      [
        ...[draft.merchantId, draft.draftId, draft.kind, draft.payload, draft.before, draft.title],
        ...[draft.shown, draft.hash, draft.reason, draft.madeBy, draft.madeByName, at],
        draft.expiresAt,
      ],
    );
    await leaveTrace(tx, draft, 'draft.made', maker, { shown: draft.shown });
    return draft;
  });
}

/** Whatever somebody was about to approve is void. By the maker alone. Throws DomainError like `makeDraft`. */
export async function editDraft(
  pool: Pool,
  place: DraftPlace,
  wish: Pick<DraftWish, 'change' | 'reason' | 'environment'>,
  maker: Operator,
): Promise<Draft> {
  return transaction(pool, async (tx) => {
    const found = await openDraft(tx, place, maker.nowMs);
    if (found.madeBy !== maker.personId) throw new DomainError('access.forbidden');
    const merchantId = found.merchantId === platformId ? undefined : found.merchantId;
    const content = await contentOf(tx, { ...wish, kind: found.kind, merchantId });
    const expiresAt = new Date(maker.nowMs + draftLifeMs);
    const draft = { ...found, ...content, madeAt: new Date(maker.nowMs), expiresAt };
    await tx.query(
      `update drafts set payload = $3, before = $4, title = $5, shown = $6, hash = $7, reason = $8,
         made_at = $9, expires_at = $10
       where merchant_id = $1 and draft_id = $2`,
      [
        ...[draft.merchantId, draft.draftId, draft.payload, draft.before, draft.title],
        ...[draft.shown, draft.hash, draft.reason, draft.madeAt, expiresAt],
      ],
    );
    await leaveTrace(tx, draft, 'draft.edited', maker, { shown: draft.shown });
    return draft;
  });
}

/** Locked. Throws DomainError `console.not_found`, `console.conflict` when it is decided, `console.used_up`. */
export async function openDraft(tx: Transaction, place: DraftPlace, nowMs: number): Promise<Draft> {
  const found = await findDraft(tx, place, 'for update');
  if (found === undefined) throw new DomainError('console.not_found');
  if (found.status !== 'open')
    throw new DomainError('console.conflict', { reason: `It is ${found.status} already.` });
  if (isOver(found, nowMs))
    throw new DomainError('console.used_up', {
      reason: 'Nobody decided within 72 hours; make the draft anew.',
    });
  return found;
}

export function leaveTrace(
  tx: Transaction,
  { merchantId, draftId, kind, title, hash, payload, madeBy, reason }: Draft,
  action: string,
  { personId, nowMs }: Operator,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const actor = actorOf(platformId, personId);
  const details = { draftId, kind, title, hash, payload, madeBy, reason, ...more };
  return writeAuditEvent(tx, { merchantId, actor, action, details, nowMs });
}

async function contentOf(
  tx: Transaction,
  wish: DraftWish,
): Promise<
  Pick<Draft, 'merchantId' | 'kind' | 'payload' | 'before' | 'title' | 'shown' | 'hash' | 'reason'>
> {
  const kind = kindNamed(wish.kind);
  const isAboutMerchant = kind.about === 'merchant';
  if (isAboutMerchant !== (wish.merchantId !== undefined))
    throw new DomainError('console.not_found');
  const reason = textOf({ reason: wish.reason }, 'reason');
  const prepared = kind.prepare(wish.change);
  const merchantId = (wish.merchantId ?? platformId) as MerchantId;
  const { before, difference } = await prepared.look(tx, {
    merchantId,
    environment: wish.environment,
  });
  const shown = JSON.stringify(difference);
  if (JSON.stringify(difference.from) === JSON.stringify(difference.to))
    throw new DomainError('console.conflict', { reason: 'This would change nothing.' });
  const { payload, title } = prepared;
  const content = { merchantId, kind: wish.kind, payload, before, title, shown, reason };
  return { ...content, hash: hashOfDraft(content) };
}
