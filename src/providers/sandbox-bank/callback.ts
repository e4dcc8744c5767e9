/** What the bank tells by itself. Read only after the signature over time and bytes has been proven. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { JsonObject } from '../../kit/json.ts';
import type { CallbackReading } from '../provider.ts';
import { readObject } from '../read-object.ts';
import { isText, outcomeOf, readTransfer } from './transfer.ts';

const toleranceMs = 5 * 60_000;
const maxBytes = 64 * 1024;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** `headers` have names in lower case, as Node gives them; `rawBody` is as it came over the wire. */
export function readBankCallback(
  secret: string,
  headers: Headers,
  rawBody: Buffer,
  nowMs: number,
): CallbackReading {
  const signed = readSignedBody(secret, headers, rawBody, nowMs);
  if ('reason' in signed) return { kind: 'refused', reason: signed.reason };
  const { body } = signed;
  const transfer = readTransfer(body['transfer']);
  if (transfer === undefined) return { kind: 'refused', reason: 'malformed' };
  if (!isText(body['eventId'], 100) || body['type'] !== 'transfer.updated') {
    return { kind: 'refused', reason: 'malformed' };
  }
  return { kind: 'news', news: { reference: transfer.reference, outcome: outcomeOf(transfer) } };
}

/** The object that the bank signed, or why there is none. */
export function readSignedBody(
  secret: string,
  headers: Headers,
  rawBody: Buffer,
  nowMs: number,
): { readonly body: JsonObject } | { readonly reason: 'signature' | 'malformed' } {
  if (rawBody.length > maxBytes) return { reason: 'malformed' };
  if (!isSigned(secret, headers, rawBody, nowMs)) return { reason: 'signature' };
  const body = readObject(rawBody);
  return body === undefined ? { reason: 'malformed' } : { body };
}

function isSigned(secret: string, headers: Headers, rawBody: Buffer, nowMs: number): boolean {
  const timestamp = headers['x-bank-timestamp'];
  const signature = headers['x-bank-signature'];
  if (typeof timestamp !== 'string' || !/^[1-9][0-9]{0,11}$/.test(timestamp)) return false;
  if (typeof signature !== 'string' || !/^[0-9a-f]{64}$/.test(signature)) return false;
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest();
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return false;
  return Math.abs(nowMs - Number(timestamp) * 1_000) <= toleranceMs;
}
