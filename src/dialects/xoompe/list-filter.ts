/** The query of a list, read strictly: a filter that was misunderstood would show the wrong payouts. */
import { DomainError } from '../../kit/errors.ts';
import { MoneyError, parseMoney } from '../../kit/money.ts';
import type { PayoutFilter } from '../../payments/find-payouts.ts';
import type { PayoutStatus } from '../../payments/payout.ts';
import type { LocalTime } from './local-time.ts';
import { statusWords } from './present.ts';

const defaultPageSize = 50;
const maxPageSize = 200;
const maxPage = 1_000_000;

const statuses: ReadonlyMap<string, PayoutStatus> = new Map(
  (Object.keys(statusWords) as PayoutStatus[]).map((status) => [
    statusWords[status].toLowerCase(),
    status,
  ]),
);

/** Other contracts take more in a reference than this one, and what was paid by them is listed here, too. */
const anyReference = /^[\x21-\x7e]{1,64}$/;

type Read<Value> = (text: string) => Value | undefined;
type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Throws DomainError `request.invalid_fields` that names every bad value. Unknown names are ignored. */
export function readListFilter(query: unknown, time: LocalTime): PayoutFilter {
  const reader = new QueryReader(query);
  const filter: Writable<PayoutFilter> = {
    sortBy:
      reader.read('sortBy', oneOf('createdAt', 'amount'), 'Sort by must be createdAt or amount') ??
      'createdAt',
    sortOrder:
      reader.read('sortOrder', oneOf('asc', 'desc'), 'Sort order must be asc or desc') ?? 'desc',
    page:
      reader.read('page', wholeUpTo(maxPage), `Page must be a number from 1 to ${maxPage}`) ?? 1,
    pageSize:
      reader.read(
        'pageSize',
        wholeUpTo(maxPageSize),
        `Page size must be a number from 1 to ${maxPageSize}`,
      ) ?? defaultPageSize,
  };
  const words = Object.values(statusWords).join(', ');
  const status = reader.read(
    'status',
    (text) => statuses.get(text.toLowerCase()),
    `Status must be one of ${words}`,
  );
  const from = reader.read('fromDate', (text) => time.spanOf(text), dateSentence('From date'));
  const to = reader.read('toDate', (text) => time.spanOf(text), dateSentence('To date'));
  const reference = reader.read(
    'clientTransactionRefNo',
    matching(anyReference),
    'Reference must be 1 to 64 visible ASCII characters',
  );
  const number = reader.read(
    'transactionNumber',
    ourNumber,
    'Transaction number is not well-formed',
  );
  const utr = reader.read('utr', matching(/^[A-Za-z0-9]{1,40}$/), 'UTR is not well-formed');
  const search = reader.read(
    'search',
    matching(anyReference),
    'Search must be 1 to 64 visible ASCII characters',
  );
  const min = reader.read(
    'minAmount',
    rupees,
    'Minimum amount must be a plain number with at most 2 decimals',
  );
  const max = reader.read(
    'maxAmount',
    rupees,
    'Maximum amount must be a plain number with at most 2 decimals',
  );
  if (from && to && from.fromMs >= to.toMs)
    reader.refuse('toDate', 'To date must not be before the from date');
  if (min !== undefined && max !== undefined && min > max)
    reader.refuse('maxAmount', 'Maximum amount must not be less than the minimum amount');
  reader.refuseFaults();
  if (status !== undefined) filter.status = status;
  if (from !== undefined) filter.fromMs = from.fromMs;
  if (to !== undefined) filter.toMs = to.toMs;
  if (reference !== undefined) filter.reference = reference;
  if (number !== undefined) filter.transactionNumber = number;
  if (utr !== undefined) filter.utr = utr;
  if (search !== undefined) filter.search = search;
  if (min !== undefined) filter.minAmountMinor = min;
  if (max !== undefined) filter.maxAmountMinor = max;
  return filter;
}

class QueryReader {
  readonly #query: Readonly<Record<string, unknown>>;
  readonly #faults: Record<string, string[]> = {};

  constructor(query: unknown) {
    this.#query = (query ?? {}) as Readonly<Record<string, unknown>>;
  }

  /** Undefined when the name is not there, and when its value is bad; then the sentence is kept. */
  read<Value>(name: string, read: Read<Value>, sentence: string): Value | undefined {
    const text = this.#query[name];
    if (text === undefined) return undefined;
    // The same name twice comes as a list; which of them was meant nobody knows.
    const value = typeof text === 'string' ? read(text) : undefined;
    if (value === undefined) this.refuse(name, sentence);
    return value;
  }

  refuse(name: string, sentence: string): void {
    this.#faults[name] = [sentence];
  }

  refuseFaults(): void {
    if (Object.keys(this.#faults).length > 0)
      throw new DomainError('request.invalid_fields', { fields: this.#faults });
  }
}

function oneOf<Word extends string>(...words: readonly Word[]): Read<Word> {
  return (text) => words.find((word) => word.toLowerCase() === text.toLowerCase());
}

function wholeUpTo(max: number): Read<number> {
  return (text) => {
    const number = /^[1-9]\d{0,6}$/.test(text) ? parseInt(text, 10) : undefined;
    return number !== undefined && number <= max ? number : undefined;
  };
}

function matching(pattern: RegExp): Read<string> {
  return (text) => (pattern.test(text) ? text : undefined);
}

/** Numbers of ours are in capitals; people paste them as they like. */
function ourNumber(text: string): string | undefined {
  return /^[A-Za-z0-9]{1,40}$/.test(text) ? text.toUpperCase() : undefined;
}

function rupees(text: string): bigint | undefined {
  try {
    return parseMoney(text, 'INR').minor;
  } catch (error) {
    if (error instanceof MoneyError) return undefined;
    throw error;
  }
}

function dateSentence(title: string): string {
  return `${title} must be a date (YYYY-MM-DD) or an ISO date and time`;
}
