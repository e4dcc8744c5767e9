/** The list of merchants, one of them, and a new one. */
import { randomBytes } from 'node:crypto';
import type { OwnerKind } from '../../merchants/merchant.ts';
import { onboardMerchant } from '../../payments/onboard-merchant.ts';
import { actorOf } from '../../people/person.ts';
import { platformId } from '../../merchants/audit.ts';
import { findListedMerchants } from '../../views/list-merchants.ts';
import { checkDestination } from '../../webhooks/destination.ts';
import { newWebhookSecret } from '../../webhooks/sign.ts';
import type { CreatedMerchantAnswer, MerchantAnswer, MerchantRow } from '../answers/merchants.ts';
import type { List } from '../answers/shared.ts';
import { optionalTextIn, textIn } from '../fields.ts';
import type { OperatorRoute } from '../route.ts';
import type { OperatorDeps } from './deps.ts';
import { merchantAnswer } from './merchant-answer.ts';
import { merchantNamed } from './merchant-named.ts';

const pageSize = 100;
const kinds: readonly (OwnerKind | undefined)[] = ['merchant', 'processing', 'user'];

export function merchantRoutes(deps: OperatorDeps): readonly OperatorRoute[] {
  const { pool } = deps;
  return [
    {
      method: 'GET',
      path: '/merchants',
      permission: 'merchants.read',
      handle: ({ query }): Promise<List<MerchantRow>> => listOf(deps, query),
    },
    {
      method: 'GET',
      path: '/merchants/:merchantId',
      permission: 'merchants.read',
      ids: { merchantId: 'merchant' },
      handle: async (request): Promise<MerchantAnswer> =>
        merchantAnswer(pool, await merchantNamed(pool, request)),
    },
    {
      method: 'POST',
      path: '/merchants',
      permission: 'merchants.change',
      stepUp: true,
      handle: async ({ body, caller, nowMs }): Promise<CreatedMerchantAnswer> => {
        const email = optionalTextIn(body, 'email', 254);
        const made = await onboardMerchant(
          {
            ...{ pool, sealer: deps.people.sealer, clock: { now: () => new Date(nowMs) } },
            checkUrl: (url) => checkDestination(url, deps.environment === 'sandbox'),
            newWebhookSecret: () => newWebhookSecret(randomBytes),
          },
          {
            ...{ name: textIn(body, 'name', 200), environment: deps.environment },
            ...(email !== '' && { email }),
            actor: actorOf(platformId, caller.personId),
          },
        );
        const { xoompe, xpayout, xprizo } = made;
        return {
          merchantId: made.merchantId,
          secrets: [
            { name: 'XoomPe client id', value: xoompe.clientId },
            { name: 'XoomPe client secret', value: xoompe.clientSecret },
            { name: 'XPayout API key', value: xpayout.apiKey },
            { name: 'XPayout API secret', value: xpayout.apiSecret },
            { name: 'Xprizo API key', value: xprizo.apiKey },
            { name: 'User name', value: xoompe.email },
            { name: 'Password', value: xoompe.password },
          ],
          oldEndsAt: null,
        };
      },
    },
  ];
}

async function listOf(
  { pool }: OperatorDeps,
  query: Readonly<Record<string, string>>,
): Promise<List<MerchantRow>> {
  const { q, status, kind, cursor } = query;
  const found = await findListedMerchants(pool, {
    text: q?.trim().slice(0, 100) || undefined,
    status: status === 'active' || status === 'disabled' ? status : undefined,
    kind: kinds.find((each) => each === kind),
    belowNo: cursor !== undefined && /^\d{1,9}$/.test(cursor) ? parseInt(cursor, 10) : undefined,
    limit: pageSize,
  });
  const rows = found.map(({ availableMinor, heldMinor, createdAt, ...merchant }) => ({
    ...merchant,
    available: { minor: String(availableMinor), currency: 'INR' },
    held: { minor: String(heldMinor), currency: 'INR' },
    createdAt: createdAt.toISOString(),
  }));
  const last = rows.at(-1);
  const isLast = rows.length < pageSize || last === undefined;
  return { rows, next: isLast ? null : String(last.merchantNo) };
}
