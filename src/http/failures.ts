/** What went wrong on the way to or inside a handler, as a refusal; faults of ours leave one log line. */
import type { Logger } from 'pino';
import { randomUUID } from 'node:crypto';
import { driverCodeOf } from '../db/sqlstate.ts';
import { unavailableOr } from '../db/unavailable.ts';
import { DomainError, type ErrorCode } from '../kit/errors.ts';

/** Only these things of a request are ever logged. */
export interface RequestTrace {
  readonly method: string;
  /** The pattern of the route, never the path with its values. */
  readonly route: string | undefined;
}

export interface Failure {
  readonly error: DomainError;
  readonly supportId: string | undefined;
}

/** What the caller is told of a path that cannot be read. */
export const malformedPath = 'The path is not well-formed.';

const ours: ReadonlySet<ErrorCode> = new Set([
  'service.internal',
  'service.unavailable',
  'service.overloaded',
]);

/**
 * The support id in the answer is the one in the log line, and nothing else leads from one to the other. `isFault`: the
 * door words it as a fault of ours, so that its answer needs an id, too.
 */
export function failureOf(
  thrown: unknown,
  log: Logger,
  trace: RequestTrace,
  isFault: (error: DomainError) => boolean,
): Failure {
  const error = domainErrorOf(thrown);
  if (!ours.has(error.code) && !isFault(error)) return { error, supportId: undefined };
  const supportId = randomUUID();
  const line = { supportId, code: error.code, method: trace.method, route: trace.route };
  if (error.code === 'service.internal') log.error({ ...line, ...describe(thrown) }, 'fault');
  else log.warn({ ...line, ...(thrown === error ? causeOf(error) : describe(thrown)) }, 'refused');
  return { error, supportId };
}

/**
 * The server's own refusals have a status below 500, and a database that is away is one for now; anything else unknown is
 * a fault of ours.
 */
function domainErrorOf(thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown;
  const { code, statusCode } = fieldsOf(thrown);
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new DomainError('request.too_large');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new DomainError('request.unsupported_type');
  if (code === 'FST_ERR_BAD_URL')
    return new DomainError('request.malformed', { reason: malformedPath });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new DomainError('request.malformed', { reason: 'The request is not well-formed.' });
  const meant = unavailableOr(thrown);
  return meant instanceof DomainError ? meant : new DomainError('service.internal');
}

/** Messages may repeat what a merchant sent, so the log gets the kind and the places, not the words. */
function describe(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { errorName: typeof thrown };
  const places = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    errorName: thrown.name,
    errorCode: outageCodeOf(thrown),
    at: places.map((line) => line.trim()),
  };
}

/** Its kind alone: it may stand in the log hundreds of times in a second. */
function causeOf({ cause }: DomainError): Record<string, unknown> {
  if (typeof cause !== 'object' || cause === null || !('name' in cause)) return {};
  return { errorName: cause.name, errorCode: outageCodeOf(cause) };
}

/** The driver has sentences where others have codes: they are its own, without a word of what was asked. */
function outageCodeOf(thrown: unknown): string | undefined {
  return fieldsOf(thrown).code ?? driverCodeOf(thrown);
}

function fieldsOf(thrown: unknown): { code?: string; statusCode?: number } {
  if (typeof thrown !== 'object' || thrown === null) return {};
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  const status = 'statusCode' in thrown ? thrown.statusCode : undefined;
  return {
    ...(code === undefined ? {} : { code }),
    ...(typeof status === 'number' ? { statusCode: status } : {}),
  };
}
