/** Fields of a drafted change, read strictly: it is done exactly as it was shown, or not at all. */
import { DomainError } from '../kit/errors.ts';
import { JsonNumber } from '../kit/json.ts';

export type Body = Readonly<Record<string, unknown>>;

export function textOf(body: Body, name: string, most = 200): string {
  const value = body[name];
  if (typeof value !== 'string' || value.trim() === '' || value.length > most)
    throw refused(name, `A text of 1 to ${String(most)} characters.`);
  return value.trim();
}

/** As it came over the wire, or as it stands in a draft that was read before. */
export function wholeOf(body: Body, name: string): number {
  const value = body[name];
  const text =
    value instanceof JsonNumber ? value.text : typeof value === 'number' ? `${value}` : '';
  if (!/^\d{1,9}$/.test(text)) throw refused(name, 'A whole number.');
  return parseInt(text, 10);
}

export function wholeOrNull(body: Body, name: string): number | null {
  return body[name] === null ? null : wholeOf(body, name);
}

/** Minor units, written as text. */
export function minorOf(body: Body, name: string): bigint {
  const value = body[name];
  if (typeof value !== 'string' || !/^\d{1,18}$/.test(value))
    throw refused(name, 'An amount in minor units, of digits alone.');
  return BigInt(value);
}

export function minorOrNull(body: Body, name: string): bigint | null {
  return body[name] === null ? null : minorOf(body, name);
}

export function flagOf(body: Body, name: string): boolean {
  const value = body[name];
  if (typeof value !== 'boolean') throw refused(name, 'Yes or no.');
  return value;
}

export function textsOf(body: Body, name: string): readonly string[] {
  const value = body[name];
  if (!Array.isArray(value) || value.length > 100 || value.some((each) => typeof each !== 'string'))
    throw refused(name, 'A list of at most 100 texts.');
  return value as readonly string[];
}

export function textsOrNull(body: Body, name: string): readonly string[] | null {
  return body[name] === null ? null : textsOf(body, name);
}

export function oneOf<T extends string>(body: Body, name: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === body[name]);
  if (found === undefined) throw refused(name, `One of ${allowed.join(', ')}.`);
  return found;
}

export function refused(field: string, sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { [field]: [sentence] } });
}
