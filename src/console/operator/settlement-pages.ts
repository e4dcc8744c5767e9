/** The list of settlements, and the page of one. */
import type { Queryable } from '../../db/connection.ts';
import { listDrafts } from '../../drafts/draft.ts';
import { DomainError } from '../../kit/errors.ts';
import { isUuid, type MerchantId } from '../../kit/ids.ts';
import { platformId } from '../../merchants/audit.ts';
import { actorOf } from '../../people/person.ts';
import { networks, settlementMoves, type SettlementStatus } from '../../settlements/settlement.ts';
import { findListedSettlements, type ListedSettlement } from '../../views/list-settlements.ts';
import { settlementStory } from '../../views/settlement-story.ts';
import type { SettlementDetail, SettlementSummary } from '../answers/settlements.ts';
import type { List } from '../answers/shared.ts';
import { asJson } from '../as-json.ts';
import { idIn, invalidField, optionalTextIn } from '../fields.ts';
import type { OperatorRoute, RouteRequest } from '../route.ts';
import type { OperatorDeps } from './deps.ts';

const pageSize = 50;
const statuses = Object.keys(settlementMoves) as SettlementStatus[];
const mostDrafts = 200;

export function settlementPageRoutes({
  pool,
}: Pick<OperatorDeps, 'pool'>): readonly OperatorRoute[] {
  return [
    {
      method: 'GET',
      path: '/settlements',
      permission: 'merchants.read',
      handle: ({ query }) => listOf(pool, query),
    },
    {
      method: 'GET',
      path: '/settlements/:merchantId/:settlementId',
      permission: 'merchants.read',
      ids: { merchantId: 'merchant', settlementId: 'settlement' },
      handle: (request) => detailOf(pool, request),
    },
  ];
}

/** Throws DomainError `request.invalid_fields`. */
async function listOf(
  db: Queryable,
  query: RouteRequest['query'],
): Promise<List<SettlementSummary>> {
  const found = await findListedSettlements(db, {
    text: optionalTextIn(query, 'q', 100).trim(),
    status: oneIn(query, 'status', statuses),
    network: oneIn(query, 'network', networks),
    merchantId: uuidIn(query, 'merchant'),
    beforeId: uuidIn(query, 'cursor'),
    limit: pageSize + 1,
  });
  const rows = found.slice(0, pageSize);
  const last = rows.at(-1);
  return {
    rows: rows.map(summaryOf),
    next: found.length > pageSize && last !== undefined ? last.settlementId : null,
  };
}

async function detailOf(
  db: Queryable,
  { params, caller, nowMs }: RouteRequest,
): Promise<SettlementDetail> {
  const merchantId = idIn(params, 'merchantId') as MerchantId;
  const settlementId = idIn(params, 'settlementId');
  const story = await settlementStory(db, merchantId, settlementId);
  if (story === undefined) throw new DomainError('console.not_found');
  const open = await listDrafts(db, { merchantId, isOpen: true, limit: mostDrafts }, nowMs);
  const { settlement, ...rest } = story;
  return {
    settlement: summaryOf(settlement),
    ...asJson(rest),
    isOwn: settlement.requestedBy === actorOf(platformId, caller.personId),
    drafts: open
      .filter(({ kind, payload }) => kind.startsWith('settlement.') && isAbout(payload))
      .map(({ draftId, title, madeByName }) => ({ draftId, title, madeBy: madeByName })),
  };

  function isAbout(payload: string): boolean {
    return (JSON.parse(payload) as { settlementId?: string }).settlementId === settlementId;
  }
}

function summaryOf(settlement: ListedSettlement): SettlementSummary {
  const { merchantId, merchantName, settlementId, status, currency, network, address } = settlement;
  return {
    ...{ merchantId, merchantName, settlementId, status, currency, network, address },
    amount: { minor: settlement.amountMinor.toString(), currency: 'INR' },
    transferReference: settlement.transferReference,
    createdAt: settlement.createdAt.toISOString(),
    updatedAt: settlement.updatedAt.toISOString(),
  };
}

function oneIn<T extends string>(
  query: RouteRequest['query'],
  name: string,
  known: readonly T[],
): T | undefined {
  const text = query[name] ?? '';
  if (text === '') return undefined;
  const found = known.find((each) => each === text);
  if (found === undefined) throw invalidField(name, `One of ${known.join(', ')}.`);
  return found;
}

function uuidIn(query: RouteRequest['query'], name: string): string | undefined {
  const text = query[name] ?? '';
  if (text === '') return undefined;
  if (!isUuid(text.toLowerCase())) throw invalidField(name, 'This is no id.');
  return text;
}
