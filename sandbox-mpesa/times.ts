const EAST_AFRICA_MS = 3 * 3_600_000;

const partsOf = (atMs: number) => new Date(atMs + EAST_AFRICA_MS).toISOString();

/** `20240706224852`, in East Africa, as prompts and enquiries write a time. */
export function stampOf(atMs: number): string {
  return partsOf(atMs).slice(0, 19).replace(/[-T:]/g, '');
}

/** `06.07.2024 22:48:52`, as the result of a payout writes it. */
export function dottedOf(atMs: number): string {
  const [date = '', time = ''] = partsOf(atMs).slice(0, 19).split('T');
  return `${date.split('-').reverse().join('.')} ${time}`;
}
