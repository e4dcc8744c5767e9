/** The XPayout contract: HMAC orders, all of them behind `?route=` of one odd path and its aliases. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { withBody } from '../../http/bodies-of-get.ts';
import type { CallHandler, Call as HttpCall, Reply } from '../../http/direct.ts';
import type { Door } from '../../http/door.ts';
import { knownMethods, methodRefused } from '../../http/other-methods.ts';
import { queryOf } from '../../http/query.ts';
import { sendFile } from '../../http/send-file.ts';
import { sendAnswer, sendJson } from '../../http/send.ts';
import { DomainError } from '../../kit/errors.ts';
import { createOrder } from './create-order.ts';
import { refusal } from './errors.ts';
import { admit, type Call } from './gate.ts';
import { sitemap } from './pages.ts';
import type { XpayoutParts } from './parts.ts';
import { merchantRoutes, orders, publicRoutes, type PublicRoute } from './routes.ts';

/** The published one. Without a route it is what its name says. */
const sitemapPath = '/sitemap.xml';
const paths = [sitemapPath, '/', '/index.php', '/xpayout'] as const;

/** Owns the root, and with it every path that no other door owns. */
export function xpayoutDoor(parts: XpayoutParts): Door {
  const serve = serverOf(parts);
  const takeOrder = directOrders(parts);
  return {
    basePath: '/',
    addRoutes: (app) => {
      for (const url of paths)
        app.route({
          method: knownMethods,
          url,
          handler: (request, reply) => serve(url, request, reply),
        });
    },
    direct: Object.fromEntries(
      paths.map((path) => [`${path.slice(1)}?route=${orders.route}`, takeOrder]),
    ),
    refuse: refusal,
  };
}

/** An order with nothing in its query but the route. */
function directOrders(parts: XpayoutParts): CallHandler {
  const query = new Map([['route', orders.route]]);
  const work = createOrder(parts);
  const answer = async (request: HttpCall, reply: Reply): Promise<void> => {
    try {
      const call = { request, query };
      const caller = await admit(parts, orders, call);
      const { status, body } = await work(caller, call);
      sendJson(reply, status, {}, body);
    } catch (error) {
      reply.send(error instanceof Error ? error : new DomainError('service.internal'));
    }
  };
  return (request, reply) => void answer(request, reply);
}

type Serve = (
  path: (typeof paths)[number],
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply>;

function serverOf(parts: XpayoutParts): Serve {
  const forMerchants = merchantRoutes(parts);
  const forEverybody = publicRoutes(parts);
  return async (path, request, reply) => {
    const call: Call = { request, query: queryOf(request.raw.url ?? '') };
    const name = call.query.get('route') ?? '';
    const isSitemap = path === sitemapPath && !call.query.has('route');
    const open = isSitemap ? sitemapFor(request, parts) : forEverybody.get(name);
    if (open !== undefined) {
      refuseUnless(open.method === 'GET' ? ['GET', 'HEAD'] : [open.method], request, reply);
      sendAnswer(reply, await open.serve(call));
      return reply;
    }
    const route = forMerchants.get(name);
    if (route === undefined) throw new DomainError('request.route_unknown');
    refuseUnless([route.method], request, reply);
    const whole: Call = { ...call, request: await withBody(request) };
    const caller = await admit(parts, { route: name, parameters: route.parameters }, whole);
    const answer = await route.work(caller, whole);
    if ('contentType' in answer) sendFile(reply, {}, answer);
    else sendJson(reply, answer.status, {}, answer.body);
    return reply;
  };
}

function sitemapFor(request: FastifyRequest, parts: Pick<XpayoutParts, 'isSecure'>): PublicRoute {
  return { method: 'GET', serve: () => sitemap(originOf(request, parts)) };
}

function refuseUnless(
  taken: readonly string[],
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  if (!taken.includes(request.method)) throw methodRefused(reply, taken);
}

/** A host that is none is not repeated. */
function originOf({ host }: FastifyRequest, { isSecure }: Pick<XpayoutParts, 'isSecure'>): string {
  return `${isSecure ? 'https' : 'http'}://${/^[A-Za-z0-9.:[\]-]{1,255}$/.test(host) ? host : 'localhost'}`;
}
