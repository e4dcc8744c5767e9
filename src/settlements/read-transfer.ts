/** The name of a transfer outside, in the one spelling by which it is known to have settled before. */
import { DomainError } from '../kit/errors.ts';
import type { Network } from './settlement.ts';

/** A UTR in capitals; a hash as 64 lower-case hexadecimal digits without 0x. Throws DomainError `request.invalid_fields`. */
export function readTransfer(network: Network, text: string): string {
  const name = text.trim();
  if (network === 'BANK') {
    const utr = name.toUpperCase();
    if (/^[A-Z0-9]{8,35}$/.test(utr)) return utr;
    throw refused('A UTR has 8 to 35 letters and digits.');
  }
  const hash = name.toLowerCase().replace(/^0x/, '');
  if (/^[0-9a-f]{64}$/.test(hash) && !/^0+$/.test(hash)) return hash;
  throw refused('A transaction hash has 64 hexadecimal digits.');
}

function refused(sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { transfer: [sentence] } });
}
