/** Where a merchant's system hears of payments: the URL behind the walls, its secret, and what was sent there. */
import { randomBytes } from 'node:crypto';
import { DomainError } from '../../kit/errors.ts';
import type { MerchantId } from '../../kit/ids.ts';
import {
  disableEndpoint,
  enableEndpoint,
  listEndpoints,
  rotateEndpointSecret,
  setEndpoint,
  type EndpointView,
} from '../../merchants/endpoints.ts';
import { sendPing } from '../../webhooks/replay.ts';
import { newWebhookSecret } from '../../webhooks/sign.ts';
import type {
  EndpointsAnswer,
  EndpointSecretAnswer,
  PingAnswer,
} from '../answers/merchant-webhooks.ts';
import { merchantOf, type RouteRequest, type TeamRoute } from '../route.ts';
import { actorOf } from './actor.ts';
import type { TeamDeps } from './deps.ts';
import { isoOf } from './present.ts';
import { invalid, textOf } from './reading.ts';

const hourMs = 3_600_000;
const mostOverlapHours = 168;

export function webhookRoutes(deps: TeamDeps): readonly TeamRoute[] {
  const path = '/webhooks/endpoint';
  const permission = 'webhooks.change';
  const post = { method: 'POST', permission } as const;
  return [
    { method: 'GET', path, permission: 'webhooks.read', handle: (ask) => show(deps, ask) },
    { method: 'PUT', path, permission, stepUp: true, handle: (ask) => setUrl(deps, ask) },
    { ...post, path: `${path}/secret`, stepUp: true, handle: (ask) => rotate(deps, ask) },
    { ...post, path: `${path}/status`, handle: (ask) => setStatus(deps, ask) },
    { ...post, path: `${path}/ping`, handle: (ask) => ping(deps, ask) },
  ];
}

async function show({ pool }: TeamDeps, { caller }: RouteRequest): Promise<EndpointsAnswer> {
  const [endpoint] = await listEndpoints(pool, merchantOf(caller));
  if (endpoint === undefined) return { endpoint: null };
  const { endpointId, url, status, failingSince, updatedAt } = endpoint;
  return {
    endpoint: {
      ...{ endpointId, url, status },
      failingSince: isoOf(failingSince),
      updatedAt: updatedAt.toISOString(),
    },
  };
}

/** A new URL gets a new secret: whoever had the old one has no part in it. */
async function setUrl(
  deps: TeamDeps,
  { caller, body, nowMs }: RouteRequest,
): Promise<EndpointSecretAnswer> {
  const url = textOf(body, 'url', 2_048);
  const judged = deps.checkUrl(url);
  if (!judged.ok) throw invalid('url', judged.reason);
  return setEndpoint(deps.pool, merchantOf(caller), {
    ...secretChange(deps, actorOf(caller), nowMs),
    url,
  });
}

async function rotate(
  deps: TeamDeps,
  { caller, body, nowMs }: RouteRequest,
): Promise<EndpointSecretAnswer> {
  const merchantId = merchantOf(caller);
  const overlapHours = overlapOf(body['overlapHours']);
  const { endpointId } = await endpointOf(deps, merchantId);
  const rotated = await rotateEndpointSecret(deps.pool, merchantId, endpointId, {
    ...secretChange(deps, actorOf(caller), nowMs),
    overlapMs: overlapHours * hourMs,
  });
  if (rotated === undefined) throw new DomainError('console.not_found');
  return rotated;
}

/** Text, as every number of a form: no number of JSON is read as one. */
function overlapOf(value: unknown): number {
  const hours = typeof value === 'string' && /^\d{1,3}$/.test(value) ? parseInt(value, 10) : NaN;
  if (!(hours <= mostOverlapHours))
    throw invalid('overlapHours', `Whole hours from 0 to ${String(mostOverlapHours)}.`);
  return hours;
}

async function setStatus(deps: TeamDeps, { caller, body, nowMs }: RouteRequest): Promise<void> {
  const merchantId = merchantOf(caller);
  const status = textOf(body, 'status', 20);
  if (status !== 'active' && status !== 'disabled')
    throw invalid('status', 'One of active, disabled.');
  const { endpointId } = await endpointOf(deps, merchantId);
  const change = { actor: actorOf(caller), nowMs, reason: 'By the merchant.' };
  const isDone =
    status === 'active'
      ? await enableEndpoint(deps.pool, merchantId, endpointId, change)
      : await disableEndpoint(deps.pool, merchantId, endpointId, change);
  if (!isDone)
    throw new DomainError('console.conflict', { reason: `The URL is ${status} already.` });
  deps.onWebhooks();
}

async function ping(deps: TeamDeps, { caller, nowMs }: RouteRequest): Promise<PingAnswer> {
  const merchantId = merchantOf(caller);
  const { endpointId, status } = await endpointOf(deps, merchantId);
  if (status !== 'active')
    throw new DomainError('console.conflict', { reason: 'The URL is switched off.' });
  const order = { actor: actorOf(caller), nowMs };
  const deliveryId = await sendPing(deps.pool, merchantId, endpointId, order);
  deps.onWebhooks();
  return { deliveryId };
}

async function endpointOf({ pool }: TeamDeps, merchantId: MerchantId): Promise<EndpointView> {
  const [endpoint] = await listEndpoints(pool, merchantId);
  if (endpoint === undefined)
    throw new DomainError('console.conflict', { reason: 'There is no webhook URL yet.' });
  return endpoint;
}

function secretChange({ sealer }: TeamDeps, actor: string, nowMs: number) {
  return { actor, nowMs, sealer, newSecret: () => newWebhookSecret(randomBytes) };
}
