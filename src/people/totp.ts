/** Codes of an authenticator app (RFC 6238): six digits, SHA-1, thirty seconds, as every app reads them. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const stepMs = 30_000;
const digits = 6;
/** One step before and after: clocks of telephones are not exact. */
const window = 1;
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 160 bits as base32, as the apps take it. */
export function newTotpSecret(): string {
  return Array.from(randomBytes(32), (byte) => base32.charAt(byte & 31)).join('');
}

/** What the QR code holds. */
export function totpUri(secret: string, brand: string, email: string): string {
  const label = `${encodeURIComponent(brand)}:${encodeURIComponent(email)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(brand)}&algorithm=SHA1&digits=6&period=30`;
}

/** The step of the code, when it fits now and is later than the last one accepted: no code is good twice. */
export function acceptedStep(
  secret: string,
  code: string,
  lastStep: bigint,
  nowMs: number,
): bigint | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const now = BigInt(Math.floor(nowMs / stepMs));
  for (let offset = -window; offset <= window; offset += 1) {
    const step = now + BigInt(offset);
    if (timingSafeEqual(Buffer.from(totpCode(secret, step)), Buffer.from(code)))
      return step > lastStep ? step : undefined;
  }
  return undefined;
}

export function totpCode(secret: string, step: bigint): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(step);
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 0xf;
  const number = mac.readUInt32BE(at) & 0x7fff_ffff;
  return number.toString().padStart(digits, '0').slice(-digits);
}

export function stepAt(nowMs: number): bigint {
  return BigInt(Math.floor(nowMs / stepMs));
}

function fromBase32(text: string): Buffer {
  let bits = '';
  for (const sign of text) bits += base32.indexOf(sign).toString(2).padStart(5, '0');
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => parseInt(byte, 2)));
}
