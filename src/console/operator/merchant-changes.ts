/** What one person may change of a merchant by itself. Prices, limits and who may call take two: see the drafts. */
import {
  disableMerchant,
  enableMerchant,
  endSessions,
  setApiAccess,
  setNearDuplicateGuard,
  type ChangeOrder,
} from '../../merchants/change-merchant.ts';
import {
  registerAddresses,
  removeAddresses,
  setHmacMode,
  setXpayoutApi,
} from '../../merchants/change-xpayout-access.ts';
import type { MerchantView } from '../../merchants/merchant.ts';
import { hmacModes } from '../../merchants/xpayout-access.ts';
import { openWalletIn } from '../../payments/open-wallets.ts';
import { currencies } from '../../kit/money.ts';
import { invalidField, textIn } from '../fields.ts';
import type { OperatorRoute, RouteRequest } from '../route.ts';
import type { OperatorDeps } from './deps.ts';
import { merchantAnswer } from './merchant-answer.ts';
import { merchantNamed, orderOf, orMissing } from './merchant-named.ts';

type Change = (
  order: ChangeOrder,
  request: RouteRequest,
  merchant: MerchantView,
) => Promise<unknown>;

export function merchantChangeRoutes({ pool }: OperatorDeps): readonly OperatorRoute[] {
  const changes: Readonly<Record<string, Change>> = {
    status: (order, { body }) =>
      flagIn(body, 'active') ? enableMerchant(pool, order) : disableMerchant(pool, order),
    'sessions/end': (order) => endSessions(pool, order),
    'api-access': (order, { body }) => setApiAccess(pool, order, flagIn(body, 'on')),
    guard: (order, { body }) => setNearDuplicateGuard(pool, order, flagIn(body, 'on')),
    'xpayout/api': (order, { body }) => setXpayoutApi(pool, order, flagIn(body, 'on')),
    'xpayout/hmac': (order, { body }, { environment }) =>
      setHmacMode(pool, { ...order, environment }, modeIn(textIn(body, 'mode'))),
    'xpayout/addresses': (order, { body }) =>
      registerAddresses(pool, order, listIn(body, 'addresses')),
    'xpayout/addresses/remove': (order, { body }) =>
      removeAddresses(pool, order, listIn(body, 'addresses')),
    wallets: async (order, { body }) => {
      const currency = currencies.find((each) => each === body['currency']);
      if (currency === undefined || currency === 'USDT')
        throw invalidField('currency', 'There are no wallets in this currency.');
      await openWalletIn(pool, order, currency);
      return true;
    },
  };
  return Object.entries(changes).map(([path, change]) => ({
    method: 'POST',
    path: `/merchants/:merchantId/${path}`,
    permission: 'merchants.change',
    stepUp: true,
    ids: { merchantId: 'merchant' },
    handle: async (request) => {
      const merchant = await merchantNamed(pool, request);
      const { merchantId, actor, nowMs } = orderOf(merchant, request);
      const changed = await change({ merchantId, actor, nowMs }, request, merchant);
      orMissing(changed, 'The merchant has no XPayout key yet.');
      return merchantAnswer(pool, await merchantNamed(pool, request));
    },
  }));
}

type Body = RouteRequest['body'];

function flagIn(body: Body, name: string): boolean {
  const value = body[name];
  if (typeof value !== 'boolean') throw invalidField(name, 'Yes or no.');
  return value;
}

function listIn(body: Body, name: string): readonly string[] {
  const value: unknown = body[name];
  const isList = Array.isArray(value) && value.length > 0 && value.length <= 100;
  if (!isList || value.some((each) => typeof each !== 'string'))
    throw invalidField(name, 'Say which addresses.');
  return value.map((each) => String(each).trim());
}

function modeIn(text: string) {
  const mode = hmacModes.find((each) => each === text);
  if (mode === undefined) throw invalidField('mode', `One of ${hmacModes.join(', ')}.`);
  return mode;
}
