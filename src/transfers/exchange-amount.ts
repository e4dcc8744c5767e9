/** What an amount in one currency comes to in another at a configured rate. Pure and exact: a rate is a fraction. */
import { decimalsOf, exchange, MoneyError, type Fraction } from '../kit/money.ts';
import type { WalletCurrency } from '../merchants/wallets.ts';
import type { Exchanged } from './transfer-command.ts';

/** What one unit of a currency gives in another, before the spread is taken off. */
export interface ExchangeRate {
  /** Decimal text with at most 9 digits before the point and 9 after it. */
  readonly rate: string;
  readonly spreadBasisPoints: number;
}

interface Pair {
  readonly from: WalletCurrency;
  readonly into: WalletCurrency;
}

/**
 * received = floor(amount × rate × (1 − spread)). What would not have bought another minor unit stays out of the
 * conversion as rounding. Undefined when nothing comes of it. Throws MoneyError for a rate that is none.
 */
export function exchangeAmount(
  { from, into }: Pair,
  amountMinor: bigint,
  rate: ExchangeRate,
): Exchanged | undefined {
  const { worth, text } = worthOf({ from, into }, rate);
  const received = exchange({ minor: amountMinor, currency: from }, into, worth, 'down');
  if (received.minor === 0n) return undefined;
  const back = { numerator: worth.denominator, denominator: worth.numerator };
  const given = exchange(received, from, back, 'up');
  return { receivedMinor: received.minor, roundingMinor: amountMinor - given.minor, rate: text };
}

/** The least amount for which as much is received, in minor units of `from`. Throws MoneyError. */
export function amountFor({ from, into }: Pair, receivedMinor: bigint, rate: ExchangeRate): bigint {
  const { worth } = worthOf({ from, into }, rate);
  const back = { numerator: worth.denominator, denominator: worth.numerator };
  return exchange({ minor: receivedMinor, currency: into }, from, back, 'up').minor;
}

/** True for decimal text above zero. */
function isRate(text: string): boolean {
  return /^(?:0|[1-9]\d{0,8})(?:\.\d{1,9})?$/.test(text) && /[1-9]/.test(text);
}

/** How many minor units of `into` a minor unit of `from` is worth, and the rate with the spread off as decimal text. */
function worthOf(
  { from, into }: Pair,
  { rate, spreadBasisPoints }: ExchangeRate,
): { readonly worth: Fraction; readonly text: string } {
  if (!isRate(rate) || spreadBasisPoints < 0 || spreadBasisPoints >= 10_000)
    throw new MoneyError('A rate is a decimal above zero, and its spread below all of it.');
  const [whole = '', decimals = ''] = rate.split('.');
  // Four more decimals hold the spread exactly.
  const digits = BigInt(whole + decimals) * BigInt(10_000 - spreadBasisPoints);
  const places = decimals.length + 4;
  const worth = {
    numerator: digits * 10n ** BigInt(decimalsOf[into]),
    denominator: 10n ** BigInt(places + decimalsOf[from]),
  };
  const padded = digits.toString().padStart(places + 1, '0');
  const point = padded.length - places;
  const text = `${padded.slice(0, point)}.${padded.slice(point)}`.replace(/\.?0+$/, '');
  return { worth, text };
}
