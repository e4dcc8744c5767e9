import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { delayOf, type Mischief } from './behaviours.ts';

export type Spoiling = Pick<Mischief, 'behaviour' | 'delayMs'>;

/** What a door answers; `spoiledBy` decides how the answer is ruined on its way out. */
export type Reply = {
  status: number;
  body: object;
  spoiledBy?: { mischief: Spoiling; count: () => void } | undefined;
};

const MEGABYTE = 1_048_576;
const HUGE_MEGABYTES = 20;
const LEAST_DRIP_MS = 20;

export function errorReply(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message } } };
}

const BROKEN = errorReply(500, 'INTERNAL_ERROR', 'The bank could not answer.');
const STRANGER = errorReply(401, 'UNAUTHORISED', 'The key is missing or wrong.');

/** Sends the reply, or what its mischief makes of it; counts the mischief when it happens. */
export function send(res: ServerResponse, reply: Reply): void {
  if (reply.spoiledBy === undefined) {
    sendText(res, reply.status, JSON.stringify(reply.body));
    return;
  }
  const { mischief, count } = reply.spoiledBy;
  const text = JSON.stringify(reply.body);
  count();
  switch (mischief.behaviour) {
    case 'execute-then-drop':
      res.socket?.destroy();
      return;
    case 'timeout-before':
    case 'timeout-after':
      holdOpen(res, delayOf(mischief));
      return;
    case 'error-before':
    case 'error-after':
      sendText(res, BROKEN.status, JSON.stringify(BROKEN.body));
      return;
    case 'unauthorised':
      sendText(res, STRANGER.status, JSON.stringify(STRANGER.body));
      return;
    case 'bad-json':
      sendText(res, reply.status, text.slice(0, Math.ceil(text.length / 2)));
      return;
    case 'huge-body':
      sendHuge(res, reply.status, text);
      return;
    case 'slow-body':
      drip(res, reply.status, text, delayOf(mischief));
      return;
    default:
      sendText(res, reply.status, text);
  }
}

export function refuseStranger(res: ServerResponse): void {
  send(res, STRANGER);
}

function sendText(res: ServerResponse, status: number, text: string): void {
  const length = Buffer.byteLength(text);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
  res.end(text);
}

function holdOpen(res: ServerResponse, holdMs: number): void {
  const timer = setTimeout(() => res.destroy(), holdMs);
  res.on('close', () => clearTimeout(timer));
}

// Valid JSON to the last byte, so that only a limit on the size protects the reader.
function sendHuge(res: ServerResponse, status: number, text: string): void {
  const block = 'x'.repeat(MEGABYTE);
  const pieces = function* () {
    yield `${text.slice(0, -1)},"padding":"`;
    for (let sent = 0; sent < HUGE_MEGABYTES; sent += 1) yield block;
    yield '"}';
  };
  res.writeHead(status, { 'content-type': 'application/json' });
  const source = Readable.from(pieces());
  res.on('close', () => source.destroy());
  source.pipe(res);
}

function drip(res: ServerResponse, status: number, text: string, totalMs: number): void {
  const bytes = Buffer.from(text);
  const everyMs = Math.max(LEAST_DRIP_MS, Math.floor(totalMs / bytes.length));
  const size = Math.ceil((bytes.length * everyMs) / Math.max(totalMs, everyMs));
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  let sent = 0;
  const timer = setInterval(() => {
    res.write(bytes.subarray(sent, sent + size));
    sent += size;
    if (sent >= bytes.length) {
      clearInterval(timer);
      res.end();
    }
  }, everyMs);
  res.on('close', () => clearInterval(timer));
}
