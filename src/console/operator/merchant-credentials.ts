/** Keys and secrets of a merchant: made, replaced with an overlap, shown once. */
import { randomBytes } from 'node:crypto';
import { createApiKey, deleteApiKey } from '../../identity/api-keys.ts';
import { issueApiCredential } from '../../identity/api-credentials.ts';
import { createCredential, rotateCredential } from '../../identity/credentials.ts';
import { JsonNumber } from '../../kit/json.ts';
import { listEndpoints, rotateEndpointSecret, setEndpoint } from '../../merchants/endpoints.ts';
import type { MerchantView } from '../../merchants/merchant.ts';
import { checkDestination } from '../../webhooks/destination.ts';
import { newWebhookSecret } from '../../webhooks/sign.ts';
import type { IssuedAnswer } from '../answers/merchants.ts';
import { invalidField, optionalTextIn, textIn } from '../fields.ts';
import type { OperatorRoute, RouteRequest } from '../route.ts';
import type { OperatorDeps } from './deps.ts';
import { merchantNamed, orderOf, orMissing } from './merchant-named.ts';

const hourMs = 3_600_000;
const mostOverlapHours = 720;

type Issue = (merchant: MerchantView, request: RouteRequest) => Promise<IssuedAnswer | undefined>;

export function merchantCredentialRoutes(deps: OperatorDeps): readonly OperatorRoute[] {
  const { pool } = deps;
  const { sealer } = deps.people;
  const issues: Readonly<Record<string, Issue>> = {
    'credentials/xoompe': async (merchant, request) => {
      const overlapMs = overlapIn(request);
      const order = orderOf(merchant, request);
      const made = await (overlapMs === undefined
        ? createCredential(pool, order)
        : rotateCredential(pool, { ...order, overlapMs }));
      return issued(request, overlapMs, {
        'XoomPe client id': made.clientId,
        'XoomPe client secret': made.clientSecret,
      });
    },
    'credentials/xpayout': async (merchant, request) => {
      const overlapMs = overlapIn(request);
      const order = { ...orderOf(merchant, request), sealer, overlapMs: overlapMs ?? 0 };
      const made = await issueApiCredential(pool, order);
      const secrets = { 'XPayout API key': made.apiKey, 'XPayout API secret': made.apiSecret };
      return issued(request, overlapMs, secrets);
    },
    'credentials/xprizo': async (merchant, request) => {
      const name = optionalTextIn(request.body, 'name', 50) || 'console';
      const order = orderOf(merchant, request);
      const made = await createApiKey(pool, order, { name, description: '' });
      return issued(request, undefined, { 'Xprizo API key': made.apiKey });
    },
    webhook: async (merchant, request) => {
      const url = textIn(request.body, 'url', 2_000);
      const checked = checkDestination(url, deps.environment === 'sandbox');
      if (!checked.ok) throw invalidField('url', checked.reason);
      const change = { ...orderOf(merchant, request), ...secretOf(sealer), url };
      const { secret } = await setEndpoint(pool, merchant.merchantId, change);
      return issued(request, undefined, { 'Webhook secret': secret });
    },
    'webhook/rotate': async (merchant, request) => {
      const { merchantId } = merchant;
      const overlapMs = overlapIn(request) ?? 24 * hourMs;
      const [endpoint] = await listEndpoints(pool, merchantId);
      if (endpoint === undefined) return undefined;
      const change = { ...orderOf(merchant, request), ...secretOf(sealer), overlapMs };
      const made = await rotateEndpointSecret(pool, merchantId, endpoint.endpointId, change);
      return made && issued(request, overlapMs, { 'Webhook secret': made.secret });
    },
  };
  const routes = Object.entries(issues).map(([path, issue]): OperatorRoute => ({
    method: 'POST',
    path: `/merchants/:merchantId/${path}`,
    permission: 'credentials.issue',
    stepUp: true,
    ids: { merchantId: 'merchant' },
    handle: async (request) =>
      orMissing(
        await issue(await merchantNamed(pool, request), request),
        'The merchant has no webhook yet.',
      ),
  }));
  return [...routes, removeKey(deps)];
}

function removeKey({ pool }: OperatorDeps): OperatorRoute {
  return {
    method: 'DELETE',
    path: '/merchants/:merchantId/credentials/xprizo/:keyNo',
    permission: 'credentials.issue',
    stepUp: true,
    ids: { merchantId: 'merchant', keyNo: 'credential' },
    handle: async (request) => {
      const merchant = await merchantNamed(pool, request);
      const keyNo = /^\d{1,6}$/.test(request.params['keyNo'] ?? '') ? request.params['keyNo'] : '0';
      const order = orderOf(merchant, request);
      const isGone = await deleteApiKey(pool, order, parseInt(keyNo ?? '0', 10));
      orMissing(isGone ? true : undefined, 'There is no such key.');
    },
  };
}

function secretOf(sealer: OperatorDeps['people']['sealer']) {
  return { sealer, newSecret: () => newWebhookSecret(randomBytes) };
}

/** In ms; undefined: it replaces nothing. */
function overlapIn({ body }: RouteRequest): number | undefined {
  const hours = body['overlapHours'];
  if (hours === undefined || hours === null) return undefined;
  const text = hours instanceof JsonNumber ? hours.text : '';
  if (!/^\d{1,3}$/.test(text) || parseInt(text, 10) > mostOverlapHours)
    throw invalidField('overlapHours', `Whole hours from 0 to ${String(mostOverlapHours)}.`);
  return parseInt(text, 10) * hourMs;
}

function issued(
  { nowMs }: RouteRequest,
  overlapMs: number | undefined,
  secrets: Readonly<Record<string, string>>,
): IssuedAnswer {
  return {
    secrets: Object.entries(secrets).map(([name, value]) => ({ name, value })),
    oldEndsAt: overlapMs === undefined ? null : new Date(nowMs + overlapMs).toISOString(),
  };
}
