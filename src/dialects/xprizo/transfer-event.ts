/** What the creator of a transfer is told: that it waits, what became of it, or that its money is held for an answer. */
import type { TransferEvent, TransferStage } from '../../transfers/transfer-event.ts';
import { approvalEvent, type ApprovalWord } from './approval-event.ts';

const words = {
  new: 'New',
  held: 'New',
  accepted: 'Accepted',
  rejected: 'Rejected',
  cancelled: 'Cancelled',
} as const satisfies Record<TransferStage, ApprovalWord>;

const kinds = { request: 'request_payment', send: 'send_payment' } as const;

export function transferEvent(event: TransferEvent): string {
  const { stage, kind, createdByNo, actedByNo, payerNo, payeeNo, at, reason } = event;
  const { transactionNo, approvalKey, reference, currency, amountMinor } = event;
  return approvalEvent({
    ...{ word: words[stage], reason, isHeld: stage === 'held', kind: kinds[kind], date: at },
    ...{ actionedByNo: actedByNo ?? createdByNo, createdByNo, affectedNos: [payerNo, payeeNo] },
    ...{ transactionNo, approvalKey, reference, currency, amountMinor },
  });
}
