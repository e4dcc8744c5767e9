/** One site of the console: its page, its files, and the routes of its table below `/api`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { CallerAddressOf } from '../http/caller-address.ts';
import type { Door } from '../http/door.ts';
import { jsonObjectOf } from '../http/json-body.ts';
import { queryOf } from '../http/query.ts';
import { page } from '../http/page.ts';
import { commonHeaders, sendJson } from '../http/send.ts';
import { DomainError } from '../kit/errors.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import { admit, checkIds, checkOrigin } from './guard.ts';
import { pageHeaders } from './page-headers.ts';
import { policyReportOf, type PolicyReport } from './policy-report.ts';
import { refuse } from './refusals.ts';
import {
  Download,
  type Audience,
  type Caller,
  type ConsoleRoute,
  type RouteRequest,
} from './route.ts';
import { sessionCookieOf, writeSessionCookie } from './session-cookie.ts';
import type { SiteFiles } from './site-files.ts';

export interface ConsoleSite {
  readonly audience: Audience;
  readonly basePath: '/console' | '/dashboard';
  /** In the title of the window. */
  readonly brand: string;
  /** The public address is https: cookies are for it alone. */
  readonly isSecure: boolean;
  readonly files: SiteFiles;
  readonly gatekeeper: Gatekeeper;
  readonly routes: readonly ConsoleRoute[];
  readonly callerAddressOf: CallerAddressOf;
  readonly now: () => number;
  /** A browser has kept something from a page that our policy does not allow. */
  readonly onPolicyReport: (report: PolicyReport) => void;
}

export function consoleDoor(site: ConsoleSite): Door {
  return {
    basePath: site.basePath,
    addRoutes: (app) => {
      for (const route of site.routes) addRoute(app, site, route);
      addPages(app, site);
    },
    refuse,
  };
}

function addRoute(app: FastifyInstance, site: ConsoleSite, route: ConsoleRoute): void {
  app.route({
    method: route.method,
    url: `/api${route.path}`,
    handler: async (request, reply) => {
      const nowMs = site.now();
      checkOrigin(request);
      const token = sessionCookieOf(site, request);
      const caller = token === undefined ? undefined : await site.gatekeeper.callerOf(token, nowMs);
      admit(route, site.audience, caller, nowMs);
      checkIds(route, request.params as Readonly<Record<string, string>>);
      return send(reply, await route.handle(requestOf(site, request, reply, caller, nowMs)));
    },
  });
}

function requestOf(
  site: ConsoleSite,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller | undefined,
  nowMs: number,
): RouteRequest {
  return {
    get caller(): Caller {
      if (caller === undefined) throw new DomainError('access.unauthenticated');
      return caller;
    },
    begun: caller,
    origin: request.headers.origin,
    nowMs,
    params: request.params as Readonly<Record<string, string>>,
    query: Object.fromEntries(queryOf(request.url)),
    body: request.body === undefined ? {} : jsonObjectOf(request),
    address: site.callerAddressOf(request.raw),
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
    setSession: (token: string | undefined) => {
      writeSessionCookie(site, reply, token);
    },
  };
}

function send(reply: FastifyReply, answer: unknown): FastifyReply {
  if (answer instanceof Download) {
    const { content, type, fileName } = answer;
    return reply
      .headers({
        ...commonHeaders,
        'content-type': type,
        'content-disposition': `attachment; filename="${fileName.replace(/[^\w.-]/g, '_')}"`,
      })
      .send(
        typeof content === 'string' || Buffer.isBuffer(content) ? content : Readable.from(content),
      );
  }
  if (answer === undefined) return reply.code(204).headers(commonHeaders).send();
  sendJson(reply, 200, {}, JSON.stringify(answer, bigintAsText));
  return reply;
}

function bigintAsText(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/** Every address that is no route of ours is a page: which one, the application in the browser knows. */
function addPages(app: FastifyInstance, site: ConsoleSite): void {
  app.get<{ Params: { name: string } }>('/assets/:name', page, (request, reply) => {
    const file = site.files.find(request.params.name);
    if (file === undefined) throw new DomainError('request.route_unknown');
    const compressed = /\bbr\b/.test(request.headers['accept-encoding'] ?? '') && file.brotli;
    void reply
      .headers({
        'content-type': file.type,
        'cache-control': 'public, max-age=31536000, immutable',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        vary: 'accept-encoding',
        ...(compressed && { 'content-encoding': 'br' }),
      })
      .send(compressed || file.bytes);
  });
  app.get('/api/*', page, () => {
    throw new DomainError('request.route_unknown');
  });
  const showPage = (_request: FastifyRequest, reply: FastifyReply) => {
    const nonce = randomBytes(18).toString('base64url');
    const html = site.files.page(nonce, site.brand);
    const text = html ?? 'The console is not built: run "npm run web", then load this page again.';
    void reply
      .code(html === undefined ? 503 : 200)
      .headers(pageHeaders(site, nonce, html === undefined ? 'text/plain' : 'text/html'))
      .send(text);
  };
  app.post('/policy-report', (request, reply) => {
    site.onPolicyReport(policyReportOf(request.body));
    void reply.code(204).headers(commonHeaders).send();
  });
  app.get('/', page, showPage);
  app.get('/*', page, showPage);
}
