/** What a merchant's system was sent, and sending it again. */
import { DomainError } from '../../kit/errors.ts';
import type { MerchantId } from '../../kit/ids.ts';
import { listEndpoints } from '../../merchants/endpoints.ts';
import { listMerchantPayments } from '../../views/merchant-payments.ts';
import { listDeliveries, showDelivery } from '../../webhooks/deliveries.ts';
import { replayDelivery, replayRange } from '../../webhooks/replay.ts';
import type {
  DeliveriesAnswer,
  DeliveryAnswer,
  ReplayedAnswer,
} from '../answers/merchant-webhooks.ts';
import { merchantOf, type RouteRequest, type TeamRoute } from '../route.ts';
import { actorOf } from './actor.ts';
import type { TeamDeps } from './deps.ts';
import { deliveryRow } from './present.ts';
import {
  cursorOf,
  idOf,
  instantOf,
  invalid,
  limitOf,
  searchOf,
  textOf,
  wordOf,
} from './reading.ts';

export function deliveryRoutes(deps: TeamDeps): readonly TeamRoute[] {
  const read = { method: 'GET', permission: 'webhooks.read' } as const;
  const post = { method: 'POST', permission: 'webhooks.change' } as const;
  const path = '/webhooks/deliveries';
  const ids = { deliveryId: 'delivery' } as const;
  return [
    { ...read, path, handle: (ask) => list(deps, ask) },
    { ...read, path: `${path}/:deliveryId`, ids, handle: (ask) => show(deps, ask) },
    { ...post, path: `${path}/:deliveryId/replay`, ids, handle: (ask) => replayOne(deps, ask) },
    { ...post, path: '/webhooks/replay', handle: (ask) => replaySince(deps, ask) },
  ];
}

async function list(
  { pool }: TeamDeps,
  { caller, query }: RouteRequest,
): Promise<DeliveriesAnswer> {
  const state = wordOf(query, 'state', ['pending', 'delivered', 'dead'] as const);
  const before = cursorOf(query);
  const limit = limitOf(query);
  const search = searchOf(query);
  const merchantId = merchantOf(caller);
  const webhookId = /^evt_([0-9a-f-]{36})$/i.exec(search)?.[1];
  if (webhookId !== undefined) return onlyOne(pool, merchantId, webhookId);
  const found = await listDeliveries(pool, merchantId, {
    ...(state !== undefined && { state }),
    ...(before !== undefined && { before }),
    ...(search !== '' && { paymentIds: await paymentsNamed(pool, merchantId, search) }),
    limit,
  });
  const rows = found.map(deliveryRow);
  return { rows, next: rows.length === limit ? (rows.at(-1)?.deliveryId ?? null) : null };
}

/** Whoever has the id of a webhook wants that one, in whichever state it is. */
async function onlyOne(
  pool: TeamDeps['pool'],
  merchantId: MerchantId,
  webhookId: string,
): Promise<DeliveriesAnswer> {
  const found = await showDelivery(pool, merchantId, idOf({ webhookId }, 'webhookId'));
  return { rows: found === undefined ? [] : [deliveryRow(found)], next: null };
}

/** The newest of so many payments are looked up. */
const mostNamed = 50;

/** By the beginning of a number, a reference or a UTR. */
async function paymentsNamed(pool: TeamDeps['pool'], merchantId: MerchantId, search: string) {
  const found = await listMerchantPayments(pool, merchantId, { search, limit: mostNamed });
  return found.map(({ paymentId }) => paymentId);
}

async function show({ pool }: TeamDeps, { caller, params }: RouteRequest): Promise<DeliveryAnswer> {
  const merchantId = merchantOf(caller);
  const [found, endpoints] = await Promise.all([
    showDelivery(pool, merchantId, idOf(params, 'deliveryId')),
    listEndpoints(pool, merchantId),
  ]);
  if (found === undefined) throw new DomainError('console.not_found');
  const { payload, attempts, ...delivery } = found;
  return {
    ...deliveryRow(delivery),
    payload,
    url: endpoints.find(({ endpointId }) => endpointId === delivery.endpointId)?.url ?? null,
    attempts: attempts.map(({ startedAt, ...attempt }) => ({
      ...attempt,
      startedAt: startedAt.toISOString(),
    })),
  };
}

async function replayOne(
  { pool, onWebhooks }: TeamDeps,
  { caller, params, nowMs }: RouteRequest,
): Promise<ReplayedAnswer> {
  const merchantId = merchantOf(caller);
  const deliveryId = idOf(params, 'deliveryId');
  if ((await showDelivery(pool, merchantId, deliveryId)) === undefined)
    throw new DomainError('console.not_found');
  const order = { actor: actorOf(caller), nowMs };
  if (!(await replayDelivery(pool, merchantId, deliveryId, order)))
    throw new DomainError('console.conflict', { reason: 'It is being sent right now.' });
  onWebhooks();
  return { replayed: 1 };
}

async function replaySince(
  { pool, onWebhooks }: TeamDeps,
  { caller, body, nowMs }: RouteRequest,
): Promise<ReplayedAnswer> {
  const since = instantOf({ since: textOf(body, 'since', 40) }, 'since');
  const which = textOf(body, 'which', 10);
  if (since === undefined || since.getTime() > nowMs) throw invalid('since', 'A time in the past.');
  if (which !== 'dead' && which !== 'all') throw invalid('which', 'One of dead, all.');
  const range = { since, onlyDead: which === 'dead' };
  const order = { actor: actorOf(caller), nowMs };
  const replayed = await replayRange(pool, merchantOf(caller), range, order);
  onWebhooks();
  return { replayed };
}
