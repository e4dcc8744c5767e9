/** What an amount in INR comes to in USDT at a quoted rate. Pure and exact: a rate is a fraction, never a float. */
import { DomainError } from '../kit/errors.ts';
import { exchange, MoneyError, type Fraction } from '../kit/money.ts';

export const directions = ['INR_PER_USDT', 'USDT_PER_INR'] as const;
export type Direction = (typeof directions)[number];

/** Minor units. given + rounding is what was to be converted. */
export interface Converted {
  readonly usdtMinor: bigint;
  /** What the USDT cost, rounded up to the paisa. */
  readonly givenMinor: bigint;
  /** Whole paise that would not have bought another millionth. */
  readonly roundingMinor: bigint;
}

/** One rupee has 100 paise and one USDT a million millionths. */
const millionthsPerPaisa = 10_000n;

/**
 * usdt = floor(inr / rate) for INR_PER_USDT, floor(inr × rate) for USDT_PER_INR, in millionths.
 * `rate` is decimal text with at most 7 digits before the point and 8 after it.
 * Throws DomainError `request.invalid_fields`.
 */
export function convertAmount(inrMinor: bigint, rate: string, direction: Direction): Converted {
  const worth = worthOf(rate, direction);
  try {
    const inr = { minor: inrMinor, currency: 'INR' } as const;
    const usdt = exchange(inr, 'USDT', worth, 'down');
    if (usdt.minor === 0n) throw refused('The amount does not come to a millionth of a USDT.');
    const back = { numerator: worth.denominator, denominator: worth.numerator };
    const given = exchange(usdt, 'INR', back, 'up');
    return {
      usdtMinor: usdt.minor,
      givenMinor: given.minor,
      roundingMinor: inrMinor - given.minor,
    };
  } catch (error) {
    if (error instanceof MoneyError) throw refused(error.message);
    throw error;
  }
}

/** How many millionths of a USDT a paisa is worth. */
function worthOf(rate: string, direction: Direction): Fraction {
  const parts = /^(0|[1-9]\d{0,6})(?:\.(\d{1,8}))?$/.exec(rate);
  const decimals = parts?.[2] ?? '';
  const digits = BigInt((parts?.[1] ?? '0') + decimals);
  if (digits === 0n)
    throw refused(
      'A rate is a decimal above zero, 7 digits before the point and 8 after it at most.',
    );
  const scale = 10n ** BigInt(decimals.length);
  return direction === 'INR_PER_USDT'
    ? { numerator: millionthsPerPaisa * scale, denominator: digits }
    : { numerator: millionthsPerPaisa * digits, denominator: scale };
}

function refused(sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { rate: [sentence] } });
}
