/** The XoomPe contract: JWT payouts. */
import type { FastifyInstance } from 'fastify';
import type { CallHandler } from '../../http/direct.ts';
import type { Door } from '../../http/door.ts';
import { refuseOtherMethods } from '../../http/other-methods.ts';
import { createBulk } from './create-bulk.ts';
import { createTransaction } from './create-transaction.ts';
import { refusal } from './errors.ts';
import { gated, type Handler } from './gate.ts';
import { LocalTime } from './local-time.ts';
import type { XoompeParts } from './parts.ts';
import { getBalance, getTransaction, listTransactions } from './queries.ts';
import { publishedHeaders } from './rate-headers.ts';
import { routes, type RouteDeclaration, type RouteName } from './routes.ts';
import { issueTokens, refreshTokens } from './tokens.ts';

/** Throws RangeError when the time zone is unknown. */
export function xoompeDoor(parts: XoompeParts): Door {
  const { basePath, brand, timeZone } = parts.settings;
  const handlers = handlersOf(parts, new LocalTime(timeZone));
  const challenge = `Bearer realm="${brand.replace(/[^\x20-\x7e]|["\\]/g, '')}"`;
  return {
    basePath,
    addRoutes: (app) => {
      for (const name of Object.keys(routes) as RouteName[])
        addRoute(app, routes[name], handlers[name]);
    },
    direct: { [routes.createTransaction.url]: handlers.createTransaction },
    refuse: (error, supportId) => {
      const headers = publishedHeaders.queryPerMinute;
      return refusal(
        error,
        error.code === 'access.unauthenticated'
          ? { ...headers, 'www-authenticate': challenge }
          : headers,
        supportId,
      );
    },
  };
}

function handlersOf(
  parts: XoompeParts,
  time: LocalTime,
): Record<RouteName, Handler> & { readonly createTransaction: CallHandler } {
  const queries = { limit: 'queryPerMinute', forReaders: true } as const;
  const payouts = { limit: 'payoutPerMinute', forReaders: false } as const;
  const bulks = { limit: 'bulkPerMinute', forReaders: false } as const;
  return {
    issueTokens: issueTokens(parts),
    refreshTokens: refreshTokens(parts),
    createTransaction: gated(parts, payouts, createTransaction(parts, time)),
    createBulk: gated(parts, bulks, createBulk(parts)),
    getBalance: gated(parts, queries, getBalance(parts)),
    listTransactions: gated(parts, queries, listTransactions(parts, time)),
    getTransaction: gated(parts, queries, getTransaction(parts, time)),
  };
}

function addRoute(
  app: FastifyInstance,
  { method, url, bodyLimit }: RouteDeclaration,
  handler: Handler,
): void {
  app.route({ method, url, handler, ...(bodyLimit !== undefined && { bodyLimit }) });
  refuseOtherMethods(app, url, [method]);
}
