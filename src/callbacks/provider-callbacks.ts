/** Where providers call us: the signature is checked over the raw bytes, the news is committed, and only then answered. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Door } from '../http/door.ts';
import { sendJson } from '../http/send.ts';
import type { Clock } from '../kit/clock.ts';
import type { ErrorCode } from '../kit/errors.ts';
import { failpoint } from '../kit/failpoint.ts';
import { applyCollection, type CollectionDeps } from '../payments/apply-collection.ts';
import { applyNews, type NewsDeps } from '../payments/apply-news.ts';
import type { Collections } from '../payments/ask-collection.ts';
import { takeCollectionHint, takePayoutHint } from '../payments/take-hint.ts';
import { takeRefundAnswer } from '../payments/take-refund.ts';
import type { CollectionProvider } from '../providers/collection.ts';
import type { PayoutProvider } from '../providers/provider.ts';

export interface CallbackDeps extends NewsDeps {
  readonly clock: Clock;
  /** Called when a payout should be asked about now. */
  readonly onHint?: () => void;
  /** Who pays to mobile numbers; absent where nobody does. */
  readonly mobileProvider?: PayoutProvider | undefined;
  /** Absent where there are no pay-ins. */
  readonly collections?: (CollectionDeps & { readonly providers: Collections }) | undefined;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

interface CallbackAnswer {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}

/** `path`: what stands behind the provider's name, without the slash between; '' when nothing does. */
type Take = (headers: Headers, rawBody: Buffer, path: string) => Promise<CallbackAnswer>;

/** `POST /callbacks/<provider>`, and whatever a provider that does not sign has been told to put behind it. A provider that gets no 2xx sends its news again. */
export function callbackDoor(deps: CallbackDeps): Door {
  return {
    basePath: '/callbacks',
    addRoutes: (app) => {
      for (const [name, take] of takersOf(deps)) addRoute(app, name, take);
    },
    refuse: (error) => ({
      status: statuses[error.code] ?? 503,
      headers: { 'retry-after': '2' },
      body: JSON.stringify({ error: error.message }),
    }),
  };
}

/** What would be no better the next time. */
const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  'request.route_unknown': 404,
  'request.unsupported_type': 415,
};

/** For a door of its own that providers may be told to call instead. Undefined when there is no such provider. */
export function callbackTaker(
  deps: CallbackDeps,
): (provider: string, headers: Headers, rawBody: Buffer) => Promise<CallbackAnswer | undefined> {
  const takers = takersOf(deps);
  return async (provider, headers, rawBody) => takers.get(provider)?.(headers, rawBody, '');
}

function takersOf(deps: CallbackDeps): ReadonlyMap<string, Take> {
  const { collections, clock, provider, mobileProvider } = deps;
  const takers = new Map([[provider.name, takePayoutNews(deps)]]);
  if (mobileProvider !== undefined)
    takers.set(mobileProvider.name, takePayoutNews({ ...deps, provider: mobileProvider }));
  for (const each of collections?.providers.values() ?? [])
    if (collections !== undefined)
      takers.set(each.name, takeCollectionNews(collections, each, clock));
  return takers;
}

function addRoute(app: FastifyInstance, name: string, take: Take): void {
  const handle = async (request: FastifyRequest, reply: FastifyReply) => {
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const { '*': path = '' } = request.params as { readonly '*'?: string };
    const { status, body } = await take(request.headers, rawBody, path);
    sendJson(reply, status, {}, body);
    return reply;
  };
  app.post(`/${name}`, handle);
  app.post(`/${name}/*`, handle);
}

function takePayoutNews(deps: CallbackDeps): Take {
  return async (headers, rawBody, path) => {
    const at = deps.clock.now();
    const reading = deps.provider.readCallback(headers, rawBody, at.getTime(), path);
    if (reading.kind === 'refused') return refusal(reading.reason);
    if (reading.kind === 'taken') return receipt(true);
    if (reading.kind === 'hint') {
      const isOurs = await takePayoutHint(deps, reading.reference, at);
      if (isOurs) deps.onHint?.();
      return receipt(isOurs);
    }
    failpoint('callback.before_commit');
    const answer = await applyNews(deps, reading.news, 'callback', at);
    failpoint('callback.after_commit_before_reply');
    return receipt(answer !== undefined);
  };
}

function takeCollectionNews(
  collections: CollectionDeps,
  provider: CollectionProvider,
  clock: Clock,
): Take {
  return async (headers, rawBody, path) => {
    const at = clock.now();
    const reading = provider.readCallback(headers, rawBody, at.getTime(), path);
    if (reading.kind === 'refused') return refusal(reading.reason);
    if (reading.kind === 'taken') return receipt(true);
    if (reading.kind === 'hint')
      return receipt(await takeCollectionHint(collections, provider, reading, at));
    if (reading.kind === 'refund')
      return receipt(await takeRefundAnswer(collections, provider.name, reading, at));
    failpoint('collection.before_commit');
    const answer = await applyCollection(collections, provider.name, reading.news, 'callback', at);
    failpoint('collection.after_commit_before_reply');
    return receipt(answer !== undefined);
  };
}

function refusal(reason: 'signature' | 'malformed'): CallbackAnswer {
  return { status: reason === 'signature' ? 401 : 400, body: JSON.stringify({ error: reason }) };
}

/** `isOurs`: it is about a reference that we made. */
function receipt(isOurs: boolean): CallbackAnswer {
  return { status: isOurs ? 200 : 404, body: JSON.stringify({ ok: isOurs }) };
}
