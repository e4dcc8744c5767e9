/** What a merchant sends for one payout, judged field by field; every fault is found before any is told. */
import type { FieldFaults } from '../../kit/errors.ts';
import { JsonNumber, type JsonObject, type JsonValue } from '../../kit/json.ts';
import { MoneyError, parseMoney } from '../../kit/money.ts';

export interface PayoutFields {
  readonly beneficiaryName: string;
  readonly beneficiaryAccountNumber: string;
  readonly beneficiaryIfsc: string;
  readonly amountMinor: bigint;
  readonly reference: string | null;
}

export type Judged =
  { readonly fields: PayoutFields } | { readonly fields?: undefined; readonly faults: FieldFaults };

const minAmountMinor = 5_000_00n;
const maxAmountMinor = 10_000_000_00n;

/** The first sentence of a name and of an amount is the contract's own; the second says what else is wrong. */
const sentences = {
  name: 'Name must contain only letters and spaces',
  nameLength: 'Name must be between 3 and 200 characters',
  account: 'Account number must be a string of only letters and digits',
  accountLength: 'Account number must be between 8 and 20 characters',
  ifsc: 'IFSC must match the format ^[A-Z]{4}0[A-Z0-9]{6}$',
  ifscUnknown: 'IFSC does not exist',
  amount: 'Amount must be between 5000 and 10000000',
  amountDecimals: 'Amount must be a plain number with at most 2 decimals',
  reference: 'Reference must be a string of only letters, digits and the characters - _ . /',
  referenceLength: 'Reference must be between 1 and 64 characters',
} as const;

const namePattern = /^[A-Za-z ]*$/;
const accountPattern = /^[A-Za-z0-9]*$/;
const ifscPattern = /^[A-Z]{4}0[A-Z0-9]{6}$/;
const referencePattern = /^[A-Za-z0-9\-_./]*$/;

/** `prefix` stands before every field in the faults: `transactions[3].`. Unknown fields are ignored. */
export function judgePayout(
  body: JsonObject,
  isKnownIfsc: (code: string) => boolean,
  prefix = '',
): Judged {
  const faults = new Faults(prefix);
  const fields = {
    beneficiaryName: nameOf(body.beneficiaryName, faults),
    beneficiaryAccountNumber: accountOf(body.beneficiaryAccountNumber, faults),
    beneficiaryIfsc: ifscOf(body.ifsc, isKnownIfsc, faults),
    amountMinor: amountOf(body.amount, faults),
    reference: referenceOf(body.clientTransactionRefNo, faults),
  };
  return faults.found === undefined ? { fields } : { faults: faults.found };
}

class Faults {
  readonly #prefix: string;
  found: Record<string, readonly string[]> | undefined;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  add(field: string, ...told: string[]): void {
    this.found ??= {};
    this.found[this.#prefix + field] = told;
  }
}

function nameOf(value: JsonValue | undefined, faults: Faults): string {
  if (typeof value !== 'string' || !namePattern.test(value)) {
    faults.add('beneficiaryName', sentences.name);
    return '';
  }
  const name = folded(value);
  if (name.length < 3 || name.length > 200)
    faults.add('beneficiaryName', sentences.name, sentences.nameLength);
  return name;
}

/** Spaces at the ends go, and a run of them becomes one: the same name is the same request. */
function folded(name: string): string {
  const trimmed = name.trim();
  return trimmed.includes('  ') ? trimmed.replace(/ {2,}/g, ' ') : trimmed;
}

function accountOf(value: JsonValue | undefined, faults: Faults): string {
  const isText = typeof value === 'string';
  if (isText && accountPattern.test(value) && value.length >= 8 && value.length <= 20) return value;
  const isWellMade = isText && accountPattern.test(value);
  faults.add('beneficiaryAccountNumber', isWellMade ? sentences.accountLength : sentences.account);
  return '';
}

function ifscOf(
  value: JsonValue | undefined,
  isKnownIfsc: (code: string) => boolean,
  faults: Faults,
): string {
  if (typeof value !== 'string' || !ifscPattern.test(value)) {
    faults.add('ifsc', sentences.ifsc);
    return '';
  }
  if (!isKnownIfsc(value)) faults.add('ifsc', sentences.ifscUnknown);
  return value;
}

function amountOf(value: JsonValue | undefined, faults: Faults): bigint {
  const text = value instanceof JsonNumber ? value.text : value;
  if (typeof text === 'string') {
    try {
      const { minor } = parseMoney(text, 'INR');
      if (minor < minAmountMinor || minor > maxAmountMinor) faults.add('amount', sentences.amount);
      return minor;
    } catch (error) {
      if (!(error instanceof MoneyError)) throw error;
    }
  }
  faults.add('amount', sentences.amount, sentences.amountDecimals);
  return 0n;
}

function referenceOf(value: JsonValue | undefined, faults: Faults): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || !referencePattern.test(value)) {
    faults.add('clientTransactionRefNo', sentences.reference);
    return null;
  }
  if (value.length < 1 || value.length > 64)
    faults.add('clientTransactionRefNo', sentences.referenceLength);
  return value;
}
