/**
 * The name of one attempt at a provider. It leads back to merchant and payout by itself, so an answer
 * that comes from outside finds its rows without a directory.
 */
import { isUuid, type PayoutId } from '../kit/ids.ts';

export interface ReferenceParts {
  readonly merchantNo: number;
  readonly payoutId: PayoutId;
  readonly attemptNo: number;
}

// Digits and capital letters without I, L, O and U: nothing to misread, and safe where a bank changes case.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const merchantDigits = 7;
const payoutDigits = 26;
const shape = /^H([0-9A-HJKMNP-TV-Z]{7})([0-9A-HJKMNP-TV-Z]{26})-([1-9][0-9]{0,4})$/;

/** A column of the type integer holds them. A reference from outside that names a larger one is none of ours. */
const largestMerchantNo = 0x7fff_ffff;
const largestAttemptNo = 99_999;

/** 36 to 40 characters of `[A-Z0-9-]`. Throws RangeError for parts that do not fit. */
export function providerReference(merchantNo: number, payoutId: string, attemptNo: number): string {
  if (!isWithin(merchantNo, 0, largestMerchantNo)) throw new RangeError('No such merchant number.');
  if (!isWithin(attemptNo, 1, largestAttemptNo)) throw new RangeError('No such attempt number.');
  if (!isUuid(payoutId)) throw new RangeError('No such payout id.');
  const payout = BigInt(`0x${payoutId.replaceAll('-', '')}`);
  const merchantText = toBase32(BigInt(merchantNo), merchantDigits);
  return `H${merchantText}${toBase32(payout, payoutDigits)}-${attemptNo}`;
}

/** The parts of a reference that `providerReference` made; undefined for every other text. */
export function parseProviderReference(text: string): ReferenceParts | undefined {
  const parts = shape.exec(text);
  if (parts === null) return undefined;
  const [, merchantText = '', payoutText = '', attemptText = ''] = parts;
  const merchantNo = fromBase32(merchantText);
  const payout = fromBase32(payoutText);
  // The digits hold a few bits more than the values do.
  if (merchantNo > BigInt(largestMerchantNo) || payout >> 128n !== 0n) return undefined;
  const hex = payout.toString(16).padStart(32, '0');
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  const payoutId = [...groups, hex.slice(20)].join('-') as PayoutId;
  return { merchantNo: Number(merchantNo), payoutId, attemptNo: Number(attemptText) };
}

/**
 * The name of a pay-in in a UPI link: letters and digits alone, for UPI refuses all else, and at most 35 of them.
 * 34 characters. Throws RangeError for parts that do not fit.
 */
export function collectionReference(merchantNo: number, payinId: string): string {
  return providerReference(merchantNo, payinId, 1).replace('H', 'C').replace('-1', '');
}

/** The parts of a reference that `collectionReference` made; undefined for every other text. */
export function parseCollectionReference(
  text: string,
): { readonly merchantNo: number; readonly payinId: string } | undefined {
  if (!text.startsWith('C')) return undefined;
  const parts = parseProviderReference(`H${text.slice(1)}-1`);
  return parts && { merchantNo: parts.merchantNo, payinId: parts.payoutId };
}

/** The name of a promise to give a payment back, for answers that come by a callback. 34 characters. Throws like the others. */
export function refundReference(merchantNo: number, outboxId: string): string {
  return providerReference(merchantNo, outboxId, 1).replace('H', 'R').replace('-1', '');
}

/** The parts of a reference that `refundReference` made; undefined for every other text. */
export function parseRefundReference(
  text: string,
): { readonly merchantNo: number; readonly outboxId: string } | undefined {
  if (!text.startsWith('R')) return undefined;
  const parts = parseProviderReference(`H${text.slice(1)}-1`);
  return parts && { merchantNo: parts.merchantNo, outboxId: parts.payoutId };
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function toBase32(value: bigint, digits: number): string {
  let text = '';
  for (let rest = value; text.length < digits; rest >>= 5n) {
    text = alphabet.charAt(Number(rest & 31n)) + text;
  }
  return text;
}

function fromBase32(text: string): bigint {
  let value = 0n;
  for (const digit of text) value = (value << 5n) | BigInt(alphabet.indexOf(digit));
  return value;
}
