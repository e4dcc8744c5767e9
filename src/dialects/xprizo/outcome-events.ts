/** What the creator of a deposit or withdrawal is told of its outcome. */
import type { Payin } from '../../payments/payin.ts';
import type { Payout } from '../../payments/payout.ts';
import type { XprizoBeside } from '../../payments/xprizo-beside.ts';
import { approvalEvent, type ApprovalWord } from './approval-event.ts';
import { reasonOf } from './outcome-reasons.ts';

interface Beside {
  readonly xprizo?: XprizoBeside | undefined;
}

const payinWords = {
  created: 'New',
  succeeded: 'Accepted',
  failed: 'Rejected',
  expired: 'Cancelled',
  reversed: 'Cancelled',
} as const satisfies Record<Payin['status'], ApprovalWord>;

const payoutWords = {
  queued: 'New',
  processing: 'New',
  succeeded: 'Accepted',
  failed: 'Rejected',
  reversed: 'Cancelled',
} as const satisfies Record<Payout['status'], ApprovalWord>;

export function depositEvent(payin: Payin, at: Date, { xprizo }: Beside): string {
  return outcomeEvent(payinWords[payin.status], payin, at, xprizo);
}

export function withdrawalEvent(payout: Payout, at: Date, { xprizo }: Beside): string {
  return outcomeEvent(payoutWords[payout.status], payout, at, xprizo);
}

function outcomeEvent(
  word: ApprovalWord,
  payment: Payin | Payout,
  at: Date,
  xprizo: XprizoBeside | undefined,
): string {
  if (xprizo === undefined) throw new RangeError('Nothing stands beside the payment.');
  const { createdByNo, ownerNo, transactionNo, approvalKey, kind, reference } = xprizo;
  const { currency, amountMinor } = payment;
  return approvalEvent({
    word,
    reason: word === 'Accepted' ? null : reasonOf(payment),
    ...{ actionedByNo: createdByNo, createdByNo, affectedNos: [ownerNo] },
    ...{ transactionNo, approvalKey, kind, date: at, reference, currency, amountMinor },
  });
}
