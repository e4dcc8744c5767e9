/** Random secrets as text, and what is stored of them. */
import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** 43 characters hold 256 bits. */
export const secretLength = 43;

/** 256 bits from the system's source, 43 characters. */
export function randomSecret(): string {
  return base62Of(randomBytes(32), secretLength);
}

/** Five bits a character; 16 of them make a name nobody guesses. */
export function randomName(length: number): string {
  return Array.from(randomBytes(length), (byte) => base32.charAt(byte & 31)).join('');
}

export function base62Of(bytes: Buffer, length: number): string {
  let rest = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  while (text.length < length) {
    text = base62.charAt(parseInt((rest % 62n).toString(), 10)) + text;
    rest /= 62n;
  }
  return text;
}

/** Six characters by which a scanner tells a leaked secret from a chance likeness. */
export function checksumOf(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return base62Of(bytes, 6);
}

/** Enough for secrets of full entropy; passwords go through argon2. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
