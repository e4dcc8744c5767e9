/** From the filters in the address to what the API is asked. */
import type { Filters } from '../app/filters.ts';

const filterNames = [
  'q',
  'kind',
  'status',
  'contract',
  'merchant',
  'provider',
  'method',
  'currency',
  'min',
  'max',
  'from',
  'to',
] as const;

/** Days are those of the reader; the last one is included. */
export function askedOf(filters: Filters): Filters {
  const asked = Object.fromEntries(filterNames.map((name) => [name, filters[name]]));
  return {
    ...asked,
    from: startOf(filters['from'], 0),
    to: startOf(filters['to'], 1),
  };
}

export function isNarrowed(filters: Filters): boolean {
  return filterNames.some((name) => (filters[name] ?? '') !== '');
}

function startOf(day: string | undefined, daysLater: number): string | undefined {
  if (day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const at = new Date(`${day}T00:00:00`);
  if (Number.isNaN(at.getTime())) return undefined;
  at.setDate(at.getDate() + daysLater);
  return at.toISOString();
}
