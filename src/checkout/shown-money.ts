/** An amount as a customer reads it. */
import { formatMoney, type Money } from '../kit/money.ts';

/** `₹1,20,000.50`, grouped as in India; other currencies by their code and in thousands: `USD 1,200.50`. */
export function shownMoney(money: Money): string {
  const [whole = '', decimals = ''] = formatMoney(money).split('.');
  if (money.currency === 'INR') return `₹${grouped(whole, /\B(?=(?:\d{2})*\d{3}$)/g)}.${decimals}`;
  return `${money.currency} ${grouped(whole, /\B(?=(?:\d{3})+$)/g)}.${decimals}`;
}

function grouped(digits: string, places: RegExp): string {
  return digits.replace(places, ',');
}
