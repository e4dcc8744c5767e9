/**
 * What stands before every protected path: the token, the merchant, its address list, the role and the limit.
 * When all of it is in memory and no limit has to be counted, nothing is waited for.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CallerAddressOf } from '../../http/caller-address.ts';
import type { Call, Reply } from '../../http/direct.ts';
import { sendJson } from '../../http/send.ts';
import type { Admission, Admitted } from '../../identity/admission.ts';
import type { RateLimits } from '../../identity/rate-limits.ts';
import { DomainError } from '../../kit/errors.ts';
import type { MerchantView } from '../../merchants/merchant.ts';
import { readersMayNotPay } from './errors.ts';
import {
  liftedHeaders,
  publishedHeaders,
  rateHeadersOf,
  type LimitName,
  type RateHeaders,
} from './rate-headers.ts';

export interface Answer {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}

/** Serves an admitted call. Throws DomainError, or answers a promise that does. */
export type Work<Asked extends Call = FastifyRequest> = (
  merchant: MerchantView,
  request: Asked,
) => Answer | Promise<Answer>;

export interface GateParts {
  readonly admission: Admission;
  readonly rateLimits: RateLimits;
  readonly callerAddressOf: CallerAddressOf;
}

export interface Passage {
  readonly limit: Exclude<LimitName, 'authenticationPerMinute'>;
  /** Readers may look, but not pay. */
  readonly forReaders: boolean;
}

export type Handler = (request: FastifyRequest, reply: FastifyReply) => void;

export function gated<Asked extends Call>(
  parts: GateParts,
  passage: Passage,
  work: Work<Asked>,
): (request: Asked, reply: Reply) => void {
  const { admission, callerAddressOf } = parts;
  return (request, reply) => {
    try {
      const token = bearerTokenOf(request.headers.authorization);
      const address = callerAddressOf(request.raw);
      const admitted = admission.peek(token, address);
      if (admitted !== undefined && admitted.merchant.limits[passage.limit] === null) {
        refuseReaders(admitted, passage);
        serve(work, admitted.merchant, request, reply, liftedHeaders);
        return;
      }
      const known = admitted ?? admission.admit(token, address);
      pass(parts, passage, known, reply).then(
        ({ merchant, headers }) => {
          serve(work, merchant, request, reply, headers);
        },
        (error: unknown) => {
          fail(reply, publishedHeaders[passage.limit], error);
        },
      );
    } catch (error) {
      fail(reply, publishedHeaders[passage.limit], error);
    }
  };
}

function serve<Asked extends Call>(
  work: Work<Asked>,
  merchant: MerchantView,
  request: Asked,
  reply: Reply,
  headers: RateHeaders,
): void {
  try {
    const answer = work(merchant, request);
    if (!(answer instanceof Promise)) {
      sendJson(reply, answer.status, headers, answer.body);
      return;
    }
    answer.then(
      ({ status, body }) => {
        sendJson(reply, status, headers, body);
      },
      (error: unknown) => {
        fail(reply, headers, error);
      },
    );
  } catch (error) {
    fail(reply, headers, error);
  }
}

/** The role is looked at before the count: who may not pay cannot use up what the payers may. */
async function pass(
  { rateLimits }: GateParts,
  passage: Passage,
  known: Admitted | Promise<Admitted>,
  reply: Reply,
): Promise<{ merchant: MerchantView; headers: RateHeaders }> {
  const admitted = await known;
  const { merchant } = admitted;
  refuseReaders(admitted, passage);
  const limit = merchant.limits[passage.limit];
  if (limit === null) return { merchant, headers: liftedHeaders };
  const decision = await rateLimits.take(`${passage.limit} ${merchant.merchantId}`, limit);
  const headers = rateHeadersOf(decision);
  if (decision.allowed) return { merchant, headers };
  void reply.headers(headers);
  throw new DomainError('rate.exceeded', { retryAfterSeconds: decision.retryAfterSeconds });
}

function refuseReaders({ caller }: Admitted, passage: Passage): void {
  if (caller.role === 'reader' && !passage.forReaders)
    throw new DomainError('access.forbidden', { reason: readersMayNotPay });
}

/** The server words the error; headers that are on the reply already are the exact ones and stay. */
export function fail(reply: Reply, headers: RateHeaders, error: unknown): void {
  if (!reply.hasHeader('ratelimit-limit')) void reply.headers(headers);
  void reply.send(error instanceof Error ? error : new DomainError('service.internal'));
}

const bearer = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

function bearerTokenOf(header: string | undefined): string {
  // The common spelling first; what it holds is looked up as it is, and verified when it is new.
  if (header?.startsWith('Bearer ')) {
    const token = header.slice(7);
    if (token !== '' && !token.includes(' ')) return token;
  }
  const token = bearer.exec(header ?? '')?.[1];
  if (token === undefined) throw new DomainError('access.unauthenticated');
  return token;
}
