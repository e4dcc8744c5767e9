import { parsePaise } from './money.ts';
import { RAILS, type Rail } from './utr.ts';

/** A well-formed submit. `fingerprint` is equal exactly when all business fields are equal. */
export type Order = {
  reference: string;
  amountPaise: bigint;
  rail: Rail;
  /** Paid to a VPA: it stands for the account number, and `ifsc` is empty. */
  beneficiary: { name: string; accountNumber: string; ifsc: string };
  narration: string | null;
  fingerprint: string;
};

/** A request the bank cannot read; the message names the field. */
export class InvalidRequest extends Error {}

type Fields = Record<string, unknown>;

/** Reads a submit. Throws `InvalidRequest`; what a bank would look up (account, IFSC) is not judged here. */
export function readOrder(body: unknown): Order {
  const fields = objectOf(body, 'the body');
  const reference = fields['reference'];
  if (typeof reference !== 'string' || !/^[A-Za-z0-9-]{1,40}$/.test(reference)) {
    throw new InvalidRequest('reference must be 1 to 40 letters, digits and hyphens');
  }
  const amountPaise = parsePaise(fields['amount']);
  if (amountPaise === null) throw new InvalidRequest('amount must be a string like "5000.00"');
  if (fields['currency'] !== 'INR') throw new InvalidRequest('currency must be INR');
  const rail = RAILS.find((each) => each === fields['rail']);
  if (rail === undefined) throw new InvalidRequest(`rail must be one of ${RAILS.join(', ')}`);
  const party = objectOf(fields['beneficiary'], 'beneficiary');
  const beneficiary = { name: wordOf(party, 'name', 200), ...accountOf(party, rail) };
  const narration =
    (fields['narration'] ?? null) === null ? null : wordOf(fields, 'narration', 200);
  const business = [amountPaise.toString(), rail, ...Object.values(beneficiary), narration];
  const fingerprint = JSON.stringify(business);
  return { reference, amountPaise, rail, beneficiary, narration, fingerprint };
}

function accountOf(party: Fields, rail: Rail): { accountNumber: string; ifsc: string } {
  if (party['vpa'] === undefined)
    return { accountNumber: wordOf(party, 'accountNumber', 40), ifsc: wordOf(party, 'ifsc', 20) };
  if (rail !== 'UPI') throw new InvalidRequest('only UPI pays to a vpa');
  return { accountNumber: wordOf(party, 'vpa', 255), ifsc: '' };
}

export function objectOf(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidRequest(`${name} must be an object`);
  }
  return value as Fields;
}

function wordOf(fields: Fields, name: string, most: number): string {
  const value = fields[name];
  if (typeof value !== 'string' || value.length === 0 || value.length > most) {
    throw new InvalidRequest(`${name} must be a string of 1 to ${most} characters`);
  }
  return value;
}
