import { InvalidRequest } from './order.ts';

const MOST = 1_000;

/** `after` (default 0) and `limit` (default and most 1,000) of a query. Throws `InvalidRequest`. */
export function pageOf(query: URLSearchParams): { after: number; limit: number } {
  const after = wordOf(query, 'after', '0');
  const limit = wordOf(query, 'limit', String(MOST));
  if (limit < 1 || limit > MOST) throw new InvalidRequest(`limit must be from 1 to ${MOST}`);
  return { after, limit };
}

function wordOf(query: URLSearchParams, name: string, fallback: string): number {
  const text = query.get(name) ?? fallback;
  if (!/^\d{1,15}$/.test(text)) throw new InvalidRequest(`${name} must be a whole number`);
  return Number(text);
}
