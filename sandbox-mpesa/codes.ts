/** Why something was not done, in the words of Safaricom. Codes of prompts and of payouts overlap without agreeing. */

const PROMPT_RESULTS: Readonly<Record<string, string>> = {
  '0': 'The service request is processed successfully.',
  '1': 'The balance is insufficient for the transaction.',
  '2': 'The amount is below the minimum.',
  '3': 'The amount is above the maximum.',
  '4': 'The daily limit would be exceeded.',
  '8': 'The balance would exceed the maximum.',
  '17': 'The same amount went to the same customer within two minutes.',
  '1001':
    'Unable to lock subscriber, a transaction is already in process for the current subscriber',
  '1019': 'Transaction has expired',
  '1025': 'An error occurred while sending a push request',
  '1032': 'Request cancelled by user',
  '1037': 'DS timeout user cannot be reached',
  '2001': 'The initiator information is invalid.',
  '2028': 'The request is not permitted according to product assignment.',
  '8006': 'The security credential is locked.',
  '9999': 'An error occurred while sending a push request',
  SFC_IC0003: 'The operator does not exist.',
};

const PAYOUT_RESULTS: Readonly<Record<string, string>> = {
  '0': 'The service request is processed successfully.',
  '1': 'The balance is insufficient for the transaction.',
  '2': 'Declined due to limit rule: less than the minimum transaction amount.',
  '3': 'Declined due to limit rule: greater than the maximum transaction amount.',
  '4': 'Declined due to limit rule: would exceed the daily transfer limit.',
  '8': 'Declined due to limit rule: would exceed the maximum balance.',
  '11': 'The debit party is in an invalid state.',
  '15': 'Duplicate detected.',
  '17': 'Internal failure.',
  '21': 'The initiator is not allowed to initiate this request.',
  '26': 'System busy.',
  '2001': 'The initiator information is invalid.',
  '2006': 'Declined due to account rule: the account is not active.',
  '2028': 'The request is not permitted according to product assignment.',
  '2040': 'Credit Party customer type (Unregistered or Registered Customer) cannot be supported.',
  '8006': 'The security credential is locked.',
  SFC_IC0003: 'The operator does not exist.',
};

export const descOfPrompt = (code: string): string =>
  PROMPT_RESULTS[code] ?? 'The transaction was not completed.';
export const descOfPayout = (code: string): string =>
  PAYOUT_RESULTS[code] ?? 'The transaction was not completed.';

export const LEAST_PAYOUT = 10n;
export const MOST_AT_ONCE = 250_000n;
export const MOST_IN_A_PHONE = 500_000n;
/** What one phone may pay in a day, and what it may be paid. */
export const MOST_A_DAY = 500_000n;

/** What a word in a description asks for; null without one. The first of them counts, in any case. */
export function wordOf(text: string): 'pass' | 'reject' | 'fail' | 'cancel' | null {
  const word = /\b(pass|success|reject|fail|cancel)\b/i.exec(text)?.[1]?.toLowerCase();
  if (word === undefined) return null;
  return word === 'success' ? 'pass' : (word as 'pass' | 'reject' | 'fail' | 'cancel');
}

/** How a prompt ends on such a word. */
export const PROMPT_WORDS = { pass: '0', reject: '2001', fail: '1', cancel: '1032' } as const;
/** How a payout ends on such a word. */
export const PAYOUT_WORDS = { pass: '0', reject: '2040', fail: 'SFC_IC0003', cancel: '4' } as const;
