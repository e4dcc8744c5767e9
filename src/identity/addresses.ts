import { parseAddress, parseAddressRange, type AddressRange } from '../merchants/address-ranges.ts';
import { RecentMap } from './recent-map.ts';

type Address = NonNullable<ReturnType<typeof parseAddress>>;

// The same few come with every call, and to read one takes longer than all else that is done with it here.
const knownAddresses = new RecentMap<Address>(2_000);
const knownRanges = new RecentMap<AddressRange>(10_000);

/**
 * True when the list is empty or one of its addresses or CIDR ranges holds the address.
 * Addresses are compared parsed, with IPv4 inside IPv6 folded; unreadable text matches nothing.
 */
export function isAllowed(address: string, list: readonly string[]): boolean {
  if (list.length === 0) return true;
  const caller = knownAddresses.getOrMake(address, parseAddress);
  if (caller === undefined) return false;
  return list.some((text) => {
    const range = knownRanges.getOrMake(text, parseAddressRange);
    if (range?.address.kind() !== caller.kind()) return false;
    return caller.match(range.address, range.prefixBits);
  });
}

/** What a limit per source address counts by: whoever holds an IPv6 address holds its whole /64. */
export function sourceOf(address: string): string {
  const parsedAddress = parseAddress(address);
  if (parsedAddress === undefined) return 'unknown';
  if (parsedAddress.kind() === 'ipv4') return parsedAddress.toString();
  return parseAddressRange(`${parsedAddress.toString()}/64`)?.text ?? 'unknown';
}
