/** Reads what a page asks for. Whatever is not well-formed is refused before anything is looked up. */
import { DomainError } from '../../kit/errors.ts';
import { isUuid } from '../../kit/ids.ts';
import { isCurrency, type Currency } from '../../kit/money.ts';

type Query = Readonly<Record<string, string>>;

const mostRows = 200;

export function invalid(field: string, sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { [field]: [sentence] } });
}

/** Rows of a page: 1 to 200. */
export function limitOf({ limit }: Query, usual = 50): number {
  if (limit === undefined) return usual;
  const rows = /^\d{1,3}$/.test(limit) ? parseInt(limit, 10) : 0;
  if (rows < 1 || rows > mostRows) throw invalid('limit', 'A limit is 1 to 200.');
  return rows;
}

/** What cannot be an id names nothing that anybody may see. */
export function idOf(params: Query, name: string): string {
  const id = params[name]?.toLowerCase() ?? '';
  if (!isUuid(id)) throw new DomainError('console.not_found');
  return id;
}

/** An id as a cursor. */
export function cursorOf({ cursor }: Query): string | undefined {
  if (cursor === undefined || isUuid(cursor)) return cursor;
  throw invalid('cursor', 'This is no cursor of ours.');
}

const longestSearch = 64;

/** What is looked for, without spaces at its ends; empty: everything. */
export function searchOf({ search = '' }: Query): string {
  const text = search.trim();
  if (text.length > longestSearch)
    throw invalid('search', `At most ${String(longestSearch)} characters.`);
  return text;
}

/** One of the words; undefined when nothing was said. */
export function wordOf<Word extends string>(
  query: Query,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  const found = words.find((word) => word === text);
  if (found === undefined) throw invalid(name, `One of ${words.join(', ')}.`);
  return found;
}

export function instantOf(query: Query, name: string): Date | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/;
  const at = shape.test(text) ? new Date(text) : undefined;
  if (at === undefined || Number.isNaN(at.getTime()))
    throw invalid(name, 'An instant such as 2026-01-31T09:30:00Z.');
  return at;
}

export function currencyOf(query: Query): Currency {
  const { currency = 'INR' } = query;
  if (!isCurrency(currency)) throw invalid('currency', 'There is no such currency here.');
  return currency;
}

type Body = Readonly<Record<string, unknown>>;

/** A text of at most so many characters, without spaces at its ends; empty when it is missing. */
export function textOf(body: Body, field: string, most: number): string {
  const value = body[field];
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw invalid(field, 'This is a text.');
  const text = value.trim();
  if (text.length > most) throw invalid(field, `At most ${String(most)} characters.`);
  return text;
}
