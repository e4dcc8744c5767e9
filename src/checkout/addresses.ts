/** The addresses of one payment's page. They stay on this door, whichever alias the customer came in by. */
import type { LinkSeal, PayLink } from './link.ts';
import { payLinkQuery } from './link.ts';

export const basePath = '/pay';
export const assetsPath = `${basePath}/assets`;

export interface PageAddresses {
  readonly path: string;
  /** The signed words, as a form sends them. */
  readonly fields: Readonly<Record<string, string>>;
  readonly page: string;
  readonly status: string;
}

export function addressesOf(link: PayLink, seal: LinkSeal): PageAddresses {
  const query = payLinkQuery(link, seal);
  return {
    path: basePath,
    fields: Object.fromEntries(new URLSearchParams(query)),
    page: `${basePath}?${query}`,
    status: `${basePath}/status?${query}`,
  };
}

/** What a merchant hands to its customer. `publicUrl` is an origin without a slash at its end. */
export function paymentUrl(publicUrl: string, link: PayLink, seal: LinkSeal): string {
  return `${publicUrl}${addressesOf(link, seal).page}`;
}
