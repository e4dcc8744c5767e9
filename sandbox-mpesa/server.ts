import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pay } from './b2c.ts';
import { registerUrls, simulate } from './c2b.ts';
import { controlDoor } from './control.ts';
import type { Mpesa } from './mpesa.ts';
import { checkToken, generate, isSame } from './oauth.ts';
import { sendPage, type Page } from './page.ts';
import { choosePage, msisdnOf, phonePage, phonePressed } from './phone-page.ts';
import { pull, registerPull } from './pull.ts';
import { askReversal, askStatus } from './questions.ts';
import { push, query } from './stk.ts';
import { bad, errorReply, Refusal, type Reply } from './wire.ts';

const MOST_BODY_BYTES = 65_536;
const KEEP_ALIVE_MS = 65_000;
const nothingHere = () => new Refusal('404.001.01', 'Resource not found');

const API: Readonly<Record<string, (mpesa: Mpesa, body: unknown) => Reply>> = {
  '/mpesa/stkpush/v1/processrequest': push,
  '/mpesa/stkpushquery/v1/query': query,
  '/mpesa/b2c/v3/paymentrequest': pay,
  '/mpesa/transactionstatus/v1/query': askStatus,
  '/mpesa/reversal/v1/request': askReversal,
  '/mpesa/c2b/v1/registerurl': registerUrls,
  '/mpesa/c2b/v2/registerurl': registerUrls,
  '/mpesa/c2b/v1/simulate': simulate,
  '/mpesa/c2b/v2/simulate': simulate,
  '/pulltransactions/v1/register': registerPull,
  '/pulltransactions/v1/query': pull,
};

/** The doors: Daraja's own paths, /phone for customers, /control for those who tell it to misbehave, /certificate and /health. */
export function createDoors(mpesa: Mpesa, report: (error: unknown) => void): Server {
  const server = createServer((req, res) => {
    answer(mpesa, req).then(
      (reply) => {
        if (res.destroyed) return;
        if ('html' in reply) sendPage(res, reply);
        else send(res, reply);
      },
      (error: unknown) => {
        if (res.destroyed) return;
        if (!(error instanceof Refusal)) report(error);
        const refusal =
          error instanceof Refusal ? error : new Refusal('500.003.1001', 'Internal Server Error');
        send(res, errorReply(refusal, mpesa.requestId()));
      },
    );
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

async function answer(mpesa: Mpesa, req: IncomingMessage): Promise<Reply | Page> {
  const url = URL.parse(req.url ?? '/', 'http://mpesa');
  if (url === null) throw nothingHere();
  const { pathname, searchParams } = url;
  const { authorization } = req.headers;
  if (pathname === '/health') return { status: 200, body: { status: 'ok' } };
  if (pathname === '/certificate')
    return { status: 200, body: { certificate: mpesa.credential.publicKey } };
  if (pathname === '/phone' || pathname.startsWith('/phone/')) return phoneDoor(mpesa, req, url);
  const body = await readText(req);
  if (pathname.startsWith('/control/')) {
    if (!isSame(authorization ?? '', `Bearer ${mpesa.settings.controlKey}`))
      throw new Refusal('401.000.01', 'The key is missing or wrong.');
    const route = `${req.method ?? ''} ${pathname.slice('/control/'.length)}`;
    const reply = controlDoor(mpesa, route, parsed(body), searchParams);
    if (reply !== null) return reply;
  }
  if (req.method === 'GET' && pathname === '/oauth/v1/generate')
    return generate(mpesa, authorization, searchParams);
  const take = req.method === 'POST' ? API[pathname] : undefined;
  if (take === undefined) throw nothingHere();
  checkToken(mpesa, authorization);
  return take(mpesa, parsed(body));
}

async function phoneDoor(mpesa: Mpesa, req: IncomingMessage, url: URL): Promise<Page> {
  const number = url.pathname.slice('/phone/'.length);
  if (number === '') {
    const asked = url.searchParams.get('number');
    const msisdn = msisdnOf(asked ?? '');
    if (msisdn === null) return choosePage(asked);
    mpesa.store.commit(() => mpesa.book.knowPhone(msisdn, mpesa.clock()));
    return phonePage(mpesa, msisdn);
  }
  const msisdn = msisdnOf(number);
  if (msisdn === null) return choosePage(number);
  mpesa.store.commit(() => mpesa.book.knowPhone(msisdn, mpesa.clock()));
  if (req.method !== 'POST') return phonePage(mpesa, msisdn);
  return phonePressed(mpesa, msisdn, new URLSearchParams(await readText(req)));
}

/** Sends the reply, or what its mischief makes of it. */
function send(res: ServerResponse, { status, body, spoiledBy }: Reply): void {
  const text = JSON.stringify(body);
  switch (spoiledBy?.behaviour) {
    case 'drop-after':
      res.socket?.destroy();
      return;
    case 'timeout-before':
    case 'timeout-after': {
      const timer = setTimeout(() => res.destroy(), spoiledBy.delayMs);
      res.on('close', () => clearTimeout(timer));
      return;
    }
    case 'error-after':
      sendText(
        res,
        500,
        '{"requestId":"-","errorCode":"500.003.1001","errorMessage":"Internal Server Error"}',
      );
      return;
    case 'bad-json':
      sendText(res, status, text.slice(0, Math.ceil(text.length / 2)));
      return;
    default:
      sendText(res, status, text);
  }
}

function sendText(res: ServerResponse, status: number, text: string): void {
  const length = Buffer.byteLength(text);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
  res.end(text);
}

/** The parsed JSON body, undefined when empty. Throws `Refusal`. */
function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw bad('JSON');
  }
}

async function readText(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MOST_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MOST_BODY_BYTES) throw bad('Payload');
  return Buffer.concat(chunks).toString('utf8');
}
