// Thirteen digits of rupees keep every sum of the book inside a signed 64-bit column.
const AMOUNT = /^(0|[1-9]\d{0,12})\.(\d{2})$/;

/** `"5000.00"` (rupees, exactly two decimals, greater than zero) as paise; anything else is null. */
export function parsePaise(text: unknown): bigint | null {
  const parts = typeof text === 'string' ? AMOUNT.exec(text) : null;
  if (parts === null) return null;
  const paise = BigInt(`${parts[1]}${parts[2]}`);
  return paise > 0n ? paise : null;
}

/** Paise as rupees with two decimals. */
export function rupees(paise: bigint): string {
  const digits = (paise < 0n ? -paise : paise).toString().padStart(3, '0');
  return `${paise < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
