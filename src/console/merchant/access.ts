/** By what a merchant's programs are known: credentials that are shown once, and addresses that wait for the operator. */
import { DomainError } from '../../kit/errors.ts';
import { listApiKeys } from '../../identity/api-keys.ts';
import { issueApiCredential } from '../../identity/api-credentials.ts';
import { rotateCredential } from '../../identity/credentials.ts';
import { listCredentials } from '../../identity/list-access.ts';
import { registerAddresses, removeAddresses } from '../../merchants/change-xpayout-access.ts';
import { findMerchant } from '../../merchants/find-merchant.ts';
import type { MerchantView } from '../../merchants/merchant.ts';
import { findXpayoutAccess, type XpayoutAccess } from '../../merchants/xpayout-access.ts';
import { readChecklist } from '../../merchants/xpayout-checklist.ts';
import type { AccessAnswer, NewSecretAnswer } from '../answers/access.ts';
import { merchantOf, type RouteRequest, type TeamRoute } from '../route.ts';
import { actorOf } from './actor.ts';
import { apiKeyAnswer, apiKeyRoutes } from './api-keys.ts';
import type { TeamDeps } from './deps.ts';
import { isoOf } from './present.ts';
import { invalid, textOf } from './reading.ts';

const overlapMs = 24 * 3_600_000;
const mostAddresses = 50;

export function accessRoutes(deps: TeamDeps): readonly TeamRoute[] {
  const change = { method: 'POST', permission: 'credentials.change' } as const;
  const rotate = { ...change, stepUp: true } as const;
  return [
    {
      method: 'GET',
      path: '/access',
      permission: 'credentials.read',
      handle: (ask) => show(deps, ask),
    },
    { ...rotate, path: '/access/client/rotate', handle: (ask) => rotateClient(deps, ask) },
    { ...rotate, path: '/access/xpayout/rotate', handle: (ask) => rotateXpayout(deps, ask) },
    { ...change, path: '/access/addresses', handle: (ask) => addAddress(deps, ask) },
    { ...change, path: '/access/addresses/remove', handle: (ask) => dropAddress(deps, ask) },
    ...apiKeyRoutes(deps),
  ];
}

async function show({ pool }: TeamDeps, { caller }: RouteRequest): Promise<AccessAnswer> {
  const merchantId = merchantOf(caller);
  const merchant = await findMerchant(pool, merchantId);
  const [credentials, access, checklist, keys] = await Promise.all([
    listCredentials(pool, merchantId),
    findXpayoutAccess(pool, merchantId),
    merchant && readChecklist(pool, merchant),
    listApiKeys(pool, merchantId),
  ]);
  return {
    credentials: credentials.map(({ clientId, createdAt, expiresAt }) => ({
      clientId,
      createdAt: createdAt.toISOString(),
      expiresAt: isoOf(expiresAt),
    })),
    allowedAddresses: merchant?.allowedAddresses ?? [],
    xpayout: access === undefined ? null : { ...xpayoutOf(access), checklist: checklist ?? [] },
    xprizo: { profileId: String(merchant?.merchantNo ?? ''), keys: keys.map(apiKeyAnswer) },
  };
}

function xpayoutOf(access: XpayoutAccess): Omit<NonNullable<AccessAnswer['xpayout']>, 'checklist'> {
  const { apiKey, hmacMode, apiEnabled, registeredAddresses, approvedAddresses } = access;
  return {
    ...{ apiKey, hmacMode, apiEnabled },
    addresses: registeredAddresses.map((address) => ({
      address,
      isApproved: approvedAddresses.includes(address),
    })),
  };
}

async function activeMerchant(
  { pool }: TeamDeps,
  { caller }: Pick<RouteRequest, 'caller'>,
): Promise<MerchantView> {
  const merchant = await findMerchant(pool, merchantOf(caller));
  if (merchant?.status !== 'active') throw new DomainError('access.merchant_inactive');
  return merchant;
}

/** The ones before it end after a day, so that the merchant can change over. */
async function rotateClient(deps: TeamDeps, asked: RouteRequest): Promise<NewSecretAnswer> {
  const { merchantId, merchantNo } = await activeMerchant(deps, asked);
  const order = { merchantId, merchantNo, actor: actorOf(asked.caller), nowMs: asked.nowMs };
  const { clientId, clientSecret } = await rotateCredential(deps.pool, { ...order, overlapMs });
  return { name: clientId, secret: clientSecret };
}

/** Who does not use the contract is let in by the operator, never by its own hand. */
async function rotateXpayout(deps: TeamDeps, asked: RouteRequest): Promise<NewSecretAnswer> {
  const { merchantId, merchantNo } = await activeMerchant(deps, asked);
  await accessOrRefuse(deps, merchantId);
  const { apiKey, apiSecret } = await issueApiCredential(deps.pool, {
    ...{ merchantId, merchantNo, actor: actorOf(asked.caller), nowMs: asked.nowMs },
    ...{ sealer: deps.sealer, overlapMs },
  });
  return { name: apiKey, secret: apiSecret };
}

async function accessOrRefuse({ pool }: TeamDeps, merchantId: string): Promise<XpayoutAccess> {
  const access = await findXpayoutAccess(pool, merchantId);
  if (access === undefined)
    throw new DomainError('console.conflict', { reason: 'There is no access to this API.' });
  return access;
}

/** It opens nothing until the operator approves it. */
async function addAddress(deps: TeamDeps, { caller, body, nowMs }: RouteRequest): Promise<void> {
  const merchantId = merchantOf(caller);
  const address = textOf(body, 'address', 60);
  const { registeredAddresses } = await accessOrRefuse(deps, merchantId);
  if (registeredAddresses.length >= mostAddresses)
    throw invalid('address', `At most ${String(mostAddresses)} addresses.`);
  await registerAddresses(deps.pool, { merchantId, actor: actorOf(caller), nowMs }, [address]);
}

async function dropAddress(deps: TeamDeps, { caller, body, nowMs }: RouteRequest): Promise<void> {
  const merchantId = merchantOf(caller);
  const address = textOf(body, 'address', 60);
  const { registeredAddresses } = await accessOrRefuse(deps, merchantId);
  if (!registeredAddresses.includes(address)) throw new DomainError('console.not_found');
  await removeAddresses(deps.pool, { merchantId, actor: actorOf(caller), nowMs }, [address]);
}
