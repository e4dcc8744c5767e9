/** `5000.00` in paise. */
export function minorOf(rupees: string): bigint {
  return BigInt(rupees.replace('.', ''));
}

/** Paise as `5000.00`. */
export function rupeesOf(minor: bigint): string {
  return `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
}
