/** What stands before every endpoint: the version, the caller, what its role may do, the limit of calls. */
import type { FastifyRequest } from 'fastify';
import { jsonObjectIn } from '../../http/json-body.ts';
import type { HttpAnswer } from '../../http/door.ts';
import { queryOf } from '../../http/query.ts';
import type { ProfileCaller } from '../../identity/profile-callers.ts';
import { detached } from '../../kit/detached.ts';
import { DomainError } from '../../kit/errors.ts';
import type { JsonValue } from '../../kit/json.ts';
import { Fields, fieldsOf } from './fields.ts';
import type { XprizoParts } from './parts.ts';

export type XprizoCaller = ProfileCaller;

/** A request as the endpoints see it. */
export interface Call {
  readonly request: FastifyRequest;
  readonly query: Fields;
  /** The parts of the path that the route names. */
  readonly path: Fields;
  /** Of a request without a body: empty. Throws DomainError. */
  readonly body: () => Fields;
}

/** Answers the JSON of a 200, or undefined for one without a body. Throws DomainError. */
export type Work = (caller: XprizoCaller, call: Call) => Promise<JsonValue | undefined>;
/** The same for what needs no caller. */
export type OpenWork = (call: Call) => Promise<JsonValue | undefined>;
/** A page for a browser, which words its refusals itself. */
export type PageWork = (call: Call) => Promise<HttpAnswer>;

/** Throws DomainError `request.malformed` for a version we do not speak, and for a query that can be read in two ways. */
export function callOf(request: FastifyRequest): Call {
  refuseVersions(request);
  let read: Fields | undefined;
  return {
    request,
    query: new Fields(queryOf(request.raw.url ?? '')),
    path: new Fields(Object.entries(request.params as Readonly<Record<string, string>>)),
    body: () => (read ??= bodyOf(request)),
  };
}

export interface Passage {
  /** True for what moves money or changes settings: readers may not, and the limit is that of payouts. */
  readonly isChange: boolean;
}

/** Throws DomainError of what is first in the way. */
export async function admit(
  parts: Pick<XprizoParts, 'callers' | 'callerAddressOf' | 'rateLimits'>,
  { isChange }: Passage,
  { request }: Call,
): Promise<XprizoCaller> {
  const caller = await provenCaller(parts, request);
  if (isChange && caller.role === 'reader')
    throw new DomainError('access.forbidden', { reason: 'A read-only user may not do this.' });
  const name = isChange ? 'payoutPerMinute' : 'queryPerMinute';
  const limit = caller.merchant.limits[name];
  if (limit === null) return caller;
  const bucket = `${name} ${caller.merchant.merchantId}`;
  const decision = await parts.rateLimits.take(bucket, limit);
  if (decision.allowed) return caller;
  throw new DomainError('rate.exceeded', { retryAfterSeconds: decision.retryAfterSeconds });
}

function provenCaller(
  { callers, callerAddressOf }: Pick<XprizoParts, 'callers' | 'callerAddressOf'>,
  request: FastifyRequest,
): Promise<XprizoCaller> {
  const address = callerAddressOf(request.raw);
  const key = headerOf(request, 'x-api-key');
  if (key !== undefined && key !== '') return callers.byKey(key, address);
  const token = /^bearer +([\w.~+/-]+=*) *$/i.exec(headerOf(request, 'authorization') ?? '')?.[1];
  if (token !== undefined) return callers.byToken(token, address);
  return Promise.reject(new DomainError('access.unauthenticated'));
}

const versionName = 'x-api-version';
const spoken: ReadonlySet<string> = new Set(['1', '1.0']);

/** The version may stand in a header of its own, and beside the types of `Accept` and `Content-Type`; none means 1.0. */
function refuseVersions(request: FastifyRequest): void {
  const own = headerOf(request, versionName)?.split(',') ?? [];
  const beside = [request.headers.accept, request.headers['content-type']].flatMap((header) =>
    [...(header ?? '').matchAll(/;\s*x-api-version\s*=\s*("?)([^";,\s]*)\1/gi)].map(
      (match) => match[2] ?? '',
    ),
  );
  const asked = [...own, ...beside].map((version) => version.trim());
  if (asked.every((version) => version === '' || spoken.has(version))) return;
  throw new DomainError('request.malformed', { reason: 'Unsupported API version' });
}

const jsonType = /^\s*(?:application|text)\/(?:json|[\w.-]+\+json)\s*(?:;|$)/i;
const foreignCharset = /;\s*charset\s*=\s*(?!"?(?:utf-?8|us-ascii)"?\s*(?:;|$))/i;

function bodyOf(request: FastifyRequest): Fields {
  const { body } = request;
  if (body === undefined || (Buffer.isBuffer(body) && body.length === 0)) return new Fields([]);
  const type = request.headers['content-type'] ?? '';
  if (!jsonType.test(type) || foreignCharset.test(type))
    throw new DomainError('request.unsupported_type');
  try {
    return fieldsOf(detached(jsonObjectIn(body)));
  } finally {
    // It may be a card's, and nobody reads it again.
    if (Buffer.isBuffer(body)) body.fill(0);
  }
}

/** A header that came twice is joined by a comma, which no value of these holds. */
export function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
