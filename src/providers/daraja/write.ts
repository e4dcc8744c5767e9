/** Writing what Daraja reads: whole shillings, East African time, sealed passwords, short texts. */
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import type { Currency } from '../../kit/money.ts';

const eastAfricaMs = 3 * 3_600_000;

/** `20240706224852`. Kenya has had no daylight saving since 1960, so the offset is a constant. */
export function eastAfricaStamp(at: Date): string {
  const local = new Date(at.getTime() + eastAfricaMs).toISOString();
  return local.slice(0, 19).replace(/[-T:]/g, '');
}

/** The amount as Daraja takes it, or undefined where it is not whole shillings of Kenya above zero. */
export function wholeShillings(amountMinor: bigint, currency: Currency): string | undefined {
  if (currency !== 'KES' || amountMinor <= 0n || amountMinor % 100n !== 0n) return undefined;
  return (amountMinor / 100n).toString();
}

export const isMsisdn = (text: string | undefined): text is string =>
  text !== undefined && /^254\d{9}$/.test(text);

/** Base64 of the password, encrypted with PKCS#1 v1.5 as Daraja wants it. Throws where the certificate is none. */
export function securityCredential(certificate: string, password: string): string {
  const key = createPublicKey(certificate);
  const padding = constants.RSA_PKCS1_PADDING;
  return publicEncrypt({ key, padding }, Buffer.from(password)).toString('base64');
}

/** At most `most` characters: where a text is longer its last words, which tell one payment from the next. */
export function shortened(text: string, most: number): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  if (plain.length <= most) return plain;
  const tail = plain.slice(-most - 1);
  const cut = tail.indexOf(' ');
  return cut >= 0 && cut < most ? tail.slice(cut + 1) : tail.slice(1);
}
