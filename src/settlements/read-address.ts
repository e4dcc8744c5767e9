/** Where money may be sent, judged by the checksum of its network before it gets on a list. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import bs58check from 'bs58check';
import type { Network } from './settlement.ts';

/** `text` is the one spelling that is kept. */
export type ReadAddress =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/** `isKnownIfsc` says whether a branch exists; only asked for a bank account. */
export function readAddress(
  network: Network,
  text: string,
  isKnownIfsc: (code: string) => boolean,
): ReadAddress {
  switch (network) {
    case 'BANK':
      return readBankAccount(text, isKnownIfsc);
    case 'TRC20':
      return readTron(text);
    case 'ERC20':
      return readEthereum(text);
  }
}

function readBankAccount(text: string, isKnownIfsc: (code: string) => boolean): ReadAddress {
  const parts = /^([A-Z]{4}0[A-Z0-9]{6})\/(\d{8,20})$/.exec(text);
  if (parts === null)
    return refuse('A bank account is IFSC/number, such as HDFC0000001/1234567890.');
  if (!isKnownIfsc(parts[1] ?? '')) return refuse('The IFSC does not exist.');
  return { ok: true, text };
}

const tronVersion = 0x41;
const noAccount = '00'.repeat(20);
/** The contracts of USDT: what is sent to a token's own contract is lost. */
const contracts: readonly string[] = [
  'a614f803b6fd780986a42c78ec9c7f77e6ded13c',
  'dac17f958d2ee523a2206206994597c13d831ec7',
];

/** Base58Check over 21 bytes, of which the first is 0x41. */
function readTron(text: string): ReadAddress {
  // A longer text is no address, and decoding takes the square of its length.
  const bytes = text.length === 34 ? bs58check.decodeUnsafe(text) : undefined;
  if (bytes?.length !== 21 || bytes[0] !== tronVersion)
    return refuse('This is no TRC20 address: its checksum or its network is another.');
  return withOwner(text, Buffer.from(bytes.subarray(1)).toString('hex'));
}

/**
 * EIP-55: the case of the letters is the checksum. An address in one case throughout has none, so a slip of the
 * pen could not be seen: it is refused, and the wallet that shows it can show it with its checksum.
 */
function readEthereum(text: string): ReadAddress {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text))
    return refuse('An ERC20 address is 0x and 40 hexadecimal digits.');
  const digits = text.slice(2).toLowerCase();
  if (text !== `0x${withChecksum(digits)}`)
    return refuse(
      'The ERC20 address does not carry its EIP-55 checksum: copy it in mixed case from the wallet.',
    );
  return withOwner(text, digits);
}

function withChecksum(digits: string): string {
  const hash = Buffer.from(keccak_256(Buffer.from(digits, 'ascii'))).toString('hex');
  return digits.replace(/[a-f]/g, (digit, nth: number) =>
    parseInt(hash.charAt(nth), 16) >= 8 ? digit.toUpperCase() : digit,
  );
}

function withOwner(text: string, owner: string): ReadAddress {
  if (owner === noAccount) return refuse('The zero address belongs to nobody.');
  if (contracts.includes(owner)) return refuse("This is the token's own contract.");
  return { ok: true, text };
}

function refuse(reason: string): ReadAddress {
  return { ok: false, reason };
}
