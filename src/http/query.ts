/** The query of a request, read so that nobody can understand it in two ways. */
import { DomainError } from '../kit/errors.ts';

/** By name, in the order of the query. Throws DomainError `request.malformed` for a name that comes twice. */
export function queryOf(target: string): ReadonlyMap<string, string> {
  const at = target.indexOf('?');
  const text = at < 0 ? '' : (target.slice(at + 1).split('#')[0] ?? '');
  const found = new Map<string, string>();
  for (const part of text.split('&')) {
    if (part === '') continue;
    const cut = part.indexOf('=');
    const name = decoded(cut < 0 ? part : part.slice(0, cut));
    const value = decoded(cut < 0 ? '' : part.slice(cut + 1));
    if (found.has(name)) throw malformed('A query parameter comes twice.');
    found.set(name, value);
  }
  return found;
}

function decoded(text: string): string {
  let value: string;
  try {
    value = decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformed('The query is not well-formed.');
  }
  if (/\p{Cc}/u.test(value)) throw malformed('The query holds a control character.');
  return value;
}

function malformed(reason: string): DomainError {
  return new DomainError('request.malformed', { reason });
}
