/** The whole gateway with two merchants who know nothing of each other, a friend of both, and a way to ask it anything. */
import { generateKeyPairSync } from 'node:crypto';
import { systemClock } from '../../../src/kit/clock.ts';
import { setExchangeRate } from '../../../src/merchants/exchange-rates.ts';
import { createDaraja } from '../../../src/providers/daraja/daraja.ts';
import { createSandboxCollections } from '../../../src/providers/sandbox-bank/collections.ts';
import { createSandboxCards } from '../../../src/providers/sandbox-cards/sandbox-cards.ts';
import { createApiKey } from '../../../src/identity/api-keys.ts';
import { operator } from '../../sandbox-mpesa/mpesa-process.ts';
import { openWholeGateway, type WholeGateway } from '../whole-gateway.ts';
import { signed } from '../xpayout/gateway.ts';
import { call as callXprizo } from '../xprizo/gateway.ts';
import { approvalKeyOf, newReference, openOwner, spentReference, type Owner } from './owners.ts';
import type { Filled, Kind, Place } from './requests.ts';

export interface WallsWorld {
  readonly gateway: WholeGateway;
  readonly url: string;
  readonly mine: Owner;
  readonly theirs: Owner;
  readonly friend: Owner;
  /** What belongs to the caller: anew where a call uses it up. */
  mineAt(place: Place): Promise<string | number>;
  /** What belongs to somebody who is not the caller. */
  theirsAt(place: Place): Promise<string | number>;
  close(): Promise<void>;
}

/** Nothing answers there: what is handed to a provider stays open. */
const nowhere = 'http://127.0.0.1:9';

export async function openWallsWorld(): Promise<WallsWorld> {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const short = { timeoutMs: 200, apiKey: 'key', callbackSecret: 'secret', url: nowhere };
  const daraja = createDaraja({
    ...{ ...operator, ...short, callbackUrl: `${nowhere}/callbacks`, clock: systemClock },
    ...{ certificate: publicKey.export({ type: 'spki', format: 'pem' }) },
    answerWithinMs: 200,
  });
  const gateway = await openWholeGateway({
    collections: createSandboxCollections({ ...short, payeeVpa: 'hundi@sandbox' }),
    cards: createSandboxCards({ ...short, authoriseTimeoutMs: 200 }),
    ...{ mobileProvider: daraja.payouts, prompts: daraja.collections },
  });
  for (const [from, into] of [['INR', 'USD'] as const, ['USD', 'INR'] as const])
    await setExchangeRate(
      gateway.app.pool,
      { from, into, rate: from === 'INR' ? '0.0125' : '80', spreadBasisPoints: 0 },
      { actor: 'test', nowMs: Date.now() },
    );
  const friend = await openOwner(gateway, 'Friend of Both', 1);
  const mine = await openOwner(gateway, 'Mine', 2, friend);
  const theirs = await openOwner(gateway, secretName, 9, friend);
  return {
    ...{ gateway, url: gateway.url, mine, theirs, friend, close: () => gateway.close() },
    mineAt: ({ kind }) => freshOf(gateway, mine, friend, kind),
    theirsAt: ({ kind }) =>
      kind === 'new reference'
        ? spentReference(gateway, theirs)
        : Promise.resolve(theirs.ids[kind] ?? ''),
  };
}

export const secretName = 'Zamindar and Daughters';

async function freshOf(
  gateway: WholeGateway,
  mine: Owner,
  friend: Owner,
  kind: Kind,
): Promise<string | number> {
  switch (kind) {
    case 'new reference':
      return newReference();
    case 'approval key':
      return approvalKeyOf(gateway, mine.ids, friend);
    case 'payer':
      return friend.xoompe.email;
    case 'payer wallet':
      return friend.ids['INR wallet'] ?? 0;
    case 'refresh token': {
      const login = JSON.stringify(mine.xoompe);
      const headers = { 'content-type': 'application/json' };
      const url = `${gateway.url}/XoomPeAPI/token`;
      const reply = await fetch(url, { method: 'POST', headers, body: login });
      return ((await reply.json()) as { refreshToken: string }).refreshToken;
    }
    case 'key number': {
      const order = { ...mine, actor: 'test', nowMs: Date.now() };
      const words = { name: 'to be changed', description: '' };
      return (await createApiKey(gateway.app.pool, order, words)).keyNo;
    }
    case 'deposit key':
      return depositKeyOf(gateway, mine);
    default: {
      const id = mine.ids[kind];
      if (id === undefined)
        throw new Error(`Nobody has a ${kind} (test/dialects/walls/owners.ts).`);
      return id;
    }
  }
}

async function depositKeyOf(gateway: WholeGateway, { xprizo, ids }: Owner): Promise<string> {
  const body = {
    ...{ accountId: ids['INR wallet'], reference: newReference(), amount: 100, type: 1 },
    ...{ currencyCode: 'INR', customer: 'Ravi Kumar', redirect: 'https://shop.example/back' },
    customerData: { address: { countryCode: 'IN' } },
  };
  const made = await callXprizo(gateway, xprizo, '/Transaction/UpiDeposit', { body });
  return (made.body as { key: string }).key;
}

/** An id of the right shape that nobody has. */
export function nobodysAt(
  { kind }: Place,
  { theirs }: Pick<WallsWorld, 'theirs'>,
): string | number {
  const last = (kind: Kind) => String(theirs.ids[kind]).slice(0, -2);
  switch (kind) {
    case 'INR wallet':
    case 'USD wallet':
    case 'KES wallet':
      return 987_654_321;
    case 'entry':
      return '987654321000000001';
    case 'transaction':
      return 987_654_321;
    case 'profile':
    case 'key number':
      return 98_765;
    case 'approval key':
    case 'number':
    case 'gateway number':
      return `${last(kind)}ZZ`;
    case 'e-mail':
      return 'nobody@merchant.example';
    default:
      return newReference();
  }
}

export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

/** What proves who calls, whatever the contract is. */
export interface Credentials {
  readonly token?: string;
  readonly xpayout?: { readonly apiKey: string; readonly apiSecret: string };
  readonly apiKey?: string;
  readonly bearer?: string;
  /** XPayout: when it is signed. */
  readonly atMs?: number;
}

export function credentialsOf({ token, xpayout, xprizo }: Owner): Credentials {
  return { token, xpayout, apiKey: xprizo.apiKey };
}

/** `more` stands behind the query as it is. */
export async function ask(
  url: string,
  asked: Filled & { readonly text?: string; readonly more?: string },
  by: Credentials,
): Promise<Answer> {
  const { method, path, query, body, more = '' } = asked;
  const text = asked.text ?? (body && JSON.stringify(body));
  const search = `${new URLSearchParams(query).toString()}${more}`;
  const response = await fetch(`${url}${path}${search === '' ? '' : `?${search}`}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(text !== undefined && { 'content-type': 'application/json' }),
      ...headersOf(path, method, query['route'], text, by),
    },
    ...(text !== undefined && { body: text }),
  });
  const { status, headers } = response;
  return { status, type: headers.get('content-type'), text: await response.text() };
}

function headersOf(
  path: string,
  method: string,
  route: string | undefined,
  body: string | undefined,
  { token, xpayout, apiKey, bearer = token, atMs = Date.now() }: Credentials,
): Record<string, string> {
  if (path.startsWith('/XoomPeAPI'))
    return bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
  if (path.startsWith('/api/'))
    return {
      // The one before, where a call sets a new one.
      'x-approval-pin': '1234',
      ...(apiKey !== undefined && { 'x-api-key': apiKey }),
      ...(bearer !== undefined && bearer !== token && { authorization: `Bearer ${bearer}` }),
    };
  if (xpayout === undefined || route === undefined) return {};
  const sent = { route, method: method as 'GET' | 'POST', body, atMs };
  return { ...signed(xpayout, sent).headers };
}
