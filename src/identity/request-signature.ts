/**
 * How a request of the XPayout contract is signed. Method, route, time, nonce and digest hold no line feed, so two
 * requests that differ never share a base string. Version 1 leaves the query unsigned, version 2 signs it too.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface RequestToSign {
  /** In capitals. */
  readonly method: string;
  readonly route: string;
  /** Unix seconds as they stand in the header. */
  readonly timestamp: string;
  readonly nonce: string;
  /** The bytes as they were sent; empty when there were none. */
  readonly body: Buffer;
  /** From `canonicalQueryOf`, for version 2. */
  readonly query?: string;
}

/** Either way of now. */
const toleranceSeconds = 300;

/** What the HMAC is taken of: five lines, or six with the query. */
export function baseStringOf({
  method,
  route,
  timestamp,
  nonce,
  body,
  query,
}: RequestToSign): string {
  const digest = createHash('sha256').update(body).digest('hex');
  const lines = [method, route, timestamp, nonce, digest];
  return [...lines, ...(query === undefined ? [] : [query])].join('\n');
}

/** Names and values percent-encoded by RFC 3986, sorted by name, `a=1&b=2`. No name comes twice. */
export function canonicalQueryOf(parameters: ReadonlyMap<string, string>): string {
  return [...parameters]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** 64 hexadecimal digits in small letters. */
export function signatureOf(secret: string, text: string | Buffer): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** In constant time, without regard to case; anything that is not 64 hexadecimal digits is false. */
export function isSignatureOf(secret: string, text: string, presented: string): boolean {
  if (!/^[0-9a-fA-F]{64}$/.test(presented)) return false;
  const expected = createHmac('sha256', secret).update(text).digest();
  return timingSafeEqual(expected, Buffer.from(presented, 'hex'));
}

/** 8 to 128 characters that no line, header or key can be confused by. */
export function isNonce(text: string): boolean {
  return /^[A-Za-z0-9._:-]{8,128}$/.test(text);
}

/** Whole Unix seconds: no sign, no fraction, no leading zero. */
export function isUnixSeconds(text: string): boolean {
  return /^[1-9]\d{0,11}$/.test(text);
}

/** Unix seconds within the tolerance of now. */
export function isTimely(timestamp: string, nowMs: number): boolean {
  if (!isUnixSeconds(timestamp)) return false;
  return Math.abs(parseInt(timestamp, 10) * 1_000 - nowMs) <= toleranceSeconds * 1_000;
}
