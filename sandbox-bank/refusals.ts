import type { Rail } from './utr.ts';

/** In the order of their magic digits: the first is 0. Append only, the digits are published. */
export const REFUSAL_CODES = [
  'INVALID_ACCOUNT',
  'ACCOUNT_CLOSED',
  'ACCOUNT_FROZEN',
  'INVALID_IFSC',
  'IMPS_NOT_ALLOWED',
  'BENEFICIARY_BANK_OFFLINE',
  'LIMIT_EXCEEDED',
  'INSUFFICIENT_FUNDS',
  'NRE_NOT_ALLOWED',
  'NAME_MISMATCH',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export const REFUSAL_MESSAGES: Record<RefusalCode, string> = {
  INVALID_ACCOUNT: 'The beneficiary account does not exist.',
  ACCOUNT_CLOSED: 'The beneficiary account is closed.',
  ACCOUNT_FROZEN: 'The beneficiary account is frozen.',
  INVALID_IFSC: 'The IFSC is not a branch code.',
  IMPS_NOT_ALLOWED: 'The beneficiary account does not take IMPS.',
  BENEFICIARY_BANK_OFFLINE: 'The beneficiary bank is offline.',
  LIMIT_EXCEEDED: 'The amount is outside the limits of the rail.',
  INSUFFICIENT_FUNDS: 'The account to be debited has too little money.',
  NRE_NOT_ALLOWED: 'NRE accounts cannot take this transfer.',
  NAME_MISMATCH: 'The beneficiary name does not match the account.',
};

const LAKH_PAISE = 100_000n * 100n;

// Per transaction, as the rails publish them; NEFT and RTGS know no ceiling.
const RAIL_LIMITS: Record<Rail, { least: bigint; most: bigint | null }> = {
  UPI: { least: 1n, most: LAKH_PAISE },
  IMPS: { least: 1n, most: 5n * LAKH_PAISE },
  NEFT: { least: 100n, most: null },
  RTGS: { least: 2n * LAKH_PAISE, most: null },
};

type Asked = { amountPaise: bigint; rail: Rail; accountNumber: string; ifsc: string };

/** The refusal an honest bank gives to this transfer, or null. `availablePaise` is not yet promised to others. */
export function refusalOf(asked: Asked, availablePaise: bigint): RefusalCode | null {
  const toVpa = asked.ifsc === '';
  if (!toVpa && !/^[A-Z]{4}0[A-Z0-9]{6}$/.test(asked.ifsc)) return 'INVALID_IFSC';
  const shape = toVpa
    ? /^[A-Za-z0-9._-]{2,64}@[A-Za-z][A-Za-z0-9.-]{1,63}$/
    : /^[A-Za-z0-9]{5,35}$/;
  if (!shape.test(asked.accountNumber)) return 'INVALID_ACCOUNT';
  const { least, most } = RAIL_LIMITS[asked.rail];
  if (asked.amountPaise < least) return 'LIMIT_EXCEEDED';
  if (most !== null && asked.amountPaise > most) return 'LIMIT_EXCEEDED';
  if (asked.amountPaise > availablePaise) return 'INSUFFICIENT_FUNDS';
  return null;
}

export function isRefusalCode(word: unknown): word is RefusalCode {
  return REFUSAL_CODES.some((code) => code === word);
}
