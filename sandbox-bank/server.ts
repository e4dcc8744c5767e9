import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as api from './api.ts';
import type { Bank } from './bank.ts';
import * as control from './control.ts';
import { errorReply, refuseStranger, send, type Reply } from './reply.ts';
import { keyCheck, readBody, readText, replyToError } from './requests.ts';
import * as upi from './upi.ts';
import { payerPage, pressed, sendPage, type Page } from './upi-page.ts';

const KEEP_ALIVE_MS = 65_000;
const NO_SUCH_PLACE = errorReply(404, 'NOT_FOUND', 'There is nothing here.');

/** The bank's doors: /v1 for clients, /control for those who tell it to misbehave, /health and /upi for all. */
export function createDoors(bank: Bank, report: (error: unknown) => void): Server {
  const clientKey = keyCheck(bank.settings.apiKey);
  const controlKey = keyCheck(bank.settings.controlKey);
  const server = createServer((req, res) => {
    const url = URL.parse(req.url ?? '/', 'http://bank');
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
    if (url.pathname === '/upi/pay') {
      payerDoor(bank, req, url).then(
        (page) => {
          if (!res.destroyed) sendPage(res, page);
        },
        (error: unknown) => finish(res, replyToError(error, report)),
      );
      return;
    }
    const knows = door === 'control' ? controlKey : clientKey;
    if (!knows(req.headers.authorization)) {
      req.resume();
      refuseStranger(res);
      return;
    }
    handle(bank, req, url).then(
      (reply) => finish(res, reply),
      (error: unknown) => finish(res, replyToError(error, report)),
    );
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

function finish(res: ServerResponse, reply: Reply): void {
  if (!res.destroyed) send(res, reply);
}

/** Customers hold no key: whoever has a link may pay it. */
async function payerDoor(bank: Bank, req: IncomingMessage, url: URL): Promise<Page> {
  if (req.method !== 'POST') return payerPage(bank, url.searchParams);
  return pressed(bank, new URLSearchParams(await readText(req)));
}

async function handle(bank: Bank, req: IncomingMessage, url: URL): Promise<Reply> {
  const [, door, place, ...rest] = url.pathname.split('/');
  const name = rest[0];
  const route = `${req.method} /${door}/${place}${rest.length > 0 ? '/' : ''}`;
  if (door === 'v1') {
    if (route === 'POST /v1/transfers') return api.submit(bank, await readBody(req));
    if (route === 'GET /v1/transfers/' && name) return api.enquire(bank, name);
    if (route === 'GET /v1/collections/' && name) return upi.enquireCollections(bank, name);
    if (route === 'POST /v1/refunds') return upi.refund(bank, await readBody(req));
    if (route === 'GET /v1/statement') return api.statement(bank, url.searchParams);
    if (route === 'GET /v1/balance') return api.balance(bank);
    return NO_SUCH_PLACE;
  }
  if (place === 'collections') return handleCollections(bank, req, url, rest);
  if (route === 'POST /control/rules') return control.addRule(bank, await readBody(req));
  if (route === 'GET /control/rules') return control.listRules(bank);
  if (route === 'DELETE /control/rules') return control.removeRules(bank, null);
  if (route === 'DELETE /control/rules/' && name) return control.removeRules(bank, name);
  if (route === 'GET /control/book') return control.book(bank, url.searchParams);
  if (route === 'GET /control/faults') return control.faults(bank);
  if (route === 'GET /control/proof') return control.proof(bank);
  if (route === 'POST /control/settings') return control.tell(bank, await readBody(req));
  if (route === 'POST /control/transfers/' && name && rest[1] === 'reverse') {
    return control.reverse(bank, name, await readBody(req));
  }
  return NO_SUCH_PLACE;
}

async function handleCollections(
  bank: Bank,
  req: IncomingMessage,
  url: URL,
  [paymentId, verb]: readonly string[],
): Promise<Reply> {
  if (req.method === 'GET' && !paymentId) return upi.listCollections(bank, url.searchParams);
  if (req.method === 'POST' && !paymentId) return upi.payByControl(bank, await readBody(req));
  if (req.method === 'POST' && paymentId && verb === 'reverse')
    return upi.chargeBack(bank, paymentId);
  return NO_SUCH_PLACE;
}
