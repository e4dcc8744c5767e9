/** The answer to a refund that reached a process which did not ask for it: booked where it arrives. */
import type { RefundOutcome } from '../providers/collection.ts';
import { parseRefundReference } from '../providers/references.ts';
import type { CollectionDeps } from './apply-collection.ts';
import { merchantIdOf } from './apply-news.ts';
import { refundOrderOf, type RefundPromise } from './book-payment.ts';

/**
 * False when the reference is none of ours. What nobody knows is left to whoever asked: it asks again, and so it does
 * when this throws because nothing could be kept.
 */
export async function takeRefundAnswer(
  { pool, lane }: CollectionDeps,
  provider: string,
  { reference, outcome }: { readonly reference: string; readonly outcome: RefundOutcome },
  at: Date,
): Promise<boolean> {
  const parts = parseRefundReference(reference);
  const merchantId = parts && (await merchantIdOf(pool, parts.merchantNo));
  if (merchantId === undefined || parts === undefined) return false;
  const { merchantNo, outboxId } = parts;
  const { rows } = await pool.query<{ payin_id: string; payload: string }>({
    name: 'refund_answered',
    text: `select subject_id as payin_id, payload from outbox
      where merchant_id = $1 and outbox_id = $2 and topic = 'refund'`,
    values: [merchantId, outboxId],
  });
  const [promised] = rows;
  if (promised === undefined) return false;
  if (outcome.kind === 'unknown') return true;
  const promise = JSON.parse(promised.payload) as RefundPromise;
  await lane.submit({
    ...{ kind: 'refund', merchantId, payinId: promised.payin_id, provider },
    order: refundOrderOf(promise, outboxId, merchantNo),
    ...{ outcome, outboxId, leaseId: null, againAt: at, at },
  });
  return true;
}
