/** Amounts as people read them. They arrive as minor units in text and are never turned into a floating number. */
import type { Money } from '../../../src/console/answers/shared.ts';

const signs: Readonly<Record<string, string>> = { INR: '₹', USD: '$', EUR: '€' };
/** Of every currency but those named here there are hundredths. */
const decimals: Readonly<Record<string, number>> = { USDT: 6 };

/** Rupees in lakhs and crores, everything else in thousands: `1234567890` INR is `₹1,23,45,678.90`. */
export function moneyText({ minor, currency }: Money): string {
  const negative = minor.startsWith('-');
  const places = decimals[currency] ?? 2;
  const digits = (negative ? minor.slice(1) : minor).padStart(places + 1, '0');
  const whole = digits.slice(0, -places);
  const sign = signs[currency];
  const text = `${grouped(whole, currency === 'INR')}.${digits.slice(-places)}`;
  const amount = sign === undefined ? `${currency} ${text}` : `${sign}${text}`;
  return negative ? `−${amount}` : amount;
}

/** `12345678` is `1,23,45,678` the Indian way and `12,345,678` the other. */
export function grouped(digits: string, indian = true): string {
  const last = digits.slice(-3);
  const rest = digits.slice(0, -3);
  if (rest === '') return last;
  const pattern = indian ? /\B(?=(\d{2})+$)/g : /\B(?=(\d{3})+$)/g;
  return `${rest.replace(pattern, ',')},${last}`;
}

export function Amount({ money, strong }: { readonly money: Money; readonly strong?: boolean }) {
  const text = moneyText(money);
  return <span className="number">{strong === true ? <strong>{text}</strong> : text}</span>;
}
