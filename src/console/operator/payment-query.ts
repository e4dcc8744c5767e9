/** The query of the payments' list, read strictly. */
import { DomainError } from '../../kit/errors.ts';
import { isUuid } from '../../kit/ids.ts';
import { isCurrency, MoneyError, parseMoney, type Currency } from '../../kit/money.ts';
import { paymentKinds, type PaymentFilter } from '../../views/payment-filter.ts';

type Query = Readonly<Record<string, string>>;

const largestPage = 200;
const word = /^[a-zA-Z0-9_-]{1,40}$/;

/** Throws DomainError `request.invalid_fields`. Parameters that are empty are not there. */
export function filterOf(query: Query): PaymentFilter {
  const faults: Record<string, string[]> = {};
  const read = <T>(name: string, parse: (text: string) => T | undefined, wants: string) => {
    const text = query[name];
    if (text === undefined || text === '') return undefined;
    const value = parse(text);
    if (value === undefined) faults[name] = [wants];
    return value;
  };
  const currency = read(
    'currency',
    (text) => (isCurrency(text) ? text : undefined),
    'No such currency.',
  );
  const amount = (text: string) => minorOf(text, currency ?? 'INR');
  const plain = (text: string) => (word.test(text) ? text : undefined);
  const given = {
    currency,
    kind: read('kind', (text) => paymentKinds.find((kind) => kind === text), 'No such kind.'),
    status: read('status', plain, 'No such status.'),
    contract: read('contract', plain, 'No such contract.'),
    merchantId: read(
      'merchant',
      (text) => (isUuid(text.toLowerCase()) ? text.toLowerCase() : undefined),
      'No such merchant.',
    ),
    provider: read('provider', plain, 'No such provider.'),
    method: read('method', plain, 'No such rail or method.'),
    minAmountMinor: read('min', amount, 'An amount is plain digits.'),
    maxAmountMinor: read('max', amount, 'An amount is plain digits.'),
    fromMs: read('from', instantOf, 'A day is written as 2026-03-31.'),
    toMs: read('to', instantOf, 'A day is written as 2026-03-31.'),
  };
  if (Object.keys(faults).length > 0)
    throw new DomainError('request.invalid_fields', { fields: faults });
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present);
}

/** `cursor` and `limit`. Throws DomainError `request.invalid_fields`. */
export function pageOf({ cursor, limit }: Query): { cursor?: string; limit: number } {
  if (cursor !== undefined && !isUuid(cursor.toLowerCase()))
    throw invalid('cursor', 'This is no page.');
  const size = limit === undefined ? 50 : /^\d{1,3}$/.test(limit) ? parseInt(limit, 10) : 0;
  if (size < 1 || size > largestPage)
    throw invalid('limit', `A page has 1 to ${String(largestPage)} rows.`);
  return { limit: size, ...(cursor !== undefined && { cursor }) };
}

/** What is looked for: one word or number. Empty: nothing. Throws DomainError `request.invalid_fields`. */
export function searchedIn({ q = '' }: Query): string {
  const text = q.trim();
  if (text.length > 100) throw invalid('q', 'A number has at most 100 characters.');
  return text;
}

function invalid(field: string, sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { [field]: [sentence] } });
}

function minorOf(text: string, currency: Currency): bigint | undefined {
  try {
    return parseMoney(text, currency).minor;
  } catch (error) {
    if (error instanceof MoneyError) return undefined;
    throw error;
  }
}

/** An instant, or a day, which begins at midnight UTC; the page sends instants of the reader's own days. */
function instantOf(text: string): number | undefined {
  const shape = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{3})?Z)?$/;
  const ms = shape.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) || ms < 0 ? undefined : ms;
}
