/** The XoomPe contract: JWT payouts. */
import type { FastifyInstance, HTTPMethods } from 'fastify';
import type { Door } from '../../http/door.ts';
import { DomainError } from '../../kit/errors.ts';
import { createBulk } from './create-bulk.ts';
import { createTransaction } from './create-transaction.ts';
import { refusal } from './errors.ts';
import { gated, type Handler } from './gate.ts';
import { LocalTime } from './local-time.ts';
import type { XoompeParts } from './parts.ts';
import { getBalance, getTransaction, listTransactions } from './queries.ts';
import { publishedHeaders } from './rate-headers.ts';
import { issueTokens, refreshTokens } from './tokens.ts';

interface Route {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly handler: Handler;
  readonly bodyLimit?: number;
}

const bulkBodyBytes = 1024 * 1024;
const methods: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Throws RangeError when the time zone is unknown. */
export function xoompeDoor(parts: XoompeParts): Door {
  const { basePath, brand, timeZone } = parts.settings;
  const routes = routesOf(parts, new LocalTime(timeZone));
  const challenge = `Bearer realm="${brand.replace(/[^\x20-\x7e]|["\\]/g, '')}"`;
  return {
    basePath,
    addRoutes: (app) => {
      for (const route of routes) addRoute(app, route);
    },
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

function routesOf(parts: XoompeParts, time: LocalTime): Route[] {
  const queries = { limit: 'queryPerMinute', forReaders: true } as const;
  const payouts = { limit: 'payoutPerMinute', forReaders: false } as const;
  const bulks = { limit: 'bulkPerMinute', forReaders: false } as const;
  const get = (url: string, handler: Handler): Route => ({ method: 'GET', url, handler });
  const post = (url: string, handler: Handler): Route => ({ method: 'POST', url, handler });
  return [
    post('/token', issueTokens(parts)),
    post('/refresh', refreshTokens(parts)),
    post('/Payout/CreateTransaction', gated(parts, payouts, createTransaction(parts, time))),
    {
      ...post('/Payout/CreateBulkTransactions', gated(parts, bulks, createBulk(parts))),
      bodyLimit: bulkBodyBytes,
    },
    get('/Payout/getWalletBalance', gated(parts, queries, getBalance(parts))),
    get(
      '/Payout/GetClientTransactionsWithFilters',
      gated(parts, queries, listTransactions(parts, time)),
    ),
    get('/Payout/GetTransactionByTxnId/:txnId', gated(parts, queries, getTransaction(parts, time))),
  ];
}

function addRoute(app: FastifyInstance, route: Route): void {
  app.route(route);
  app.route({
    method: methods.filter((method) => method !== route.method),
    url: route.url,
    handler: (_request, reply) => {
      void reply.header('allow', route.method).send(new DomainError('request.method_not_allowed'));
    },
  });
}
