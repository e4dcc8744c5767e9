/** Who is paid and how: the part of a payout order that stands in its `meta`. */
import type { JsonObject } from '../../kit/json.ts';
import type { Rail } from '../../providers/provider.ts';
import { upiMaximumMinor } from '../../providers/rails.ts';
import { given, textOf, type Faults } from './faults.ts';
import type { OrderFields } from './order-fields.ts';

export interface BeneficiaryFields {
  readonly beneficiaryName: string;
  readonly beneficiaryAccountNumber: string;
  readonly beneficiaryIfsc: string;
  readonly beneficiaryVpa: string | null;
  readonly wishedRail: Rail | null;
  /** As it was asked for, in small letters. */
  readonly requestedMode: string | null;
}

/** `bank` leaves the rail to us. */
const railOfMode = {
  imps: 'IMPS',
  neft: 'NEFT',
  rtgs: 'RTGS',
  upi: 'UPI',
  bank: null,
} as const satisfies Record<string, Rail | null>;
type Mode = keyof typeof railOfMode;

const prefix = 'meta.';
/** Telephones write the apostrophe of D’Souza, and Indian scripts join letters with what cannot be seen by itself. */
const nameShape = /^(?:[\p{L}\p{M}][\u200c\u200d]?|[\p{N} .,'’&()/-]){1,100}$/u;
const nameTold = "A name is at most 100 letters, digits, spaces and . , ' ’ & ( ) / -";
/** A customer's name may be longer than each part of a beneficiary's. */
const wholeNameShape = /^(?:[\p{L}\p{M}][\u200c\u200d]?|[\p{N} .,'’&()/-])*$/u;
const wholeNameTold =
  "As the name of the beneficiary it holds only letters, digits, spaces and . , ' ’ & ( ) / -";
const account = {
  shape: /^[A-Za-z0-9]{5,35}$/,
  told: 'An account number is a string of 5 to 35 letters and digits.',
  prefix,
};
const ifsc = {
  shape: /^[A-Z]{4}0[A-Z0-9]{6}$/,
  told: 'An IFSC has the format ^[A-Z]{4}0[A-Z0-9]{6}$.',
  prefix,
};
const vpaShape = {
  shape: /^[A-Za-z0-9._-]{2,64}@[A-Za-z][A-Za-z0-9.-]{1,63}$/,
  told: 'A VPA looks like name@bank.',
  prefix,
};

export function readBeneficiary(
  { meta, details, amountMinor }: OrderFields,
  isKnownIfsc: (code: string) => boolean,
  faults: Faults,
): BeneficiaryFields {
  const requestedMode = modeOf(meta, faults);
  const hasAccount = given(meta, 'account_number') !== undefined;
  const isToVpa =
    requestedMode === 'upi' ||
    (requestedMode === null && !hasAccount && given(meta, 'vpa') !== undefined);
  const name = nameOf(meta, details.customerName, faults);
  const wishedRail = requestedMode === null ? null : railOfMode[requestedMode];
  const asked = { beneficiaryName: name, wishedRail, requestedMode };
  if (isToVpa) {
    if (amountMinor > upiMaximumMinor) faults.add('amount', 'UPI pays at most 100000.00.');
    const vpa = requiredOf(meta, 'vpa', vpaShape, faults).toLowerCase();
    return { ...asked, beneficiaryVpa: vpa, beneficiaryAccountNumber: '', beneficiaryIfsc: '' };
  }
  const code = requiredOf(meta, 'ifsc', ifsc, faults);
  if (code !== '' && !isKnownIfsc(code)) faults.add('meta.ifsc', 'There is no such IFSC.');
  return {
    ...asked,
    beneficiaryVpa: null,
    beneficiaryAccountNumber: requiredOf(meta, 'account_number', account, faults),
    beneficiaryIfsc: code,
  };
}

function modeOf(meta: JsonObject, faults: Faults): Mode | null {
  const mode = given(meta, 'mode');
  if (mode === undefined) return null;
  const word = typeof mode === 'string' ? mode.toLowerCase() : '';
  if (Object.hasOwn(railOfMode, word)) return word as Mode;
  faults.add('meta.mode', 'The mode is imps, neft, rtgs, upi or bank.');
  return null;
}

/** Both parts of the name, or one of them, or the customer's. */
function nameOf(meta: JsonObject, customerName: string | null, faults: Faults): string {
  const rule = { shape: nameShape, told: nameTold, prefix };
  const parts = ['beneficiary_firstname', 'beneficiary_lastname'].map((field) =>
    textOf(meta, field, rule, faults),
  );
  const isCustomer = parts.every((part) => part === null);
  if (isCustomer && !wholeNameShape.test(customerName ?? ''))
    faults.add('customer_name', wholeNameTold);
  const name = (isCustomer ? [customerName] : parts)
    .filter((part) => part !== null)
    .join(' ')
    .replace(/ +/g, ' ')
    .trim();
  const isTold = ['meta.beneficiary_firstname', 'customer_name'].some(
    (field) => faults.found?.[field] !== undefined,
  );
  if (name === '' && !isTold)
    faults.add('meta.beneficiary_firstname', 'The name of the beneficiary is missing.');
  return name;
}

function requiredOf(
  meta: JsonObject,
  field: string,
  rule: { shape: RegExp; told: string; prefix: string },
  faults: Faults,
): string {
  if (given(meta, field) === undefined) {
    faults.add(prefix + field, `The ${field} is missing.`);
    return '';
  }
  return textOf(meta, field, rule, faults) ?? '';
}
