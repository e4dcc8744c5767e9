import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { keyCheck, readBody, readText, replyToError } from '../sandbox-bank/requests.ts';
import { errorReply, refuseStranger, send, type Reply } from '../sandbox-bank/reply.ts';
import type { Acquirer } from './acquirer.ts';
import * as api from './api.ts';
import { challengePage, pressed, sendPage } from './challenge-page.ts';
import * as control from './control.ts';
import { refund } from './give-back.ts';

const KEEP_ALIVE_MS = 65_000;
const NO_SUCH_PLACE = errorReply(404, 'NOT_FOUND', 'There is nothing here.');

/** The acquirer's doors: /v1 for clients, /control for those who tell it to misbehave, /health and /challenge for all. */
export function createDoors(acquirer: Acquirer, report: (error: unknown) => void): Server {
  const { settings } = acquirer;
  const clientKey = keyCheck(settings.apiKey);
  const controlKey = keyCheck(settings.controlKey);
  const server = createServer((req, res) => {
    const url = URL.parse(req.url ?? '/', 'http://acquirer');
    if (url === null) {
      req.resume();
      send(res, NO_SUCH_PLACE);
      return;
    }
    const door = url.pathname.split('/')[1];
    if (door === 'health') {
      send(res, { status: 200, body: { status: 'ok' } });
      return;
    }
    const failed = (error: unknown) => finish(res, replyToError(error, report));
    if (door === 'challenge') {
      customerDoor(acquirer, req, url).then((page) => {
        if (!res.destroyed) sendPage(res, page);
      }, failed);
      return;
    }
    const knows = door === 'control' ? controlKey : clientKey;
    if (!knows(req.headers.authorization)) {
      req.resume();
      refuseStranger(res);
      return;
    }
    handle(acquirer, req, url).then((reply) => finish(res, reply), failed);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

function finish(res: ServerResponse, reply: Reply): void {
  if (!res.destroyed) send(res, reply);
}

/** Customers hold no key: whoever has the address of a challenge may answer it. */
async function customerDoor(acquirer: Acquirer, req: IncomingMessage, url: URL) {
  const challengeId = url.pathname.split('/')[2] ?? '';
  if (req.method !== 'POST') return challengePage(acquirer, challengeId);
  return pressed(acquirer, challengeId, new URLSearchParams(await readText(req)));
}

async function handle(acquirer: Acquirer, req: IncomingMessage, url: URL): Promise<Reply> {
  const [, door, place, name, verb] = url.pathname.split('/');
  const route = [req.method, door, place, ...(name ? ['*'] : []), ...(verb ? [verb] : [])].join(
    ' ',
  );
  const origin = acquirer.settings.publicUrl ?? `http://${req.headers.host ?? ''}`;
  if (door === 'control') return handleControl(acquirer, req, url, route, name);
  if (route === 'POST v1 authorisations')
    return api.authorise(acquirer, await readBody(req), origin);
  if (route === 'GET v1 authorisations *') return api.enquire(acquirer, name ?? '');
  if (route === 'POST v1 authorisations * cancel') return api.cancel(acquirer, name ?? '');
  if (route === 'POST v1 refunds') return refund(acquirer, await readBody(req));
  if (route === 'GET v1 statement') return api.statement(acquirer, url.searchParams);
  if (route === 'GET v1 balance') return api.balance(acquirer);
  return NO_SUCH_PLACE;
}

async function handleControl(
  acquirer: Acquirer,
  req: IncomingMessage,
  url: URL,
  route: string,
  name = '',
): Promise<Reply> {
  switch (route) {
    case 'POST control rules':
      return control.addRule(acquirer, await readBody(req));
    case 'GET control rules':
      return control.listRules(acquirer);
    case 'DELETE control rules':
      return control.removeRules(acquirer, null);
    case 'DELETE control rules *':
      return control.removeRules(acquirer, name);
    case 'GET control book':
      return control.book(acquirer, url.searchParams);
    case 'GET control faults':
      return control.faults(acquirer);
    case 'GET control proof':
      return control.proof(acquirer);
    case 'POST control settings':
      return control.tell(acquirer, await readBody(req));
    case 'POST control authorisations * dispute':
      return control.dispute(acquirer, name);
    case 'POST control authorisations * answer':
      return control.answer(acquirer, name, await readBody(req));
    default:
      return NO_SUCH_PLACE;
  }
}
