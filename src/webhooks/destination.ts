import { isIP } from 'node:net';
import { isWithin } from './addresses.ts';
import type { Reach } from './addresses.ts';

export type Destination =
  { readonly ok: true; readonly url: URL } | { readonly ok: false; readonly reason: string };

const longestUrl = 2048;
const livePorts: readonly string[] = ['', '8443'];

// Names that never belong to a host on the internet. They would be refused at connect anyway; saying so when the
// address is saved tells the merchant in time.
const privateNames =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|corp|home|home\.arpa|invalid|onion)$/;

/** The first wall: one parse, by the same parser that the connection will use, and every literal address judged now. */
export function checkDestination(text: string, allowLoopback: boolean): Destination {
  if (text.length > longestUrl) return refuse(`The URL is longer than ${longestUrl} characters.`);
  // The parser silently drops or turns these around, so another reader could see another host.
  if (/[\s\\\p{Cc}]/u.test(text)) return refuse('The URL holds a space, control or backslash.');
  if (!URL.canParse(text)) return refuse('This is not a URL.');
  const url = new URL(text);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isWeb) return refuse('The URL must start with https://.');
  if (url.username !== '' || url.password !== '') {
    return refuse('The URL must not hold a user name or password.');
  }
  const host = bareHost(url.hostname);
  if (reachOf(host, allowLoopback) === 'loopback') return { ok: true, url };
  if (url.protocol !== 'https:') return refuse('The URL must start with https://.');
  if (!livePorts.includes(url.port)) return refuse('The port must be 443 or 8443.');
  if (isIP(host) !== 0) {
    return isWithin(host, 'public') ? { ok: true, url } : refuse('The address is not public.');
  }
  if (!host.includes('.') || host.endsWith('.') || privateNames.test(host)) {
    return refuse('The host is not a public host name.');
  }
  return { ok: true, url };
}

/** Where the addresses of a host must lie. Only hosts that say so themselves may be on this machine. */
export function reachOf(host: string, allowLoopback: boolean): Reach {
  const saysLoopback = host === 'localhost' || isWithin(host, 'loopback');
  return allowLoopback && saysLoopback ? 'loopback' : 'public';
}

function bareHost(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

function refuse(reason: string): Destination {
  return { ok: false, reason };
}
