/** An address of the merchant to which its customer goes back. */
import type { Environment } from '../../merchants/merchant.ts';
import type { Fields } from './fields.ts';

/** Throws DomainError; in live it is https. */
export function needAddress(fields: Fields, name: string, environment: Environment): string {
  const text = fields.needText(name);
  const url = text.length <= 2_000 ? URL.parse(text) : null;
  const protocols = environment === 'live' ? ['https:'] : ['https:', 'http:'];
  if (url === null || !protocols.includes(url.protocol) || url.username !== '')
    throw fields.fault(name, `Invalid ${name}`);
  return url.href;
}
