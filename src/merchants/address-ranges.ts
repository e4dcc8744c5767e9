/** Addresses and CIDR ranges as an allow-list holds them: IPv4 inside IPv6 is folded back to IPv4. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

export interface AddressRange {
  readonly address: Address;
  readonly prefixBits: number;
  /** The shortest spelling of the whole range: `10.0.0.0/8`, `203.0.113.7`, `2001:db8::/32`. */
  readonly text: string;
}

/** Undefined for anything that is not exactly one address; octal, hexadecimal and zoned spellings are none. */
export function parseAddress(text: string): Address | undefined {
  if (isIP(text) === 0 || text.includes('%')) return undefined;
  return ipaddr.process(text);
}

export function parseAddressRange(text: string): AddressRange | undefined {
  const [addressText = '', prefixText, ...rest] = text.trim().split('/');
  if (rest.length > 0 || isIP(addressText) === 0 || addressText.includes('%')) return undefined;
  const written = ipaddr.parse(addressText);
  const bitsOf = (address: Address): number => (address.kind() === 'ipv4' ? 32 : 128);
  if (prefixText !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefixText)) return undefined;
  const writtenBits = prefixText === undefined ? bitsOf(written) : parseInt(prefixText, 10);
  if (writtenBits > bitsOf(written)) return undefined;
  const folded = ipaddr.process(addressText);
  const prefixBits = writtenBits - (bitsOf(written) - bitsOf(folded));
  if (prefixBits < 0) return undefined;
  const bytes = folded.toByteArray().map((byte, index) => {
    const kept = Math.min(8, Math.max(0, prefixBits - index * 8));
    return byte & (0xff << (8 - kept));
  });
  const address = ipaddr.fromByteArray(bytes);
  const whole = prefixBits === bitsOf(address);
  return {
    address,
    prefixBits,
    text: whole ? address.toString() : `${address.toString()}/${prefixBits}`,
  };
}
