/** The XPayout contract: HMAC orders, all of them behind `?route=` of one odd path and its aliases. */
import type { FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { Door } from '../../http/door.ts';
import { queryOf } from '../../http/query.ts';
import { sendFile } from '../../http/send-file.ts';
import { sendAnswer, sendJson } from '../../http/send.ts';
import { DomainError } from '../../kit/errors.ts';
import { refusal } from './errors.ts';
import { admit, type Call } from './gate.ts';
import { sitemap } from './pages.ts';
import type { XpayoutParts } from './parts.ts';
import { merchantRoutes, publicRoutes, type PublicRoute } from './routes.ts';

/** The published one. Without a route it is what its name says. */
const sitemapPath = '/sitemap.xml';
const paths = [sitemapPath, '/', '/index.php', '/xpayout'] as const;
const methods: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Owns the root, and with it every path that no other door owns. */
export function xpayoutDoor(parts: XpayoutParts): Door {
  const serve = serverOf(parts);
  return {
    basePath: '/',
    addRoutes: (app) => {
      for (const url of paths)
        app.route({
          method: methods,
          url,
          handler: (request, reply) => serve(url, request, reply),
        });
    },
    refuse: refusal,
  };
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
    const open = isSitemap ? sitemapRoute : forEverybody.get(name);
    if (open !== undefined) {
      refuseUnless(open.method, request, reply);
      sendAnswer(reply, await open.serve(call));
      return reply;
    }
    const route = forMerchants.get(name);
    if (route === undefined) throw new DomainError('request.route_unknown');
    refuseUnless(route.method, request, reply);
    const caller = await admit(parts, { route: name, parameters: route.parameters }, call);
    const answer = await route.work(caller, call);
    if ('contentType' in answer) sendFile(reply, {}, answer);
    else sendJson(reply, answer.status, {}, answer.body);
    return reply;
  };
}

const sitemapRoute: PublicRoute = {
  method: 'GET',
  serve: ({ request }) => sitemap(originOf(request)),
};

function refuseUnless(method: 'GET' | 'POST', request: FastifyRequest, reply: FastifyReply): void {
  if (request.method === method) return;
  void reply.header('allow', method);
  throw new DomainError('request.method_not_allowed');
}

/** A host that is none is not repeated. */
function originOf({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${/^[A-Za-z0-9.:[\]-]{1,255}$/.test(host) ? host : 'localhost'}`;
}
