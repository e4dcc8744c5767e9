import { parseAddress, parseAddressRange, type AddressRange } from '../merchants/address-ranges.ts';

// A merchant's list is the same array until it changes, so it is parsed once.
const parsed = new WeakMap<readonly string[], readonly AddressRange[]>();

/**
 * True when the list is empty or one of its addresses or CIDR ranges holds the address.
 * Addresses are compared parsed, with IPv4 inside IPv6 folded; unreadable text matches nothing.
 */
export function isAllowed(address: string, list: readonly string[]): boolean {
  if (list.length === 0) return true;
  const caller = parseAddress(address);
  if (caller === undefined) return false;
  let ranges = parsed.get(list);
  if (ranges === undefined) {
    ranges = list.map(parseAddressRange).filter((range) => range !== undefined);
    parsed.set(list, ranges);
  }
  return ranges.some(
    (range) =>
      range.address.kind() === caller.kind() && caller.match(range.address, range.prefixBits),
  );
}

/** What a limit per source address counts by: whoever holds an IPv6 address holds its whole /64. */
export function sourceOf(address: string): string {
  const parsedAddress = parseAddress(address);
  if (parsedAddress === undefined) return 'unknown';
  if (parsedAddress.kind() === 'ipv4') return parsedAddress.toString();
  return parseAddressRange(`${parsedAddress.toString()}/64`)?.text ?? 'unknown';
}
