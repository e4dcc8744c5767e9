/** Fields of a body, read strictly: what is not of its type is refused by name. */
import { DomainError } from '../kit/errors.ts';
import { isUuid } from '../kit/ids.ts';

type Body = Readonly<Record<string, unknown>>;

/** A text of 1 to `most` characters. Throws DomainError `request.invalid_fields`. */
export function textIn(body: Body, name: string, most = 300): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw invalidField(name, 'This is needed.');
  if (value.length > most) throw invalidField(name, `This has at most ${String(most)} characters.`);
  return value;
}

/** The same; empty where the field is absent. */
export function optionalTextIn(body: Body, name: string, most = 300): string {
  const value = body[name];
  return value === undefined || value === null || value === '' ? '' : textIn(body, name, most);
}

/** Throws DomainError `request.invalid_fields`. */
export function objectIn(body: Body, name: string): Readonly<Record<string, unknown>> {
  const value = body[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidField(name, 'This is needed.');
  return value as Readonly<Record<string, unknown>>;
}

/** An id in an address. Throws DomainError `console.not_found` for what cannot be one. */
export function idIn(params: Readonly<Record<string, string>>, name: string): string {
  const value = params[name] ?? '';
  if (!isUuid(value.toLowerCase())) throw new DomainError('console.not_found');
  return value.toLowerCase();
}

export function invalidField(name: string, sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { [name]: [sentence] } });
}
