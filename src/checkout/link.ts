/** The signed link under which a customer pays: made from a pay-in, and read back only when nothing in it was altered. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isCurrency, type Currency } from '../kit/money.ts';

export interface PayLink {
  readonly merchantId: string;
  readonly payinId: string;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  /** Unix time; the link is good until then. */
  readonly expiresAtSeconds: number;
}

/** What the signatures of a deployment rest on; the first key signs, all verify. */
export interface LinkSeal {
  readonly keys: readonly Buffer[];
  readonly environment: 'sandbox' | 'live';
}

/** Everything of a query that is not these three words is passed over. */
export type PayQuery = Readonly<Record<string, unknown>>;

const purpose = 'hundi payment link 1';
const signatureLength = 43;

/** `route=pay&o=…&e=…&s=…`, without a question mark. */
export function payLinkQuery(link: PayLink, seal: LinkSeal): string {
  const [newest] = seal.keys;
  if (newest === undefined) throw new TypeError('A seal has at least one key.');
  const order = orderText(link);
  const signature = signatureOf(link, seal.environment, newest);
  return `route=pay&o=${order}&e=${link.expiresAtSeconds}&s=${signature}`;
}

/** Undefined for anything but a link that this deployment signed. Looks nothing up, so a forgery costs one HMAC. */
export function readPayLink(query: PayQuery, seal: LinkSeal): PayLink | undefined {
  const { o: order, e: expiry, s: signature } = query;
  if (typeof order !== 'string' || typeof expiry !== 'string' || typeof signature !== 'string')
    return undefined;
  if (!/^[1-9]\d{9,11}$/.test(expiry) || signature.length !== signatureLength) return undefined;
  const parts = orderOf(order);
  if (parts === undefined) return undefined;
  const link = { ...parts, expiresAtSeconds: Number(expiry) };
  const given = Buffer.from(signature, 'latin1');
  const isOurs = seal.keys.some((key) => {
    const expected = Buffer.from(signatureOf(link, seal.environment, key), 'latin1');
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  return isOurs ? link : undefined;
}

/** Each field with its length in front, so that no two links have one text. */
function signatureOf(link: PayLink, environment: string, key: Buffer): string {
  const fields = [
    purpose,
    environment,
    link.merchantId,
    link.payinId,
    link.amountMinor.toString(),
    link.currency,
    link.expiresAtSeconds.toString(),
  ];
  const text = fields.map((field) => `${Buffer.byteLength(field)}:${field},`).join('');
  return createHmac('sha256', key).update(text, 'utf8').digest('base64url');
}

const idBytes = 16;
const amountBytes = 8;
const fixedBytes = 2 * idBytes + amountBytes;

/** The order carries its merchant, for a database that is spread by merchant, and what was asked for. */
function orderText({ merchantId, payinId, amountMinor, currency }: PayLink): string {
  const amount = Buffer.alloc(amountBytes);
  amount.writeBigInt64BE(amountMinor);
  const parts = [bytesOf(merchantId), bytesOf(payinId), amount, Buffer.from(currency, 'latin1')];
  return Buffer.concat(parts).toString('base64url');
}

function orderOf(text: string): Omit<PayLink, 'expiresAtSeconds'> | undefined {
  if (!/^[\w-]{58,60}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  const currency = bytes.toString('latin1', fixedBytes);
  // Several texts decode to the same bytes; only one of them is the link that was given out.
  if (bytes.toString('base64url') !== text || !isCurrency(currency)) return undefined;
  return {
    merchantId: idOf(bytes.subarray(0, idBytes)),
    payinId: idOf(bytes.subarray(idBytes, 2 * idBytes)),
    amountMinor: bytes.readBigInt64BE(2 * idBytes),
    currency,
  };
}

function bytesOf(id: string): Buffer {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  if (bytes.length !== idBytes) throw new TypeError('An id of a payment link is a UUID.');
  return bytes;
}

function idOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
