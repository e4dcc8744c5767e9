/**
 * What the results of Daraja mean. Codes of prompts and of payouts overlap without agreeing, so there are two tables.
 * What stands in neither is `unknown` for a payout and still open for a pay-in.
 */

/** `open`: nothing is decided; a prompt that timed out has been seen to succeed afterwards. */
type PromptMeaning =
  | { readonly end: 'paid' | 'open' }
  | { readonly end: 'failed'; readonly code: string; readonly message: string };

const failed = (code: string, message: string) => ({ end: 'failed', code, message }) as const;

const payerLimit = failed('PAYER_LIMIT', 'The amount is outside of what M-Pesa takes.');
const notAsked = failed('PROMPT_NOT_SENT', 'The phone could not be asked.');

const promptResults: Readonly<Record<string, PromptMeaning>> = {
  '0': { end: 'paid' },
  '1': failed('PAYER_FUNDS', 'The balance of the customer is too low.'),
  '2': payerLimit,
  '3': payerLimit,
  '4': payerLimit,
  '8': payerLimit,
  '17': failed('PAYER_TOO_SOON', 'The same amount was paid within the last two minutes.'),
  '1001': failed('PAYER_BUSY', 'Another request is open on the phone.'),
  '1019': { end: 'open' },
  '1025': notAsked,
  '1032': failed('PAYER_CANCELLED', 'The customer cancelled the request.'),
  '1037': { end: 'open' },
  '2001': failed('PAYER_PIN_WRONG', 'The PIN was wrong.'),
  '2028': failed('NOT_PERMITTED', 'This payment is not permitted.'),
  '8006': failed('PAYER_LOCKED', 'The M-Pesa account of the customer is locked.'),
  '9999': notAsked,
  SFC_IC0003: failed('PAYER_UNKNOWN', 'The number has no M-Pesa account.'),
};

/**
 * `refused`: no money moved and none will. `ours`: the request itself was not in order, so as the result of an enquiry
 * it says nothing about the payout. `unknown`: documented, and still nobody knows.
 */
type PayoutMeaning =
  | { readonly end: 'paid' | 'unknown' }
  | { readonly end: 'ours'; readonly why: string }
  | { readonly end: 'refused'; readonly code: string; readonly message: string };

const refused = (code: string, message: string) => ({ end: 'refused', code, message }) as const;
const ours = (why: string) => ({ end: 'ours', why }) as const;

const limit = refused('LIMIT_EXCEEDED', 'The amount is outside of what M-Pesa allows.');

const payoutResults: Readonly<Record<string, PayoutMeaning>> = {
  '0': { end: 'paid' },
  '1': refused('FLOAT_LOW', 'The payout could not be funded.'),
  '2': limit,
  '3': limit,
  '4': limit,
  '8': limit,
  '11': ours('the paying account cannot be used'),
  '15': { end: 'unknown' },
  '17': { end: 'unknown' },
  '21': ours('the initiator may not do this'),
  '26': { end: 'unknown' },
  '2001': ours('the initiator was not recognised'),
  '2006': ours('the paying account is not active'),
  '2028': ours('the paying account may not do this'),
  '2040': refused('NOT_REGISTERED', 'The number is not registered with M-Pesa.'),
  '8006': ours('the initiator is locked'),
  SFC_IC0003: refused('UNKNOWN_NUMBER', 'The number has no M-Pesa account.'),
};

/** Of an enquiry: the words of a payment that has ended. */
const statusWords: Readonly<Record<string, 'paid' | 'refused' | 'open'>> = {
  completed: 'paid',
  failed: 'refused',
  declined: 'refused',
  cancelled: 'refused',
  expired: 'refused',
  pending: 'open',
  authorized: 'open',
};

/** Of a reversal: `done` also when an earlier request of ours had done it. */
const reversalResults: Readonly<Record<string, 'done' | 'refused'>> = {
  '0': 'done',
  R000001: 'done',
  R000002: 'refused',
  '1': 'refused',
};

/** The answer of an enquiry that finds no such payment. */
export const noSuchPayment = 'R000002';

export const promptMeaning = (code: string): PromptMeaning =>
  meaning(promptResults, code) ?? { end: 'open' };
export const payoutMeaning = (code: string): PayoutMeaning =>
  meaning(payoutResults, code) ?? { end: 'unknown' };
export const statusMeaning = (word: string) =>
  meaning(statusWords, word.toLowerCase()) ?? 'unknown';
export const reversalMeaning = (code: string) => meaning(reversalResults, code) ?? 'unknown';
export const isDocumented = (table: 'prompt' | 'payout' | 'reversal', code: string): boolean =>
  Object.hasOwn(
    { prompt: promptResults, payout: payoutResults, reversal: reversalResults }[table],
    code,
  );

function meaning<T>(table: Readonly<Record<string, T>>, code: string): T | undefined {
  return Object.hasOwn(table, code) ? table[code] : undefined;
}

/** The access token is not the newest one. Four spellings are about, each of another part of Daraja. */
export const tokenRefusals: ReadonlySet<string> = new Set([
  '404.001.03',
  '400.003.01',
  '401.002.01',
  '401.001',
]);

/** A prompt that was refused with the code that means everything: only these sentences are definite. */
export const promptRefusals: readonly (readonly [RegExp, string, string])[] = [
  [/lock subscriber/i, 'PAYER_BUSY', 'Another request is open on the phone.'],
  [/wrong credentials/i, 'NOT_CONFIGURED', 'M-Pesa did not recognise the operator.'],
  [/merchant does not exist/i, 'NOT_CONFIGURED', 'M-Pesa does not know the operator.'],
];
