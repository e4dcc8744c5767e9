/** Where people find their site, and the address of a one-time link. */
import type { Audience } from './roles.ts';

const bases = { operator: '/console', merchant: '/dashboard' } as const;

/** This machine by its name: to a bare address no browser binds a passkey. */
export function namedOrigin(publicUrl: string): string {
  const url = new URL(publicUrl);
  if (url.hostname === '127.0.0.1' || url.hostname === '[::1]') url.hostname = 'localhost';
  return url.origin;
}

/** The token stands behind the `#`: a browser sends it to no server, and no log holds it. */
export function welcomeUrl(publicUrl: string, audience: Audience, token: string): string {
  return `${namedOrigin(publicUrl)}${bases[audience]}/welcome#${token}`;
}
