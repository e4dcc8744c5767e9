/** Keys of the Xprizo contract: as many as a merchant has programs, each with its days and its addresses. */
import {
  changeApiKey,
  createApiKey,
  deleteApiKey,
  setApiKeyAddress,
  type ApiKey,
  type ApiKeyOrder,
} from '../../identity/api-keys.ts';
import { DomainError } from '../../kit/errors.ts';
import { findMerchant } from '../../merchants/find-merchant.ts';
import type { ApiKeyAnswer, NewSecretAnswer } from '../answers/access.ts';
import { merchantOf, type RouteRequest, type TeamRoute } from '../route.ts';
import { actorOf } from './actor.ts';
import type { TeamDeps } from './deps.ts';
import { isoOf } from './present.ts';
import { instantOf, invalid, textOf } from './reading.ts';

export function apiKeyRoutes(deps: TeamDeps): readonly TeamRoute[] {
  const change = { permission: 'credentials.change', stepUp: true } as const;
  const path = '/access/xprizo/keys';
  const one = { ...change, ids: { keyNo: 'credential' } } as const;
  const addresses = `${path}/:keyNo/addresses`;
  return [
    { ...change, method: 'POST', path, handle: (ask) => make(deps, ask) },
    { ...one, method: 'PUT', path: `${path}/:keyNo`, handle: (ask) => set(deps, ask) },
    { ...one, method: 'DELETE', path: `${path}/:keyNo`, handle: (ask) => remove(deps, ask) },
    { ...one, method: 'POST', path: addresses, handle: (ask) => setAddress(deps, ask, true) },
    {
      ...one,
      method: 'POST',
      path: `${addresses}/remove`,
      handle: (ask) => setAddress(deps, ask, false),
    },
  ];
}

export function apiKeyAnswer({ createdAt, startsAt, endsAt, ...key }: ApiKey): ApiKeyAnswer {
  return {
    ...key,
    createdAt: createdAt.toISOString(),
    ...{ startsAt: isoOf(startsAt), endsAt: isoOf(endsAt) },
  };
}

async function make(
  { pool }: TeamDeps,
  { caller, body, nowMs }: RouteRequest,
): Promise<NewSecretAnswer> {
  const merchantId = merchantOf(caller);
  const name = textOf(body, 'name', 100);
  if (name === '') throw invalid('name', 'By which you know it again.');
  const description = textOf(body, 'description', 500);
  const merchant = await findMerchant(pool, merchantId);
  if (merchant?.status !== 'active') throw new DomainError('access.merchant_inactive');
  const { merchantNo } = merchant;
  const order = { merchantId, merchantNo, actor: actorOf(caller), nowMs };
  const { apiKey } = await createApiKey(pool, order, { name, description });
  return { name, secret: apiKey };
}

/** Everything that can be changed of a key, together; what is not named is lifted. */
async function set({ pool }: TeamDeps, request: RouteRequest): Promise<void> {
  const { body } = request;
  const { active } = body;
  if (typeof active !== 'boolean') throw invalid('active', 'Whether it is good at all.');
  const description = textOf(body, 'description', 500);
  const [startsAt, endsAt] = [dayOf(body, 'startsAt'), dayOf(body, 'endsAt')];
  if (startsAt !== null && endsAt !== null && startsAt >= endsAt)
    throw invalid('endsAt', 'It ends after it begins.');
  const changes = { description, active, startsAt, endsAt };
  orMissing(await changeApiKey(pool, orderOf(request), keyNoOf(request), changes));
}

async function setAddress(
  { pool }: TeamDeps,
  request: RouteRequest,
  isAllowed: boolean,
): Promise<void> {
  const address = textOf(request.body, 'address', 60);
  const order = orderOf(request);
  try {
    orMissing(await setApiKeyAddress(pool, order, keyNoOf(request), address, isAllowed));
  } catch (error) {
    if (error instanceof DomainError && error.code === 'request.invalid_fields')
      throw invalid('address', 'An IPv4 or IPv6 address, or a CIDR range.');
    throw error;
  }
}

async function remove({ pool }: TeamDeps, request: RouteRequest): Promise<void> {
  orMissing(await deleteApiKey(pool, orderOf(request), keyNoOf(request)));
}

function orderOf({ caller, nowMs }: RouteRequest): ApiKeyOrder {
  return { merchantId: merchantOf(caller), actor: actorOf(caller), nowMs };
}

/** Numbers of keys are counted within a merchant; 0 is none. */
function keyNoOf({ params }: RouteRequest): number {
  const text = params['keyNo'] ?? '';
  return /^\d{1,6}$/.test(text) ? parseInt(text, 10) : 0;
}

function dayOf(body: RouteRequest['body'], name: string): Date | null {
  const text = textOf(body, name, 40);
  return text === '' ? null : (instantOf({ [name]: text }, name) ?? null);
}

function orMissing(isDone: boolean): void {
  if (!isDone) throw new DomainError('console.not_found');
}
