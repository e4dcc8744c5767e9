/** An operator's decision about a transfer that waits for its payer, promised to the worker, who also tells the creator. */
import { transaction, type Pool } from '../db/connection.ts';
import { newId, type MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { writePromises } from '../outbox/outbox.ts';
import type { Transfer } from './transfer.ts';

/** What the payload of the promise says. */
export interface DecisionPromise {
  readonly kind: 'accept' | 'reject' | 'cancel';
  readonly actor: string;
  /** Told to the other party. */
  readonly reason: string;
  /** Cancels an accepted one that the wallet does not cover. */
  readonly once: boolean;
}

/** False when it does not wait any more: then nothing is promised. The decision goes to the audit. */
export async function promiseDecision(
  pool: Pool,
  { merchantId, transferId, status, version }: Transfer,
  promise: DecisionPromise,
  nowMs: number,
): Promise<boolean> {
  if (status !== 'pending') return false;
  await transaction(pool, async (tx) => {
    const { actor, kind, reason, once } = promise;
    const details = { transferId, reason, once };
    await writeAuditEvent(tx, {
      ...{
        merchantId: merchantId as MerchantId,
        actor,
        action: `transfer.${kind}`,
        details,
        nowMs,
      },
    });
    await Promise.all(
      writePromises(tx, [
        {
          ...{ merchantId, outboxId: newId<'decision'>(nowMs), topic: 'decision' },
          ...{ subjectId: transferId, subjectVersion: version, target: '' },
          payload: JSON.stringify(promise),
          at: new Date(nowMs),
        },
      ]),
    );
  });
  return true;
}
