/** The Xprizo contract: profiles, their wallets in several currencies, and what is paid into, out of and between them. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Door } from '../../http/door.ts';
import { refuseOtherMethods } from '../../http/other-methods.ts';
import { sendAnswer, sendJson } from '../../http/send.ts';
import { wipePieces } from '../../http/wipe-pieces.ts';
import type { JsonValue } from '../../kit/json.ts';
import { jsonText } from '../../kit/json-text.ts';
import { refusal } from './errors.ts';
import { admit, callOf } from './gate.ts';
import type { XprizoParts } from './parts.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

const headers = { 'api-supported-versions': '1.0' } as const;

export function xprizoDoor(parts: XprizoParts): Door {
  return {
    basePath: '/api',
    addRoutes: (app) => {
      app.addHook('preParsing', wipePieces);
      for (const [path, served] of byPath(routes)) addPath(app, path, served, parts);
    },
    refuse: (error, supportId) => refusal(error, parts.clock.now(), supportId),
  };
}

/** Two endpoints may share a path and differ by method. */
function byPath(all: readonly Route[]): Map<string, Route[]> {
  const found = new Map<string, Route[]>();
  for (const route of all)
    for (const path of route.paths) found.set(path, [...(found.get(path) ?? []), route]);
  return found;
}

function addPath(
  app: FastifyInstance,
  path: string,
  served: readonly Route[],
  parts: XprizoParts,
): void {
  for (const route of served) {
    const handler = handlerOf(route, parts);
    app.route({ method: [...route.methods], url: path, handler });
  }
  const taken = served.flatMap((route) => route.methods);
  refuseOtherMethods(app, path, taken);
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

function handlerOf(route: Route, parts: XprizoParts): Handler {
  if ('page' in route) {
    const show = route.page(parts);
    return async (request, reply) => {
      sendAnswer(reply, await show(callOf(request)));
      return reply;
    };
  }
  if ('openWork' in route) {
    const work = route.openWork(parts);
    return async (request, reply) => sent(reply, await work(callOf(request)));
  }
  const work = route.work(parts);
  return async (request, reply) => {
    const call = callOf(request);
    return sent(reply, await work(await admit(parts, route, call), call));
  };
}

function sent(reply: FastifyReply, body: JsonValue | undefined): FastifyReply {
  sendJson(reply, 200, headers, body === undefined ? '' : jsonText(body));
  return reply;
}
