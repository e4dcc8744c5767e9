/** Requests that never became one: broken HTTP, headers without end, bodies that do not arrive. */
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError } from '../kit/errors.ts';
import { doorOf, type Door, type HttpAnswer } from './door.ts';
import { commonHeaders } from './send.ts';

export interface BrokenRequest extends Error {
  readonly code?: string;
  readonly rawPacket?: unknown;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** The latest exchange of a connection, as long as it has not ended. */
interface Latest {
  exchange: Exchange | undefined;
  readonly forget: (this: ServerResponse) => void;
}

export class ClientErrors {
  readonly #doors: readonly Door[];
  readonly #latest = new WeakMap<Socket, Latest>();

  constructor(doors: readonly Door[]) {
    this.#doors = doors;
  }

  /** To be told of every request as it begins. */
  note(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    let latest = this.#latest.get(socket);
    if (latest === undefined) {
      latest = nothingYet();
      this.#latest.set(socket, latest);
    }
    latest.exchange = { request, response };
    // What is kept for as long as a connection is idle is copied by each collection of garbage meanwhile.
    response.on('finish', latest.forget);
  }

  /** Answers on the bare socket, in the words of the door when the path is known, and hangs up. */
  answer(error: BrokenRequest, socket: Socket): void {
    const exchange = this.#latest.get(socket)?.exchange;
    if (!socket.writable || error.code === 'ECONNRESET' || isBeingAnswered(exchange)) {
      socket.destroy();
      return;
    }
    const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    const refusal = new DomainError('request.malformed', {
      reason: isLate
        ? 'The request did not arrive in time.'
        : 'The request is not well-formed HTTP.',
    });
    const target =
      isLate && exchange?.request.complete === false
        ? exchange.request.url
        : targetOf(error.rawPacket);
    const door = target === undefined ? undefined : doorOf(this.#doors, target);
    socket.end(rawAnswer(door?.refuse(refusal, undefined) ?? plain(error.code)));
    socket.destroySoon();
  }
}

function nothingYet(): Latest {
  const latest: Latest = {
    exchange: undefined,
    forget() {
      if (latest.exchange?.response === this) latest.exchange = undefined;
    },
  };
  return latest;
}

/** Bytes behind a whole request must not be taken for the answer to it: it may have moved money. */
function isBeingAnswered(exchange: Exchange | undefined): boolean {
  if (exchange === undefined || exchange.response.writableFinished) return false;
  return exchange.request.complete || exchange.response.headersSent;
}

function targetOf(packet: unknown): string | undefined {
  if (!Buffer.isBuffer(packet)) return undefined;
  return /^[A-Za-z]{1,20} (\S{1,2000})/.exec(packet.toString('latin1', 0, 2_100))?.[1];
}

function plain(code: string | undefined): HttpAnswer {
  const status =
    code === 'HPE_HEADER_OVERFLOW' ? 431 : code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  return { status, headers: {}, body: JSON.stringify({ error: STATUS_CODES[status] }) };
}

function rawAnswer({ status, headers, body }: HttpAnswer): string {
  const all = {
    ...commonHeaders,
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
