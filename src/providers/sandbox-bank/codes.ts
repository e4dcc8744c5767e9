/** What the bank documents: refusals after which no money has moved and none will. */
export const refusalCodes: ReadonlySet<string> = new Set([
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
]);

/** Refusals that speak about the rail and not about the account or the beneficiary. */
export const otherRailCodes: ReadonlySet<string> = new Set(['IMPS_NOT_ALLOWED', 'LIMIT_EXCEEDED']);
