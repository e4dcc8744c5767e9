/** Where providers call us: the signature is checked over the raw bytes, the news is committed, and only then answered. */
import type { FastifyInstance } from 'fastify';
import type { Door } from '../http/door.ts';
import { sendJson } from '../http/send.ts';
import type { Clock } from '../kit/clock.ts';
import { failpoint } from '../kit/failpoint.ts';
import { applyCollection, type CollectionDeps } from '../payments/apply-collection.ts';
import { applyNews, type NewsDeps } from '../payments/apply-news.ts';

export interface CallbackDeps extends NewsDeps {
  readonly clock: Clock;
  /** Absent where there are no pay-ins. */
  readonly collections?: CollectionDeps | undefined;
}

/** `POST /callbacks/<provider>`. A provider that gets no 2xx sends its news again. */
export function callbackDoor(deps: CallbackDeps): Door {
  return {
    basePath: '/callbacks',
    addRoutes: (app) => {
      addRoute(app, deps);
      if (deps.collections !== undefined) addCollectionRoute(app, deps.collections, deps.clock);
    },
    refuse: (error) => ({
      status: error.code === 'request.route_unknown' ? 404 : 503,
      headers: { 'retry-after': '2' },
      body: JSON.stringify({ error: error.message }),
    }),
  };
}

function addRoute(app: FastifyInstance, deps: CallbackDeps): void {
  const { clock, provider } = deps;
  app.post(`/${provider.name}`, async (request, reply) => {
    const at = clock.now();
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const reading = provider.readCallback(request.headers, body, at.getTime());
    if (reading.kind === 'refused') {
      const status = reading.reason === 'signature' ? 401 : 400;
      sendJson(reply, status, {}, JSON.stringify({ error: reading.reason }));
      return reply;
    }
    failpoint('callback.before_commit');
    const answer = await applyNews(deps, reading.news, 'callback', at);
    failpoint('callback.after_commit_before_reply');
    sendJson(
      reply,
      answer === undefined ? 404 : 200,
      {},
      JSON.stringify({ ok: answer !== undefined }),
    );
    return reply;
  });
}

function addCollectionRoute(app: FastifyInstance, collections: CollectionDeps, clock: Clock): void {
  const { provider } = collections;
  app.post(`/${provider.name}`, async (request, reply) => {
    const at = clock.now();
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const reading = provider.readCallback(request.headers, body, at.getTime());
    if (reading.kind === 'refused') {
      const status = reading.reason === 'signature' ? 401 : 400;
      sendJson(reply, status, {}, JSON.stringify({ error: reading.reason }));
      return reply;
    }
    failpoint('collection.before_commit');
    const answer = await applyCollection(collections, reading.news, 'callback', at);
    failpoint('collection.after_commit_before_reply');
    const isOurs = answer !== undefined;
    sendJson(reply, isOurs ? 200 : 404, {}, JSON.stringify({ ok: isOurs }));
    return reply;
  });
}
