/** A payout as a person writes it: every field is text, and every fault is found before any is told. */
import { MoneyError, parseWrittenMoney, type Currency } from '../kit/money.ts';
import { mpesaMaximumMinor, mpesaMinimumMinor, upiMaximumMinor } from '../providers/rails.ts';

/** How a person may pay: which of them it is, is said by what was filled in. */
export type PayoutMeans = 'bank' | 'upi' | 'mpesa';

export const payoutFormFields = [
  'name',
  'accountNumber',
  'ifsc',
  'vpa',
  'mobile',
  'amount',
  'reference',
] as const;
export type PayoutFormField = (typeof payoutFormFields)[number];
/** What was left out is an empty text. */
export type PayoutForm = Readonly<Record<PayoutFormField, string>>;
export type FormFaults = Partial<Readonly<Record<PayoutFormField, string>>>;

export interface FilledPayout {
  readonly means: PayoutMeans;
  readonly beneficiaryName: string;
  readonly beneficiaryAccountNumber: string;
  readonly beneficiaryIfsc: string;
  readonly beneficiaryVpa: string | null;
  /** As `+254712345678`. */
  readonly beneficiaryMobile: string | null;
  readonly currency: Currency;
  readonly amountMinor: bigint;
  /** Null: nobody gave one. */
  readonly reference: string | null;
}

export interface FormRules {
  readonly means: readonly PayoutMeans[];
  readonly isKnownIfsc: (code: string) => boolean;
}

/** As in a name by the XPayout contract: with the apostrophe of telephones, and with what joins letters of Indian scripts. */
const nameShape = /^(?:[\p{L}\p{M}][\u200c\u200d]?|[\p{N} .,'’&()/-]){2,100}$/u;
const accountShape = /^[A-Za-z0-9]{5,35}$/;
const ifscShape = /^[A-Z]{4}0[A-Z0-9]{6}$/;
const vpaShape = /^[a-z0-9._-]{2,64}@[a-z][a-z0-9.-]{1,63}$/;
const kenyan = /^(?:\+?254|0)([17]\d{8})$/;
const referenceShape = /^[A-Za-z0-9\-_./]{1,64}$/;

const told = {
  none: 'Give an account number with its IFSC, a UPI address or a mobile number.',
  several: 'Give one of them: an account number, a UPI address or a mobile number.',
  notServed: 'This account does not pay in this way.',
  name: "2 to 100 letters, digits, spaces and . , ' ’ & ( ) / -",
  account: '5 to 35 letters and digits.',
  ifsc: 'Four letters, a zero and six letters or digits, such as HDFC0000001.',
  ifscUnknown: 'There is no such IFSC.',
  vpa: 'A UPI address looks like name@bank.',
  mobile: 'A mobile number of Kenya, such as 0712 345 678.',
  upiMost: 'UPI pays at most 1,00,000.00.',
  amount: 'Above zero, plain digits with at most 2 decimals.',
  shillings: 'M-Pesa pays 10 to 250,000 whole shillings.',
  reference: '1 to 64 letters, digits and - _ . /',
} as const;

export type JudgedForm =
  | { readonly filled: FilledPayout; readonly faults?: undefined }
  | { readonly filled?: undefined; readonly faults: FormFaults };

export function judgeForm(form: PayoutForm, rules: FormRules): JudgedForm {
  const faults: Partial<Record<PayoutFormField, string>> = {};
  const means = meansOf(form, rules, faults);
  const currency = means === 'mpesa' ? 'KES' : 'INR';
  const filled: FilledPayout = {
    means,
    beneficiaryName: nameOf(form, means, faults),
    ...bankOf(form, means, rules, faults),
    beneficiaryVpa: means === 'upi' ? vpaOf(form, faults) : null,
    beneficiaryMobile: means === 'mpesa' ? mobileOf(form, faults) : null,
    currency,
    amountMinor: amountOf(form, { means, currency }, faults),
    reference: referenceOf(form, faults),
  };
  return Object.keys(faults).length === 0 ? { filled } : { faults };
}

type Faults = Partial<Record<PayoutFormField, string>>;

function meansOf(form: PayoutForm, { means: served }: FormRules, faults: Faults): PayoutMeans {
  const said = [
    ...(form.accountNumber !== '' || form.ifsc !== '' ? (['bank'] as const) : []),
    ...(form.vpa !== '' ? (['upi'] as const) : []),
    ...(form.mobile !== '' ? (['mpesa'] as const) : []),
  ];
  const [means = 'bank'] = said;
  const field = { bank: 'accountNumber', upi: 'vpa', mpesa: 'mobile' } as const;
  if (said.length === 0) faults.accountNumber = told.none;
  else if (said.length > 1) faults[field[said[1] ?? 'bank']] = told.several;
  else if (!served.includes(means)) faults[field[means]] = told.notServed;
  return means;
}

/** M-Pesa pays a number, whoever it belongs to. Runs of spaces become one: the same name is the same request. */
function nameOf({ name }: PayoutForm, means: PayoutMeans, faults: Faults): string {
  if (means === 'mpesa') return '';
  const folded = name.replace(/ +/g, ' ').trim();
  if (!nameShape.test(folded)) faults.name = told.name;
  return folded;
}

function bankOf(form: PayoutForm, means: PayoutMeans, { isKnownIfsc }: FormRules, faults: Faults) {
  if (means !== 'bank') return { beneficiaryAccountNumber: '', beneficiaryIfsc: '' };
  const code = form.ifsc.toUpperCase();
  if (!accountShape.test(form.accountNumber)) faults.accountNumber ??= told.account;
  if (!ifscShape.test(code)) faults.ifsc = told.ifsc;
  else if (!isKnownIfsc(code)) faults.ifsc = told.ifscUnknown;
  return { beneficiaryAccountNumber: form.accountNumber, beneficiaryIfsc: code };
}

function vpaOf({ vpa }: PayoutForm, faults: Faults): string {
  const address = vpa.toLowerCase();
  if (!vpaShape.test(address)) faults.vpa ??= told.vpa;
  return address;
}

function mobileOf({ mobile }: PayoutForm, faults: Faults): string {
  const subscriber = kenyan.exec(mobile.replaceAll(/[\s-]/g, ''))?.[1];
  if (subscriber === undefined) faults.mobile ??= told.mobile;
  return `+254${subscriber ?? ''}`;
}

function amountOf(
  { amount }: PayoutForm,
  { means, currency }: Pick<FilledPayout, 'means' | 'currency'>,
  faults: Faults,
): bigint {
  const minor = minorOf(amount, currency);
  if (minor === undefined || minor <= 0n) faults.amount = told.amount;
  else if (means === 'upi' && minor > upiMaximumMinor) faults.amount = told.upiMost;
  else if (means === 'mpesa' && !isPaidByMpesa(minor)) faults.amount = told.shillings;
  return minor ?? 0n;
}

function isPaidByMpesa(minor: bigint): boolean {
  return minor % 100n === 0n && minor >= mpesaMinimumMinor && minor <= mpesaMaximumMinor;
}

function minorOf(text: string, currency: Currency): bigint | undefined {
  try {
    return parseWrittenMoney(text, currency).minor;
  } catch (error) {
    if (error instanceof MoneyError) return undefined;
    throw error;
  }
}

function referenceOf({ reference }: PayoutForm, faults: Faults): string | null {
  if (reference === '') return null;
  if (!referenceShape.test(reference)) faults.reference = told.reference;
  return reference;
}
