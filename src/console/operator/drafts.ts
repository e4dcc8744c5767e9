/** Drafts and approvals. What binds them is in the room of drafts; nothing here decides. */
import type { Queryable } from '../../db/connection.ts';
import { approveDraft, rejectDraft, withdrawDraft } from '../../drafts/decide-draft.ts';
import { findDraft, isOver, listDrafts, type Draft } from '../../drafts/draft.ts';
import { listDraftEvents } from '../../drafts/draft-history.ts';
import type { Difference } from '../../drafts/kind.ts';
import { editDraft, makeDraft } from '../../drafts/make-draft.ts';
import { DomainError } from '../../kit/errors.ts';
import { platformId } from '../../merchants/audit.ts';
import { findMerchant } from '../../merchants/find-merchant.ts';
import type {
  DifferenceRow,
  DraftAnswer,
  DraftDetailAnswer,
  DraftKindName,
} from '../answers/drafts.ts';
import type { List } from '../answers/shared.ts';
import { objectIn, textIn } from '../fields.ts';
import type { Caller, OperatorRoute, RouteRequest } from '../route.ts';
import type { OperatorDeps } from './deps.ts';

const pageSize = 50;
const ids = { merchantId: 'merchant', draftId: 'draft' } as const;

export function draftRoutes(deps: OperatorDeps): readonly OperatorRoute[] {
  return [...readRoutes(deps), ...makerRoutes(deps), ...checkerRoutes(deps)];
}

function answer({ pool }: OperatorDeps, draft: Draft, { caller, nowMs }: RouteRequest) {
  return detailOf(pool, draft, caller, nowMs);
}

function readRoutes(deps: OperatorDeps): readonly OperatorRoute[] {
  const { pool } = deps;
  return [
    {
      method: 'GET',
      path: '/drafts',
      permission: 'merchants.read',
      handle: async ({ query, caller, nowMs }): Promise<List<DraftAnswer>> => {
        const filter = {
          ...{ isOpen: query['state'] !== 'decided', limit: pageSize },
          ...{ merchantId: uuidOr(query['merchantId']), beforeId: uuidOr(query['cursor']) },
        };
        const drafts = await listDrafts(pool, filter, nowMs);
        const rows = await Promise.all(drafts.map((draft) => answerOf(pool, draft, caller, nowMs)));
        return { rows, next: rows.length < pageSize ? null : (rows.at(-1)?.draftId ?? null) };
      },
    },
    {
      method: 'GET',
      path: '/drafts/:merchantId/:draftId',
      permission: 'merchants.read',
      ids,
      handle: async (request) => {
        const draft = await findDraft(pool, placeOf(request));
        if (draft === undefined) throw new DomainError('console.not_found');
        return answer(deps, draft, request);
      },
    },
  ];
}

function makerRoutes(deps: OperatorDeps): readonly OperatorRoute[] {
  const { pool, environment } = deps;
  return [
    {
      method: 'POST',
      path: '/drafts',
      permission: 'drafts.make',
      stepUp: true,
      ids: { merchantId: 'merchant' },
      handle: async (request) => {
        const { body, caller, nowMs } = request;
        const merchantId = body['merchantId'] == null ? undefined : textIn(body, 'merchantId', 36);
        const wish = {
          ...{ kind: textIn(body, 'kind', 40), merchantId, environment },
          ...{ change: objectIn(body, 'change'), reason: textIn(body, 'reason', 200) },
        };
        return answer(deps, await makeDraft(pool, wish, { ...caller, nowMs }), request);
      },
    },
    {
      method: 'PUT',
      path: '/drafts/:merchantId/:draftId',
      permission: 'drafts.make',
      stepUp: true,
      ids,
      handle: async (request) => {
        const { body, caller, nowMs } = request;
        const change = objectIn(body, 'change');
        const wish = { change, reason: textIn(body, 'reason', 200), environment };
        const draft = await editDraft(pool, placeOf(request), wish, { ...caller, nowMs });
        return answer(deps, draft, request);
      },
    },
    {
      method: 'POST',
      path: '/drafts/:merchantId/:draftId/withdraw',
      permission: 'drafts.make',
      ids,
      handle: async (request) => {
        const operator = { ...request.caller, nowMs: request.nowMs };
        return answer(deps, await withdrawDraft(pool, placeOf(request), operator), request);
      },
    },
  ];
}

function checkerRoutes(deps: OperatorDeps): readonly OperatorRoute[] {
  const { pool, environment } = deps;
  return [
    {
      method: 'POST',
      path: '/drafts/:merchantId/:draftId/approve',
      permission: 'drafts.approve',
      stepUp: true,
      ids,
      handle: async (request) => {
        const { body, caller, nowMs } = request;
        const approval = { ...placeOf(request), hash: textIn(body, 'hash', 64), environment };
        return answer(deps, await approveDraft(pool, approval, { ...caller, nowMs }), request);
      },
    },
    {
      method: 'POST',
      path: '/drafts/:merchantId/:draftId/reject',
      permission: 'drafts.approve',
      ids,
      handle: async (request) => {
        const { body, caller, nowMs } = request;
        const reason = textIn(body, 'reason', 200);
        const draft = await rejectDraft(pool, placeOf(request), reason, { ...caller, nowMs });
        return answer(deps, draft, request);
      },
    },
  ];
}

function placeOf({ params }: RouteRequest) {
  return { merchantId: params['merchantId'] ?? '', draftId: params['draftId'] ?? '' };
}

function uuidOr(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9a-f-]{36}$/.test(text) ? text : undefined;
}

async function answerOf(
  db: Queryable,
  draft: Draft,
  { personId }: Caller,
  nowMs: number,
): Promise<DraftAnswer> {
  const { merchantId, draftId, title, reason, madeAt, expiresAt, decidedAt } = draft;
  const kind = draft.kind as DraftKindName;
  const isPlatform = merchantId === platformId;
  const merchant = isPlatform ? undefined : await findMerchant(db, merchantId);
  return {
    ...{ draftId, kind, title, reason, isOwn: draft.madeBy === personId },
    merchantId,
    merchant: merchant === undefined ? null : { merchantId, name: merchant.name },
    status: isOver(draft, nowMs) ? 'expired' : draft.status,
    ...{ madeBy: draft.madeByName, madeAt: madeAt.toISOString() },
    expiresAt: expiresAt.toISOString(),
    ...{ decidedBy: draft.decidedByName, decidedAt: decidedAt?.toISOString() ?? null },
    decisionReason: draft.decisionReason,
  };
}

async function detailOf(
  db: Queryable,
  draft: Draft,
  caller: Caller,
  nowMs: number,
): Promise<DraftDetailAnswer> {
  const events = await listDraftEvents(db, draft);
  return {
    ...(await answerOf(db, draft, caller, nowMs)),
    hash: draft.hash,
    rows: rowsOf(JSON.parse(draft.shown) as Difference),
    change: JSON.parse(draft.payload) as DraftDetailAnswer['change'],
    history: events.map(({ at, difference, ...event }) => ({
      ...event,
      at: at.toISOString(),
      rows: difference === undefined ? [] : rowsOf(difference),
    })),
  };
}

function rowsOf({ from, to }: Difference): DifferenceRow[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return names.map((name) => ({
    ...{ name, from: from[name] ?? null, to: to[name] ?? null },
    isChanged: from[name] !== to[name],
  }));
}
