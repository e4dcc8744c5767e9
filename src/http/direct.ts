/**
 * Requests that come by the thousand, served without the framework. Only the plainest shape is taken, for which the
 * framework would decide nothing and cost as much as the rest of HTTP; every other request for the same path goes its way
 * and meets the same handler.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { DomainError } from '../kit/errors.ts';
import { IncomingRequest } from './incoming-request.ts';
import { Turns } from '../kit/turns.ts';

/** A database that answers meanwhile is heard after so many requests. */
const requestsPerTurn = 32;

/** What a handler sees of a request, whoever brings it. */
export type Call = Pick<FastifyRequest, 'headers' | 'raw' | 'body'>;

/** What a handler does with its reply. */
export interface Reply extends Pick<FastifyReply, 'raw' | 'sent'> {
  getHeaders(): Readonly<Record<string, number | string | string[] | undefined>>;
  hasHeader(name: string): boolean;
  headers(values: Readonly<Record<string, string>>): unknown;
  /** From here on the handler writes to `raw` itself. */
  hijack(): unknown;
  /** The server words the error. */
  send(error: Error): unknown;
}

export type CallHandler = (call: Call, reply: Reply) => void;

export interface DirectParts {
  /** By target, with the base path of the door and the query. All are called by POST. */
  readonly handlers: ReadonlyMap<string, CallHandler>;
  readonly bodyBytes: number;
  readonly isClosing: () => boolean;
  /** Called for every request before anything else is. */
  readonly begins: (request: IncomingMessage, response: ServerResponse) => void;
  readonly refuse: (thrown: unknown, request: IncomingMessage, reply: Reply) => void;
}

/** Puts itself before the framework, which must be the only listener yet. */
export function serveDirectly(server: Server, parts: DirectParts): void {
  const [framework] = server.listeners('request') as RequestListener[];
  if (framework === undefined) throw new Error('There is no framework to stand before.');
  server.removeListener('request', framework);
  const turns = new Turns(requestsPerTurn);
  const refuse = (request: IncomingMessage, response: ServerResponse, reason: string): void => {
    // As the runtime would, which says nothing besides.
    response.shouldKeepAlive = false;
    const refusal = new DomainError('request.malformed', { reason });
    new DirectReply(request, response, parts.refuse).send(refusal);
  };
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    parts.begins(request, response);
    refuse(request, response, 'Nothing can be expected but 100-continue.');
  });
  server.on('request', (request, response) => {
    parts.begins(request, response);
    if (lacksHost(request)) {
      refuse(request, response, 'The header Host is missing.');
      return;
    }
    const handler = parts.handlers.get(request.url ?? '');
    const isDirect =
      handler !== undefined &&
      !parts.isClosing() &&
      request instanceof IncomingRequest &&
      isPlain(request, parts.bodyBytes);
    if (!isDirect) framework(request, response);
    else receive(request, new DirectReply(request, response, parts.refuse), handler, turns);
  });
}

/** Which the runtime is told not to judge, for it would refuse without a word. */
function lacksHost({ headers, httpVersion }: IncomingMessage): boolean {
  return headers.host === undefined && httpVersion === '1.1';
}

/** A body of JSON as it is, in one piece, no longer than may be, announced in the usual words. */
function isPlain({ method, headers }: IncomingMessage, bodyBytes: number): boolean {
  if (method !== 'POST' || headers['content-type'] !== 'application/json') return false;
  if (headers['transfer-encoding'] !== undefined) return false;
  if (headers['content-encoding'] !== undefined) return false;
  const length = Number(headers['content-length']);
  return length > 0 && length <= bodyBytes;
}

/** Whoever hangs up before the last byte of the body asked for nothing and hears nothing. */
function receive(
  request: IncomingRequest,
  reply: DirectReply,
  handler: CallHandler,
  turns: Turns,
): void {
  const { headers } = request;
  const announced = Number(headers['content-length']);
  const chunks: Buffer[] = [];
  let received = 0;
  request.takeBody((chunk) => {
    received += chunk.length;
    if (received < announced) {
      chunks.push(chunk);
      return;
    }
    const body = chunks.length === 0 ? chunk : Buffer.concat([...chunks, chunk]);
    turns.take(() => {
      try {
        handler({ headers, raw: request, body }, reply);
      } catch (error) {
        reply.send(error);
      }
    });
  });
}

class DirectReply implements Reply {
  readonly raw: ServerResponse;
  readonly #request: IncomingMessage;
  readonly #refuse: DirectParts['refuse'];
  #headers: Readonly<Record<string, string>> = {};
  #isSent = false;

  constructor(request: IncomingMessage, response: ServerResponse, refuse: DirectParts['refuse']) {
    this.#request = request;
    this.raw = response;
    this.#refuse = refuse;
  }

  get sent(): boolean {
    return this.#isSent;
  }

  getHeaders(): Readonly<Record<string, string>> {
    return this.#headers;
  }

  hasHeader(name: string): boolean {
    return Object.hasOwn(this.#headers, name);
  }

  headers(values: Readonly<Record<string, string>>): void {
    this.#headers = { ...this.#headers, ...values };
  }

  hijack(): void {
    this.#isSent = true;
  }

  send(thrown: unknown): void {
    this.#refuse(thrown, this.#request, this);
  }
}
