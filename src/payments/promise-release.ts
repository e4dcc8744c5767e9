/** A person's decision about a held payment, promised to the worker: it books and tells the merchant like all news. */
import { transaction, type Pool } from '../db/connection.ts';
import { newId, type MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { writePromises } from '../outbox/outbox.ts';
import { loadPayins } from './load-payins.ts';
import type { ReleasePayment } from './payin-command.ts';
import { standingOf } from './payin-fact.ts';

/** What the payload of the promise says. */
export type ReleasePromise = Pick<ReleasePayment, 'paymentId' | 'to' | 'actor' | 'note'>;

/** False when the payment is not held: then nothing is promised. The word goes to the audit. */
export async function promiseRelease(
  pool: Pool,
  payin: { readonly merchantId: MerchantId; readonly payinId: string },
  promise: ReleasePromise,
  nowMs: number,
): Promise<boolean> {
  const { merchantId, payinId } = payin;
  const [loaded] = await loadPayins(pool, [payin]);
  const its = (loaded?.facts ?? []).filter(({ paymentId }) => paymentId === promise.paymentId);
  if (standingOf(its) !== 'held') return false;
  await transaction(pool, async (tx) => {
    const { actor } = promise;
    const details = { payinId, ...promise };
    await writeAuditEvent(tx, { merchantId, actor, action: 'payin.released', details, nowMs });
    await Promise.all(
      writePromises(tx, [
        {
          merchantId,
          outboxId: newId<'release'>(nowMs),
          topic: 'release',
          subjectId: payinId,
          subjectVersion: loaded?.payin?.version ?? 1,
          target: '',
          payload: JSON.stringify(promise),
          at: new Date(nowMs),
        },
      ]),
    );
  });
  return true;
}
