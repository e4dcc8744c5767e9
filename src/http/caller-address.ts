/** Who is calling: the other end of the connection, or whom the operator's own proxies name. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export type CallerAddressOf = (request: IncomingMessage) => string;

/**
 * `X-Forwarded-For` is read from its end, and only as far as every hop is one of `trustedProxies`
 * (exact addresses). What a stranger wrote into it is never believed.
 */
export function callerAddressFrom(trustedProxies: readonly string[]): CallerAddressOf {
  const trusted = new Set(trustedProxies.map(canonical));
  if (trusted.size === 0) return connectionAddress;
  return (request) => {
    let address = connectionAddress(request);
    if (!trusted.has(canonical(address))) return address;
    const hops = String(request.headers['x-forwarded-for'] ?? '').split(',');
    for (let at = hops.length - 1; at >= 0; at--) {
      const hop = hops[at]?.trim() ?? '';
      if (isIP(hop) === 0) return address;
      address = canonical(hop);
      if (!trusted.has(address)) return address;
    }
    return address;
  };
}

const mappedPrefix = '::ffff:';

/** An IPv4 caller looks the same on a socket for IPv4 and on one for both. */
function connectionAddress(request: IncomingMessage): string {
  const address = request.socket.remoteAddress ?? '';
  if (!address.startsWith(mappedPrefix)) return address;
  const folded = address.slice(mappedPrefix.length);
  return folded.includes('.') ? folded : address;
}

function canonical(address: string): string {
  return isIP(address) === 0 || address.includes('%')
    ? address
    : ipaddr.process(address).toString();
}
