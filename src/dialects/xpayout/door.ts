/** The XPayout contract: HMAC orders, all of them behind `?route=` of one odd path and its aliases. */
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { Door, HttpAnswer } from '../../http/door.ts';
import { commonHeaders, sendJson } from '../../http/send.ts';
import { DomainError } from '../../kit/errors.ts';
import { refusal } from './errors.ts';
import { admit } from './gate.ts';
import { documentation, sitemap } from './pages.ts';
import type { XpayoutParts } from './parts.ts';
import { queryOf } from './query.ts';
import { merchantRoutes, type MerchantRoute } from './routes.ts';

/** The first is the published one. */
const paths = ['/sitemap.xml', '/', '/index.php', '/xpayout'] as const;
const methods: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Owns the root, and with it every path that no other door owns. */
export function xpayoutDoor(parts: XpayoutParts): Door {
  const routes = merchantRoutes(parts);
  return {
    basePath: '/',
    addRoutes: (app) => {
      for (const path of paths) addPath(app, path, parts, routes);
    },
    refuse: refusal,
  };
}

function addPath(
  app: FastifyInstance,
  url: (typeof paths)[number],
  parts: XpayoutParts,
  routes: ReadonlyMap<string, MerchantRoute>,
): void {
  app.route({
    method: methods,
    url,
    handler: async (request, reply) => {
      const query = queryOf(request.raw.url ?? '');
      const name = query.get('route');
      if (name === undefined && url === '/sitemap.xml') {
        refuseUnless('GET', request, reply);
        return sendPage(reply, sitemap(originOf(request)));
      }
      if (name === 'docs') {
        refuseUnless('GET', request, reply);
        return sendPage(reply, documentation(parts.brand));
      }
      const route = name === undefined ? undefined : routes.get(name);
      if (name === undefined || route === undefined) throw new DomainError('request.route_unknown');
      refuseUnless(route.method, request, reply);
      const call = { request, query };
      const caller = await admit(parts, { route: name, parameters: route.parameters }, call);
      const { status, body } = await route.work(caller, call);
      sendJson(reply, status, {}, body);
      return reply;
    },
  });
}

function refuseUnless(method: 'GET' | 'POST', request: FastifyRequest, reply: FastifyReply): void {
  if (request.method === method) return;
  void reply.header('allow', method);
  throw new DomainError('request.method_not_allowed');
}

function sendPage(reply: FastifyReply, page: HttpAnswer): FastifyReply {
  reply.statusCode = page.status;
  return reply.headers(commonHeaders).headers(page.headers).send(page.body);
}

/** A host that is none is not repeated. */
function originOf({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${/^[A-Za-z0-9.:[\]-]{1,255}$/.test(host) ? host : 'localhost'}`;
}
