const EAST_AFRICA_MS = 3 * 3_600_000;

const partsOf = (atMs: number) => new Date(atMs + EAST_AFRICA_MS).toISOString();

/** When the day began, in East Africa. */
export function dayOf(atMs: number): number {
  const sinceMs = (atMs + EAST_AFRICA_MS) % 86_400_000;
  return atMs - sinceMs;
}

/** Of `2024-07-06 22:48:52`, in East Africa; null for anything else. */
export function momentOf(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return null;
  const at = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? null : at - EAST_AFRICA_MS;
}

/** `2024-07-06T19:48:52Z`, as lists that are pulled write a time. */
export function momentShown(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+/, '');
}

/** `20240706224852`, in East Africa, as prompts and enquiries write a time. */
export function stampOf(atMs: number): string {
  return partsOf(atMs).slice(0, 19).replace(/[-T:]/g, '');
}

/** `06.07.2024 22:48:52`, as the result of a payout writes it. */
export function dottedOf(atMs: number): string {
  const [date = '', time = ''] = partsOf(atMs).slice(0, 19).split('T');
  return `${date.split('-').reverse().join('.')} ${time}`;
}
