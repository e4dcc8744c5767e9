/** Answers of the sandbox bank as its wire document gives them, for the tests of the connector. */
import type { PayoutOrder } from '../../src/providers/provider.ts';
import { createSandboxBank } from '../../src/providers/sandbox-bank/sandbox-bank.ts';
import type { Answer, Told, Wire } from './conformance.ts';

export const order: PayoutOrder = {
  reference: 'H000000701H452XB4PEX5VSK5K610SA1R2Q-1',
  amountMinor: 5_000_00n,
  currency: 'INR',
  rail: 'IMPS',
  beneficiary: { name: 'Ravi Kumar', accountNumber: '00123456789', ifsc: 'SBIN0001808' },
};

const transfer = {
  reference: order.reference,
  bankReference: 'HDB000000000001',
  status: 'PROCESSING',
  amount: '5000.00',
  currency: 'INR',
  rail: 'IMPS',
  utr: null,
  failureCode: null,
  failureMessage: null,
  reversalReference: null,
  createdAt: '2026-07-15T06:30:00.000Z',
  updatedAt: '2026-07-15T06:30:00.000Z',
};

export type Fields = Record<string, unknown>;

const utr = '619612345678';
const failed = { status: 'FAILED', failureCode: 'ACCOUNT_CLOSED', failureMessage: 'It is closed.' };
const reversed = { status: 'REVERSED', utr, reversalReference: 'HDR000000000001' };
const movement = { amountMinor: 5_000_00n, currency: 'INR', utr };

/** The transfer with other fields; a field that is undefined is left out. */
export const shown = (fields: Fields = {}): Fields => ({ ...transfer, ...fields });

const about = (fields: Fields, status = 200): Answer => ({
  status,
  body: JSON.stringify({ transfer: shown(fields) }),
});
const errorOf = (status: number, code: unknown, fields?: Fields): Answer => {
  const error = { code, message: 'It is closed.' };
  const rest = fields === undefined ? {} : { transfer: shown(fields) };
  return { status, body: JSON.stringify({ error, ...rest }) };
};

const known: Told[] = [
  { what: 'under way', answer: about({}), outcome: { kind: 'accepted' } },
  {
    what: 'done',
    answer: about({ status: 'SUCCESS', utr }),
    outcome: { kind: 'succeeded', ...movement },
  },
  {
    what: 'done, another amount and no UTR yet',
    answer: about({ status: 'SUCCESS', amount: '5001.50' }),
    outcome: { kind: 'succeeded', amountMinor: 5_001_50n, currency: 'INR', utr: null },
  },
  {
    what: 'done in another currency',
    answer: about({ status: 'SUCCESS', currency: 'USD', utr }),
    outcome: { kind: 'succeeded', ...movement, currency: 'USD' },
  },
  {
    what: 'failed',
    answer: about(failed),
    outcome: { kind: 'rejected', code: 'ACCOUNT_CLOSED', message: 'It is closed.' },
  },
  {
    what: 'given back',
    answer: about(reversed),
    outcome: { kind: 'reversed', ...movement, reversalReference: 'HDR000000000001' },
  },
];

const refusals = [
  ...['INVALID_ACCOUNT', 'ACCOUNT_CLOSED', 'ACCOUNT_FROZEN', 'INVALID_IFSC', 'IMPS_NOT_ALLOWED'],
  ...['BENEFICIARY_BANK_OFFLINE', 'LIMIT_EXCEEDED', 'INSUFFICIENT_FUNDS', 'NRE_NOT_ALLOWED'],
  'NAME_MISMATCH',
].map((code): Told => ({
  what: `refused: ${code}`,
  answer: errorOf(422, code, { ...failed, failureCode: code }),
  outcome: { kind: 'rejected', code, message: 'It is closed.' },
}));

const nearlyTransfers = [
  { what: 'a new status', answer: about({ status: 'ONHOLD_77' }) },
  { what: 'a status in small letters', answer: about({ status: 'success', utr }) },
  { what: 'failed with a new code', answer: about({ ...failed, failureCode: 'ODD' }) },
  { what: 'failed without a code', answer: about({ ...failed, failureCode: null }) },
  {
    what: 'given back without a reference',
    answer: about({ ...reversed, reversalReference: null }),
  },
  { what: 'another reference', answer: about({ reference: 'H1', status: 'SUCCESS', utr }) },
  {
    what: 'the reference in small letters',
    answer: about({ reference: order.reference.toLowerCase() }),
  },
  { what: 'no reference', answer: about({ reference: undefined }) },
  { what: 'an amount as a number', answer: about({ status: 'SUCCESS', amount: 5000 }) },
  { what: 'an amount of nothing', answer: about({ status: 'SUCCESS', amount: '0.00' }) },
  { what: 'an amount below nothing', answer: about({ status: 'SUCCESS', amount: '-5000.00' }) },
  { what: 'a third of a paisa', answer: about({ status: 'SUCCESS', amount: '5000.003' }) },
  { what: 'a currency nobody knows', answer: about({ status: 'SUCCESS', currency: 'XXX' }) },
  { what: 'a UTR as a number', answer: about({ status: 'SUCCESS', utr: 619612345678 }) },
  { what: 'a UTR as long as a novel', answer: about({ status: 'SUCCESS', utr: '6'.repeat(65) }) },
  { what: 'no field for the UTR', answer: about({ status: 'SUCCESS', utr: undefined }) },
  { what: 'no transfer', answer: { status: 200, body: '{}' } },
  { what: 'a list', answer: { status: 200, body: `{"transfer":[${JSON.stringify(transfer)}]}` } },
];

const closed = 'ACCOUNT_CLOSED';
const nearlyRefusals = [
  { what: 'a new code', answer: errorOf(422, 'ODD', { ...failed, failureCode: 'ODD' }) },
  { what: 'no transfer', answer: errorOf(422, closed) },
  { what: 'another transfer', answer: errorOf(422, closed, { ...failed, reference: 'H1' }) },
  { what: 'under way', answer: errorOf(422, closed, {}) },
  { what: 'done', answer: errorOf(422, closed, { status: 'SUCCESS', utr }) },
  { what: 'two codes', answer: errorOf(422, 'INVALID_ACCOUNT', failed) },
  { what: 'no error', answer: about(failed, 422) },
  { what: 'a code that is no text', answer: errorOf(422, 7, failed) },
  { what: '400 with another code', answer: errorOf(400, 'BAD_GATEWAY') },
  { what: '400 with a code for 422', answer: errorOf(400, closed, failed) },
  { what: 'the reference is taken', answer: errorOf(409, 'REFERENCE_CONFLICT') },
  { what: 'not found', answer: errorOf(404, 'NOT_FOUND') },
];

export const wire: Wire = {
  name: 'sandbox bank',
  order,
  maxReplyBytes: 64 * 1024,
  open: (url, timeoutMs) =>
    createSandboxBank({
      url,
      apiKey: 'api-key',
      callbackSecret: 'callback-secret',
      submitTimeoutMs: timeoutMs,
      enquireTimeoutMs: timeoutMs,
    }),
  submitted: [
    { what: 'accepted', answer: about({}, 202), outcome: { kind: 'accepted' } },
    ...known,
    ...refusals,
    {
      what: 'malformed',
      answer: errorOf(400, 'INVALID_REQUEST'),
      outcome: {
        kind: 'rejected',
        code: 'INVALID_REQUEST',
        message: 'It is closed.',
        unread: true,
      },
    },
  ],
  enquired: [
    ...known,
    {
      what: 'not found',
      answer: errorOf(404, 'NOT_FOUND'),
      outcome: { kind: 'not_found' },
    },
  ],
  unreadable: {
    submitted: [...nearlyTransfers, ...nearlyRefusals],
    enquired: [
      ...nearlyTransfers,
      { what: 'a refusal', answer: errorOf(422, closed, failed) },
      { what: 'malformed', answer: errorOf(400, 'INVALID_REQUEST') },
      { what: '404 with another code', answer: errorOf(404, 'ROUTE_UNKNOWN') },
      { what: '404 without a code', answer: { status: 404, body: '{"error":"NOT_FOUND"}' } },
      { what: '404 of a web server', answer: { status: 404, body: '<h1>Not Found</h1>' } },
    ],
  },
};
