/** The address of the page on which a payer approves: it carries the key of the transaction and a seal, so that keys cannot be tried. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { basePath } from './addresses.ts';
import type { LinkSeal, PayQuery } from './link.ts';

export const approvalPath = `${basePath}/approval`;

const purpose = 'hundi approval link 1';
const sealLength = 43;

/** Relative to the origin. Throws TypeError for a seal without a key. */
export function approvalAddress(key: string, seal: LinkSeal): string {
  const [newest] = seal.keys;
  if (newest === undefined) throw new TypeError('A seal has at least one key.');
  return `${approvalPath}?key=${key}&s=${sealOf(key, seal.environment, newest)}`;
}

/** The key of a transaction; undefined for an address that this deployment did not give out. */
export function readApprovalKey(query: PayQuery, seal: LinkSeal): string | undefined {
  const { key, s: given } = query;
  if (typeof key !== 'string' || typeof given !== 'string' || !/^[0-9A-Z]{1,32}$/.test(key))
    return undefined;
  if (given.length !== sealLength) return undefined;
  const isOurs = seal.keys.some((one) => {
    const [expected, claimed] = [sealOf(key, seal.environment, one), given].map((text) =>
      Buffer.from(text, 'latin1'),
    );
    return (
      expected !== undefined &&
      claimed !== undefined &&
      expected.length === claimed.length &&
      timingSafeEqual(expected, claimed)
    );
  });
  return isOurs ? key : undefined;
}

function sealOf(key: string, environment: string, secret: Buffer): string {
  const text = [purpose, environment, key].join('\n');
  return createHmac('sha256', secret).update(text, 'utf8').digest('base64url');
}
