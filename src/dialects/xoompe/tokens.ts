/** `POST /token` and `POST /refresh`. What is wrong with credentials is never said. */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { jsonObjectOf } from '../../http/json-body.ts';
import { sendJson } from '../../http/send.ts';
import { sourceOf } from '../../identity/addresses.ts';
import type { RateDecision, RateLimits } from '../../identity/rate-limits.ts';
import type { Login, Sessions, TokenPair } from '../../identity/sessions.ts';
import { normaliseEmail } from '../../identity/users.ts';
import { DomainError, type FieldFaults } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import { invalidCredentials } from './errors.ts';
import { fail, type Handler } from './gate.ts';
import type { XoompeParts } from './parts.ts';
import {
  liftedHeaders,
  publishedHeaders,
  rateHeadersOf,
  type RateHeaders,
} from './rate-headers.ts';

interface Attempt {
  /** What is presented, as the sessions look it up. */
  readonly presented: Parameters<Sessions['attemptLimit']>[0];
  /** One text per credential, however it is spelled. */
  readonly credential: string;
  readonly prove: (address: string) => Promise<TokenPair>;
}

type ReadAttempt = (body: JsonObject, sessions: Sessions) => Attempt;

export function issueTokens(parts: XoompeParts): Handler {
  return attempted(parts, readLogin);
}

export function refreshTokens(parts: XoompeParts): Handler {
  return attempted(parts, (body, sessions) => {
    const refreshToken = textsOf(body, { refreshToken: 'Refresh token' }).refreshToken;
    return {
      presented: { refreshToken },
      credential: refreshToken,
      prove: (address) => sessions.refresh(refreshToken, address),
    };
  });
}

/**
 * Either pair will do; a body with neither is told about the recommended one. A client that has one type
 * for both sends the other pair as null or empty.
 */
function readLogin(body: JsonObject, sessions: Sessions): Attempt {
  const isGiven = (name: string): boolean => (body[name] ?? '') !== '';
  const hasEmail = isGiven('email') || isGiven('password');
  if (hasEmail && !isGiven('clientId') && !isGiven('clientSecret')) {
    const login = textsOf(body, { email: 'Email', password: 'Password' });
    return attemptOf(sessions, login, normaliseEmail(login.email));
  }
  const login = textsOf(body, { clientId: 'Client ID', clientSecret: 'Client secret' });
  return attemptOf(sessions, login, login.clientId);
}

function attemptOf(sessions: Sessions, login: Login, credential: string): Attempt {
  return { presented: login, credential, prove: (address) => sessions.login(login, address) };
}

/** Throws DomainError `request.invalid_fields` that names all that are missing. */
function textsOf<Name extends string>(
  body: JsonObject,
  titles: Readonly<Record<Name, string>>,
): Record<Name, string> {
  const texts: Partial<Record<Name, string>> = {};
  const faults: Record<string, string[]> = {};
  for (const name of Object.keys(titles) as Name[]) {
    const value = body[name];
    if (typeof value === 'string' && value !== '') texts[name] = value;
    else faults[name] = [`${titles[name]} is required`];
  }
  if (Object.keys(faults).length > 0)
    throw new DomainError('request.invalid_fields', { fields: faults satisfies FieldFaults });
  return texts as Record<Name, string>;
}

function attempted(parts: XoompeParts, read: ReadAttempt): Handler {
  return (request, reply) => {
    attempt(parts, read, request, reply).catch((error: unknown) => {
      fail(reply, publishedHeaders.authenticationPerMinute, wordedForLogin(error));
    });
  };
}

async function attempt(
  { sessions, rateLimits, callerAddressOf }: XoompeParts,
  read: ReadAttempt,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const address = callerAddressOf(request.raw);
  const { presented, credential, prove } = read(jsonObjectOf(request), sessions);
  const limit = await sessions.attemptLimit(presented);
  const headers =
    limit === null ? liftedHeaders : await count(rateLimits, address, credential, limit, reply);
  void reply.headers(headers);
  const pair = await prove(address);
  sendJson(reply, 200, headers, tokensText(pair));
}

/**
 * Counts for the source first: one that is out of attempts cannot use up those of somebody's credential.
 * Throws DomainError `rate.exceeded`.
 */
async function count(
  rateLimits: RateLimits,
  address: string,
  credential: string,
  limit: number,
  reply: FastifyReply,
): Promise<RateHeaders> {
  const name = createHash('sha256').update(credential).digest('base64url');
  const bySource = await rateLimits.take(`authentication source ${sourceOf(address)}`, limit);
  const decision = bySource.allowed
    ? tighter(bySource, await rateLimits.take(`authentication credential ${name}`, limit))
    : bySource;
  const headers = rateHeadersOf(decision);
  if (decision.allowed) return headers;
  void reply.headers(headers);
  throw new DomainError('rate.exceeded', { retryAfterSeconds: decision.retryAfterSeconds });
}

function tighter(first: RateDecision, second: RateDecision): RateDecision {
  if (!second.allowed) return second;
  return second.remaining < first.remaining ? second : first;
}

function wordedForLogin(error: unknown): unknown {
  return error instanceof DomainError && error.code === 'access.unauthenticated'
    ? new DomainError('access.unauthenticated', { reason: invalidCredentials })
    : error;
}

function tokensText({ accessToken, refreshToken, expiresInSeconds }: TokenPair): string {
  return JSON.stringify({
    accessToken,
    refreshToken,
    expiresIn: expiresInSeconds,
    tokenType: 'Bearer',
  });
}
