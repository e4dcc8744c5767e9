/** The one HTTP server: limits on everything that comes in, and each door's own words on everything that goes out. */
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { maxHeaderSize } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError, type ErrorCode } from '../kit/errors.ts';
import { ClientErrors } from './client-errors.ts';
import { refuseEncodedBodies } from './content-encoding.ts';
import { serveDirectly, type CallHandler, type Reply } from './direct.ts';
import { doorOf, type Door, type HttpAnswer } from './door.ts';
import { failureOf } from './failures.ts';
import { addHealthRoutes, type CheckReadiness } from './health.ts';
import { watchIdleConnections } from './idle-connections.ts';
import { IncomingRequest } from './incoming-request.ts';
import { retryAfterOf } from './retry-after.ts';
import { sendJson } from './send.ts';

export interface ServerOptions {
  readonly doors: readonly Door[];
  readonly checkReadiness: CheckReadiness;
  readonly log: Logger;
  readonly limits?: Partial<ServerLimits>;
}

export interface ServerLimits {
  /** A route may set its own. */
  readonly bodyBytes: number;
  /** From the first byte of a request to the last of its headers, and of its body. */
  readonly headersMs: number;
  readonly requestMs: number;
  readonly keepAliveMs: number;
  /** How long `close` waits for answers under way before it hangs up. */
  readonly closeMs: number;
}

const defaultLimits: ServerLimits = {
  bodyBytes: 256 * 1024,
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 72_000,
  closeMs: 10_000,
};

export interface HttpServer {
  readonly app: FastifyInstance;
  /** Resolves to the port. */
  listen(host: string, port: number): Promise<number>;
  /** Readiness turns false, requests under way are answered, connections are closed. */
  close(): Promise<void>;
}

export function openServer(options: ServerOptions): HttpServer {
  const limits = { ...defaultLimits, ...options.limits };
  const clientErrors = new ClientErrors(options.doors);
  let isClosing = false;
  const refuse = (
    thrown: unknown,
    { method, route, url }: Refused,
    reply: Omit<Reply, 'send'>,
  ): void => {
    const words = doorOf(options.doors, url)?.refuse ?? plainRefusal;
    const isFault = (error: DomainError): boolean => words(error, undefined).status >= 500;
    const failure = failureOf(thrown, options.log, { method, route }, isFault);
    const answer = words(failure.error, failure.supportId);
    // What the door has put on the reply already is exact, and stays.
    const added = Object.entries(answer.headers).filter(([name]) => !reply.hasHeader(name));
    sendJson(reply, answer.status, Object.fromEntries(added), answer.body);
  };
  const app = fastify({
    ...settingsOf(limits),
    clientErrorHandler: (error, socket) => {
      clientErrors.answer(error, socket);
    },
    frameworkErrors: (error, request, reply) => {
      refuse(error, refusedOf(request), reply);
    },
  });
  serveDirectly(app.server, {
    handlers: directHandlers(options.doors),
    bodyBytes: limits.bodyBytes,
    isClosing: () => isClosing,
    begins: (request, response) => {
      clientErrors.note(request, response);
    },
    refuse: (thrown, { method = '', url = '' }, reply) => {
      refuse(thrown, { method, route: url, url }, reply);
    },
  });
  watchIdleConnections(app.server, Math.min(1_000, limits.keepAliveMs / 4));
  app.addHook('onRequest', refuseEncodedBodies);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  app.setErrorHandler((error, request, reply) => {
    refuse(error, refusedOf(request), reply);
  });
  app.setNotFoundHandler((request, reply) => {
    refuse(new DomainError('request.route_unknown'), refusedOf(request), reply);
  });
  addHealthRoutes(app, options.checkReadiness, () => isClosing);
  for (const door of options.doors) addDoor(app, door);
  return {
    app,
    listen: async (host, port) => {
      await app.listen({ host, port });
      const bound = app.server.address();
      return typeof bound === 'object' && bound !== null ? bound.port : port;
    },
    close: () => {
      isClosing = true;
      return closeGently(app, limits.closeMs);
    },
  };
}

/** What the framework is told of limits and of addresses. */
function settingsOf(limits: ServerLimits) {
  return {
    logger: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    forceCloseConnections: 'idle',
    // A request on a connection that is being closed is still served; it may be a payout's last chance to be known.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    schemaController: {
      compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas },
    },
    routerOptions: {
      caseSensitive: false,
      ignoreTrailingSlash: true,
      // Whatever the runtime reads: how long an id may be is for the door to say, in its own words.
      maxParamLength: maxHeaderSize,
    },
    http: {
      IncomingMessage: IncomingRequest,
      requireHostHeader: false,
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: Math.max(100, Math.min(1_000, limits.headersMs / 4)),
    },
  } as const;
}

/** Routes check what they take and write what they give themselves; making such compilers is a good part of a start. */
function noSchemas(): never {
  throw new Error('No route has a schema for the framework.');
}

interface Refused {
  readonly method: string;
  /** The pattern of the route; undefined when there is none. */
  readonly route: string | undefined;
  readonly url: string;
}

function refusedOf({ method, url, routeOptions }: FastifyRequest): Refused {
  return { method, url, route: routeOptions.url };
}

function directHandlers(doors: readonly Door[]): ReadonlyMap<string, CallHandler> {
  return new Map(
    doors.flatMap(({ basePath, direct = {} }) =>
      Object.entries(direct).map(([path, handler]) => [basePath + path, handler] as const),
    ),
  );
}

function addDoor(app: FastifyInstance, door: Door): void {
  void app.register(
    (scope, _options, done) => {
      door.addRoutes(scope);
      done();
    },
    { prefix: door.basePath },
  );
}

/** Connections that fall idle while the last answers go out are closed as they do, not when their time is up. */
async function closeGently(app: FastifyInstance, closeMs: number): Promise<void> {
  const stopped = new AbortController();
  const sweep = async (): Promise<void> => {
    const deadlineMs = performance.now() + closeMs;
    while (!stopped.signal.aborted) {
      if (performance.now() > deadlineMs) app.server.closeAllConnections();
      else app.server.closeIdleConnections();
      await sleep(50, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  const swept = sweep();
  await app.close();
  stopped.abort();
  await swept;
}

const plainStatuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  'request.route_unknown': 404,
  'request.method_not_allowed': 405,
  'request.too_large': 413,
  'request.unsupported_type': 415,
  'request.malformed': 400,
  'service.unavailable': 503,
  'service.overloaded': 503,
};

function plainRefusal(error: DomainError, supportId: string | undefined): HttpAnswer {
  return {
    status: plainStatuses[error.code] ?? 500,
    headers: retryAfterOf(error),
    body: JSON.stringify({ error: error.message, supportId }),
  };
}
