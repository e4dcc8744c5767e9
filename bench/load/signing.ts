/** Signs a request of the XPayout contract as a merchant does, in the bytes that are about to be sent. */
import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { slot } from './load.ts';

/** Unix seconds take its place. */
export const timeSlot = '^'.repeat(10);
/** The signature takes its place. */
export const signatureSlot = '~'.repeat(64);

const route = 'api_create_order';

export interface Signing {
  readonly secret: KeyObject;
  readonly timeAt: number;
  readonly nonceAt: number;
  readonly signatureAt: number;
  readonly bodyAt: number;
}

/** Where everything stands in the text of a request. */
export function signingOf(text: string, secret: string): Signing {
  const nonceHead = `x-nonce: ${slot}`;
  return {
    secret: createSecretKey(secret, 'utf8'),
    timeAt: text.indexOf(timeSlot),
    nonceAt: text.indexOf(nonceHead) + nonceHead.length - slot.length,
    signatureAt: text.indexOf(signatureSlot),
    bodyAt: text.indexOf('\r\n\r\n') + 4,
  };
}

/** Version 1: method, route, time, nonce and the digest of the body, joined by line feeds. */
export function sign(request: Buffer, signing: Signing): void {
  const { secret, timeAt, nonceAt, signatureAt, bodyAt } = signing;
  const time = String(Math.floor(Date.now() / 1_000));
  request.write(time, timeAt, 'latin1');
  const nonce = request.toString('latin1', nonceAt, nonceAt + slot.length);
  const digest = createHash('sha256').update(request.subarray(bodyAt)).digest('hex');
  const signature = createHmac('sha256', secret)
    .update(`POST\n${route}\n${time}\n${nonce}\n${digest}`)
    .digest('hex');
  request.write(signature, signatureAt, 'latin1');
}
