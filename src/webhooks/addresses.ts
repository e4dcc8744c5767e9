import { BlockList, isIP } from 'node:net';

/** Where a destination may be: out on the internet, or (sandbox only) on this very machine. */
export type Reach = 'public' | 'loopback';

// IPv4 is public unless it is listed (IANA special-purpose registry, and one cloud's control address that looks public).
const ipv4Refused = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

// IPv6 is not public unless it is global unicast and not listed. What embeds an IPv4 address (mapped, compatible, NAT64,
// 6to4, Teredo) is never public: the packet would end at an address that nobody checked.
const ipv6Global = ['2000::', 3] as const;
const ipv6Refused = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3ffe::', 16],
  ['3fff::', 20],
] as const;

const refused4 = listOf(ipv4Refused, 'ipv4');
const refused6 = listOf(ipv6Refused, 'ipv6');
const global6 = listOf([ipv6Global], 'ipv6');
const loopback4 = listOf([['127.0.0.0', 8]], 'ipv4');

/** True if an IP address in text form lies where it must. Anything that is not an address lies nowhere. */
export function isWithin(address: string, reach: Reach): boolean {
  if (reach === 'loopback') return isLoopback(address);
  const version = isIP(address);
  if (version === 4) return !refused4.check(address, 'ipv4');
  if (version !== 6 || address.includes('%')) return false;
  return global6.check(address, 'ipv6') && !refused6.check(address, 'ipv6');
}

function isLoopback(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && loopback4.check(address, 'ipv4'));
}

function listOf(
  subnets: readonly (readonly [string, number])[],
  family: 'ipv4' | 'ipv6',
): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, family);
  return list;
}
