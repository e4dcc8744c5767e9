/** Decimals as people write them and whole numbers of hundredths as the API takes them: text alone, never a float. */

/** `12.5` is `1250`; undefined when it is no decimal of at most two places. */
export function hundredthsOf(text: string): string | undefined {
  const [, whole, places = ''] = /^(\d{1,15})(?:\.(\d{1,2}))?$/.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  return (whole + places.padEnd(2, '0')).replace(/^0+(?=\d)/, '');
}

/** `1250` is `12.50`. */
export function decimalOf(hundredths: string): string {
  const digits = hundredths.padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
