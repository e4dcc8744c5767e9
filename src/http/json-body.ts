import { DomainError } from '../kit/errors.ts';
import { isJsonObject, JsonError, readJson, type JsonObject } from '../kit/json.ts';
import type { Call } from './direct.ts';

/** UTF-8 by its name or the usual misspelling of it, or what is a part of it. */
const jsonType =
  /^application\/json[ \t]*(?:;[ \t]*charset=(?:"(?:utf-?8|us-ascii)"|utf-?8|us-ascii)[ \t]*)?;?$/i;

/**
 * The body as one JSON object. Throws DomainError `request.unsupported_type` and `request.malformed`
 * with a sentence in `reason`.
 */
export function jsonObjectOf(request: Call): JsonObject {
  const type = request.headers['content-type'];
  if (type !== 'application/json' && (type === undefined || !jsonType.test(type)))
    throw new DomainError('request.unsupported_type');
  return jsonObjectIn(request.body);
}

/** The same of a body whose type the door has looked at itself. Throws DomainError `request.malformed`. */
export function jsonObjectIn(body: unknown): JsonObject {
  if (!Buffer.isBuffer(body) || body.length === 0) throw malformed('The body is empty.');
  const value = readOrRefuse(body);
  if (!isJsonObject(value)) throw malformed('The body is not a JSON object.');
  return value;
}

function readOrRefuse(body: Buffer): ReturnType<typeof readJson> {
  try {
    return readJson(body);
  } catch (error) {
    if (error instanceof JsonError) throw malformed(error.message);
    throw error;
  }
}

function malformed(reason: string): DomainError {
  return new DomainError('request.malformed', { reason });
}
