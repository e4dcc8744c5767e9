/** The payment page: its addresses under `/pay`, and how it words a refusal. Holds no SQL and moves no money. */
import type { FastifyInstance } from 'fastify';
import type { Door } from '../http/door.ts';
import { page } from '../http/page.ts';
import { retryAfterOf } from '../http/retry-after.ts';
import { sendAnswer } from '../http/send.ts';
import { DomainError, type ErrorCode } from '../kit/errors.ts';
import { basePath } from './addresses.ts';
import { pageAnswer } from './layout.ts';
import type { PayQuery } from './link.ts';
import { payPage, payStatus, type PayPageParts } from './pay-page.ts';
import { refusalPage } from './refusal-page.ts';
import type { Site } from './site.ts';

export function checkoutDoor(parts: PayPageParts): Door {
  return {
    basePath,
    addRoutes: (app) => {
      addRoutes(app, parts);
    },
    refuse: refusalOfPage(parts.site),
  };
}

/** For every door of these pages. */
export function refusalOfPage(site: Site): Door['refuse'] {
  return (error, supportId) => {
    const answer = pageAnswer(site, refusalPage(statuses[error.code] ?? 500, supportId));
    return { ...answer, headers: { ...answer.headers, ...retryAfterOf(error) } };
  };
}

/** What can meet a customer here; everything else is a fault of ours. */
const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  'request.malformed': 400,
  'request.route_unknown': 404,
  'request.method_not_allowed': 405,
  'request.too_large': 413,
  'request.unsupported_type': 415,
  'service.unavailable': 503,
  'service.overloaded': 503,
};

function addRoutes(app: FastifyInstance, parts: PayPageParts): void {
  app.get<{ Querystring: PayQuery }>('/', page, async (request, reply) => {
    sendAnswer(reply, await payPage(parts, request.query));
    return reply;
  });
  app.get<{ Querystring: PayQuery }>('/status', page, async (request, reply) => {
    sendAnswer(reply, await payStatus(parts, request.query));
    return reply;
  });
  app.get<{ Params: { version: string; name: string } }>(
    '/assets/:version/:name',
    page,
    (request, reply) => {
      const { version, name } = request.params;
      const asset = parts.site.assets.find(`${version}/${name}`);
      if (asset === undefined) throw new DomainError('request.route_unknown');
      void reply.headers({ ...assetHeaders, 'content-type': asset.type }).send(asset.bytes);
    },
  );
}

/** The address changes with the bytes, so they may be kept for ever. A logo that is opened by itself runs nothing. */
const assetHeaders = {
  'cache-control': 'public, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const;
