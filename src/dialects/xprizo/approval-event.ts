/** The body of an approval webhook, for a transaction of any kind: once when it is made, once when it has its outcome. */
import { toJsonNumber, type Currency } from '../../kit/money.ts';
import type { XprizoKind } from '../../payments/xprizo-transactions.ts';
import { timeText } from './times.ts';

/** None: a test, about no transaction. */
export type ApprovalWord = 'None' | 'New' | 'Accepted' | 'Rejected' | 'Cancelled';

const statusTypes: Readonly<Record<ApprovalWord, number>> = {
  None: 0,
  New: 1,
  Accepted: 2,
  Rejected: 3,
  Cancelled: 4,
};

/** `UCD` is the published one; the others are ours. */
export const typeCodes = {
  card_deposit: 'UCD',
  upi_deposit: 'UCD',
  mpesa_deposit: 'UMD',
  mpesa_withdrawal: 'UMW',
  request_payment: 'URP',
  send_payment: 'USP',
  exchange: 'UWT',
} as const satisfies Record<XprizoKind, string>;

export interface ApprovalFacts {
  readonly word: ApprovalWord;
  /** Why it was rejected or cancelled; null else. */
  readonly reason: string | null;
  /** Number of the profile that did it; that of the creator when nobody else did. */
  readonly actionedByNo: number;
  readonly createdByNo: number;
  /** Numbers of the profiles whose wallets it touches. */
  readonly affectedNos: readonly number[];
  /** Its money is held until this is answered. */
  readonly isHeld?: boolean;
  /** Told once it is accepted, or held. */
  readonly transactionNo: bigint;
  readonly approvalKey: string;
  readonly kind: XprizoKind;
  readonly date: Date;
  readonly reference: string;
  readonly currency: Currency;
  readonly amountMinor: bigint;
}

/** The same facts give the same bytes, in the published order. */
export function approvalEvent(facts: ApprovalFacts): string {
  const { word, createdByNo, currency, amountMinor: minor } = facts;
  const affected = [...new Set([createdByNo, ...facts.affectedNos])];
  const id = word === 'Accepted' || facts.isHeld === true ? facts.transactionNo : 0n;
  return (
    `{"statusType":${String(statusTypes[word])},"status":"${word}"` +
    `,"description":${JSON.stringify(facts.reason)},"actionedById":${String(facts.actionedByNo)}` +
    `,"affectedContactIds":${JSON.stringify(affected)}` +
    `,"transaction":{"id":${String(id)},"approvalKey":${JSON.stringify(facts.approvalKey)}` +
    `,"createdById":${String(createdByNo)},"type":"${typeCodes[facts.kind]}","description":null` +
    `,"date":"${timeText(facts.date)}","reference":${JSON.stringify(facts.reference)}` +
    `,"currencyCode":"${currency}","amount":${toJsonNumber({ minor, currency })},"status":null}}`
  );
}
