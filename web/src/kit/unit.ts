/** What a figure counts, and how it is written. */
import { grouped, moneyText } from './money.tsx';
import { spanText } from './when.tsx';

export type Unit =
  /** Minor units of a currency. */
  | { readonly kind: 'money'; readonly currency: string }
  | { readonly kind: 'count' }
  /** Hundredths of a per cent. */
  | { readonly kind: 'share' }
  | { readonly kind: 'span' };

/** `value` is a whole number as text; a dash stands for one that nobody knows. */
export function unitText(value: string | null, unit: Unit): string {
  if (value === null) return '–';
  switch (unit.kind) {
    case 'money':
      return moneyText({ minor: value, currency: unit.currency });
    case 'count':
      return grouped(value);
    case 'share':
      return shareText(value);
    case 'span':
      return spanText(+value);
  }
}

/** `9876` is `98.76 %`. */
export function shareText(basisPoints: string): string {
  const digits = basisPoints.padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)} %`;
}

const compact = new Intl.NumberFormat('en-IN', { notation: 'compact', maximumFractionDigits: 1 });

/** Short, for the side of a chart, where a place is told and no amount: `₹1.2L`. */
export function axisText(height: number, unit: Unit): string {
  switch (unit.kind) {
    case 'money':
      return compact.format(height / 100);
    case 'count':
      return compact.format(height);
    case 'share':
      return `${String(Math.floor(height / 100))} %`;
    case 'span':
      return spanText(height);
  }
}
