export type Currency = 'INR' | 'KES' | 'USD' | 'EUR' | 'AED' | 'USDT';

/** An exact amount: `minor` counts paise, cents or millionths of a USDT. */
export interface Money {
  readonly minor: bigint;
  readonly currency: Currency;
}

export type Rounding = 'half-up' | 'down' | 'up';

/** Refused text, mixed currencies or a share that makes no sense. `message` may be shown and repeats no input. */
export class MoneyError extends Error {
  override readonly name = 'MoneyError';
}

/** How many decimals each currency has. */
export const decimalsOf: Readonly<Record<Currency, number>> = {
  INR: 2,
  KES: 2,
  USD: 2,
  EUR: 2,
  AED: 2,
  USDT: 6,
};

/** All that the gateway keeps books in. */
export const currencies = Object.keys(decimalsOf) as readonly Currency[];

const twoDecimals = /^(0|[1-9]\d{0,12})(?:\.(\d{1,2}))?$/;

const shapes: Readonly<Record<Currency, RegExp>> = {
  INR: twoDecimals,
  KES: twoDecimals,
  USD: twoDecimals,
  EUR: twoDecimals,
  AED: twoDecimals,
  USDT: /^(0|[1-9]\d{0,12})(?:\.(\d{1,6}))?$/,
};

/** What a `bigint` column holds. Thirteen digits of USDT reach beyond it. */
const largestMinor = 2n ** 63n - 1n;

/** True for the code of a currency the gateway keeps books in, in exactly this spelling. */
export function isCurrency(text: string): text is Currency {
  return Object.hasOwn(decimalsOf, text);
}

/** Reads plain decimal digits: no sign, exponent, space or leading zero, and nothing is rounded. Throws MoneyError. */
export function parseMoney(source: string, currency: Currency): Money {
  const parts = shapes[currency].exec(source);
  const decimals = decimalsOf[currency];
  if (parts === null) {
    throw new MoneyError(
      `An amount in ${currency} is plain digits with at most ${decimals} decimals.`,
    );
  }
  const minor = BigInt((parts[1] ?? '') + (parts[2] ?? '').padEnd(decimals, '0'));
  if (minor > largestMinor) throw new MoneyError(`The amount in ${currency} is too large.`);
  return { minor, currency };
}

const inThousands = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const inLakhs = /^\d{1,2}(?:,\d{2})*,\d{3}(?:\.\d+)?$/;

/**
 * As people write it: `12,34,567.50` or `1,234,567.50`. A comma anywhere else may be meant for a decimal point, so it is
 * refused and not left out. Throws MoneyError.
 */
export function parseWrittenMoney(source: string, currency: Currency): Money {
  const isGrouped = inThousands.test(source) || inLakhs.test(source);
  return parseMoney(isGrouped ? source.replaceAll(',', '') : source, currency);
}

/** With all decimals of the currency: `5000.00`. Reads back as the same money. */
export function formatMoney(money: Money): string {
  const decimals = decimalsOf[money.currency];
  const negative = money.minor < 0n;
  const digits = (negative ? -money.minor : money.minor).toString().padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** For a person, of what somebody else says: `5000.00 INR`. A currency that we keep no books in may have any decimals. */
export function amountInWords(minor: bigint, currency: string): string {
  const amount = isCurrency(currency)
    ? formatMoney({ minor, currency })
    : `${String(minor)} minor units`;
  return `${amount} ${currency}`;
}

/** As the text of a JSON number, without zeros at the end: `5000`, `5000.5`, `12345.67`. */
export function toJsonNumber(money: Money): string {
  const text = formatMoney(money);
  let end = text.length;
  while (text[end - 1] === '0') end--;
  if (text[end - 1] === '.') end--;
  return text.slice(0, end);
}

export function add(a: Money, b: Money): Money {
  refuseMixed(a, b);
  return { minor: a.minor + b.minor, currency: a.currency };
}

/** May go below zero; whether that is allowed is for the caller to say. */
export function subtract(a: Money, b: Money): Money {
  refuseMixed(a, b);
  return { minor: a.minor - b.minor, currency: a.currency };
}

export function compare(a: Money, b: Money): -1 | 0 | 1 {
  refuseMixed(a, b);
  if (a.minor === b.minor) return 0;
  return a.minor < b.minor ? -1 : 1;
}

/**
 * The part of an amount that a rate names, in whole minor units; 10,000 basis points are all of it.
 * Beside `exchange` this is the only division of an amount that is booked. Amounts and rates below zero are refused, so each rounding has one meaning.
 */
export function shareOf(money: Money, basisPoints: bigint | number, rounding: Rounding): Money {
  if (typeof basisPoints === 'number' && !Number.isSafeInteger(basisPoints)) {
    throw new MoneyError('A rate is a whole number of basis points.');
  }
  const rate = BigInt(basisPoints);
  if (rate < 0n || money.minor < 0n) {
    throw new MoneyError('A share is taken of an amount and a rate that are not below zero.');
  }
  const product = money.minor * rate;
  const whole = product / 10_000n;
  const rest = product % 10_000n;
  const roundsUp = rounding === 'up' ? rest > 0n : rounding === 'half-up' && rest >= 5_000n;
  return { minor: roundsUp ? whole + 1n : whole, currency: money.currency };
}

/** Above zero, both of them. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** An amount in another currency, of which one minor unit of this one is worth `worth`. Throws MoneyError. */
export function exchange(
  money: Money,
  into: Currency,
  worth: Fraction,
  rounding: Exclude<Rounding, 'half-up'>,
): Money {
  if (money.minor < 0n || worth.numerator <= 0n || worth.denominator <= 0n)
    throw new MoneyError('An amount that is exchanged is not below zero, and its rate above it.');
  const product = money.minor * worth.numerator;
  const whole = product / worth.denominator;
  const roundsUp = rounding === 'up' && product % worth.denominator > 0n;
  const minor = roundsUp ? whole + 1n : whole;
  if (minor > largestMinor) throw new MoneyError(`The amount in ${into} is too large.`);
  return { minor, currency: into };
}

function refuseMixed(a: Money, b: Money): void {
  if (a.currency !== b.currency) {
    throw new MoneyError(`${a.currency} and ${b.currency} do not mix.`);
  }
}
