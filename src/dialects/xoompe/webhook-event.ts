import type { Payout } from '../../payments/payout.ts';
import { amountOf, quoted, statusWords } from './present.ts';

/**
 * The body of a webhook: what the payout has become, and when. `version` counts the changes from 1,
 * so that a receiver can drop what was overtaken. The same payout and instant give the same bytes.
 */
export function xoompeEvent(payout: Payout, at: Date): string {
  return (
    `{"event":"transaction.status.updated","timestamp":"${at.toISOString().slice(0, 19)}Z"` +
    `,"data":{"transactionNumber":${quoted(payout.transactionNumber)}` +
    `,"clientTransactionRefNo":${quoted(payout.reference)}` +
    `,"status":"${statusWords[payout.status]}","utr":${quoted(payout.utr)}` +
    `,"amount":${amountOf(payout)},"beneficiaryName":${quoted(payout.beneficiaryName)}` +
    `,"version":${payout.version}}}`
  );
}
