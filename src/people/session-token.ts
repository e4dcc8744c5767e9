/** What is in the cookie of a session and in a one-time link: whose row it is, and 256 bits of which only a hash is kept. */
import { timingSafeEqual } from 'node:crypto';
import { randomSecret, secretLength, sha256 } from '../identity/secrets.ts';
import type { MerchantId } from '../kit/ids.ts';

export interface SessionToken {
  readonly merchantId: MerchantId;
  readonly sessionId: string;
  readonly secret: string;
}

export interface LinkToken {
  readonly merchantId: MerchantId;
  readonly secret: string;
}

const sessionShape = new RegExp(`^([A-Za-z0-9_-]{43})\\.([0-9A-Za-z]{${secretLength}})$`);
const linkShape = new RegExp(`^([A-Za-z0-9_-]{22})\\.([0-9A-Za-z]{${secretLength}})$`);

export function newSecret(): { readonly secret: string; readonly hash: Buffer } {
  const secret = randomSecret();
  return { secret, hash: sha256(secret) };
}

export function sessionTokenText({ merchantId, sessionId, secret }: SessionToken): string {
  return `${bytesOf(merchantId + sessionId).toString('base64url')}.${secret}`;
}

/** Undefined when the text is no such token. */
export function readSessionToken(text: string): SessionToken | undefined {
  const [, ids, secret] = sessionShape.exec(text) ?? [];
  if (ids === undefined || secret === undefined) return undefined;
  const bytes = Buffer.from(ids, 'base64url');
  const [merchantId, sessionId] = [uuidOf(bytes.subarray(0, 16)), uuidOf(bytes.subarray(16))];
  return { merchantId: merchantId as MerchantId, sessionId, secret };
}

export function linkTokenText({ merchantId, secret }: LinkToken): string {
  return `${bytesOf(merchantId).toString('base64url')}.${secret}`;
}

/** Undefined when the text is no such token. */
export function readLinkToken(text: string): LinkToken | undefined {
  const [, id, secret] = linkShape.exec(text) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  return { merchantId: uuidOf(Buffer.from(id, 'base64url')) as MerchantId, secret };
}

export function isSecretOf(secret: string, hash: Buffer | null): boolean {
  return hash !== null && timingSafeEqual(sha256(secret), hash);
}

function bytesOf(uuids: string): Buffer {
  return Buffer.from(uuids.replaceAll('-', ''), 'hex');
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
