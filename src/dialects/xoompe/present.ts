/** Bodies of success, field for field in the order of the contract; written by hand because every payout pays for it. */
import { toJsonNumber } from '../../kit/money.ts';
import type { AnsweredPayout } from '../../payments/create-payout.ts';
import type { Payout, PayoutStatus } from '../../payments/payout.ts';
import type { LocalTime } from './local-time.ts';

export const statusWords = {
  queued: 'Pending',
  processing: 'Processing',
  succeeded: 'Success',
  failed: 'Failed',
  reversed: 'Reversed',
} as const satisfies Record<PayoutStatus, string>;

/** A JSON string, or null. */
export function quoted(text: string | null): string {
  return text === null ? 'null' : JSON.stringify(text);
}

export function amountOf(payout: AnsweredPayout): string {
  return toJsonNumber({ minor: payout.amountMinor, currency: payout.currency });
}

/** The `transaction` object: eleven fields. */
function transactionText(payout: AnsweredPayout, time: LocalTime): string {
  return (
    `${firstSeven(payout)},"utr":${quoted(payout.utr)},"remarks":${quoted(payout.remarks)}` +
    `,"createdAt":"${time.text(payout.createdAt)}"` +
    `,"updatedAt":${payout.updatedAt === null ? 'null' : `"${time.text(payout.updatedAt)}"`}}`
  );
}

function firstSeven(payout: AnsweredPayout): string {
  return (
    `{"transactionNumber":${quoted(payout.transactionNumber)}` +
    `,"clientTransactionRefNo":${quoted(payout.reference)}` +
    `,"beneficiaryName":${quoted(payout.beneficiaryName)}` +
    `,"beneficiaryAccountNumber":${quoted(payout.beneficiaryVpa ?? payout.beneficiaryAccountNumber)}` +
    `,"ifsc":${quoted(payout.beneficiaryIfsc)}` +
    `,"amount":${amountOf(payout)}` +
    `,"status":"${statusWords[payout.status]}"`
  );
}

export function createdText(payout: AnsweredPayout, time: LocalTime): string {
  return (
    '{"statusCode":201,"responseCode":1,"status":true,"message":"Transaction created successfully"' +
    `,"transactionNumber":${quoted(payout.transactionNumber)}` +
    `,"transaction":${transactionText(payout, time)}}`
  );
}

/** The shorter transaction of the contract: seven fields. */
export function replayedText(payout: AnsweredPayout): string {
  return (
    '{"statusCode":200,"responseCode":1,"status":true,"message":"Transaction already exists (idempotent)"' +
    `,"transactionNumber":${quoted(payout.transactionNumber)},"transaction":${firstSeven(payout)}}}`
  );
}

export function unfundedText(payout: AnsweredPayout, message: string, time: LocalTime): string {
  return (
    `{"statusCode":400,"responseCode":0,"status":false,"message":${quoted(message)}` +
    `,"transactionNumber":${quoted(payout.transactionNumber)}` +
    `,"transaction":${transactionText(payout, time)}}`
  );
}

export function balanceText(availableBalance: string): string {
  return `{"statusCode":200,"status":true,"message":"Balance fetched successfully","availableBalance":${availableBalance}}`;
}

export function foundText(payout: Payout, time: LocalTime): string {
  return `{"status":true,"message":"Transaction fetched successfully","transaction":${transactionText(payout, time)}}`;
}

export interface Page {
  readonly payouts: readonly Payout[];
  readonly totalCount: number;
  readonly page: number;
  readonly pageSize: number;
}

export function pageText({ payouts, totalCount, page, pageSize }: Page, time: LocalTime): string {
  const totalPages = Math.ceil(totalCount / pageSize);
  const pagination = {
    currentPage: page,
    pageSize,
    totalCount,
    totalPages,
    hasNextPage: page < totalPages,
    hasPreviousPage: page > 1,
  };
  const data = payouts.map((payout) => transactionText(payout, time)).join(',');
  return `{"status":true,"message":"Transactions fetched successfully","data":[${data}],"pagination":${JSON.stringify(pagination)}}`;
}
