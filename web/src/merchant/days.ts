/** Days of the reader's own zone, as a date field writes them, as instants. */

export function dayStart(day: string | undefined): string | undefined {
  return instantOf(day, 0);
}

/** The midnight after it. */
export function dayEnd(day: string | undefined): string | undefined {
  return instantOf(day, 1);
}

function instantOf(day: string | undefined, later: number): string | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? '');
  if (parts === null) return undefined;
  const [year = 0, month = 1, date = 1] = parts.slice(1).map((part) => parseInt(part, 10));
  return new Date(year, month - 1, date + later).toISOString();
}

/** `2026-01-31` of the reader's zone, so many days ago. */
export function dayText(ago = 0): string {
  const now = new Date();
  return textOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - ago));
}

function textOf(day: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${String(day.getFullYear())}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The day of an instant in the reader's zone; empty for none. */
export function dayOf(iso: string | null): string {
  return iso === null ? '' : textOf(new Date(iso));
}
