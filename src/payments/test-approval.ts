/** A call to the approval webhook of a profile about no transaction, so that its receiver can be tried. */
import { transaction, type Pool } from '../db/connection.ts';
import { newId, type MerchantId } from '../kit/ids.ts';
import { writePromises } from '../outbox/outbox.ts';
import { approvalTarget, promiseFirst, writeApprovalEndpoints } from './approval-promises.ts';

/** `url` has passed `Egress.checkUrl`. Delivered, repeated and signed like the ones that count. */
export function promiseTestApproval(
  pool: Pool,
  call: {
    readonly profileId: MerchantId;
    readonly url: string;
    readonly payload: string;
    readonly at: Date;
  },
): Promise<void> {
  const { profileId, url, payload, at } = call;
  const makeId = () => newId<'outbox'>(at.getTime());
  const webhook = {
    merchantId: profileId,
    transactionId: makeId(),
    target: approvalTarget(profileId, profileId, url, makeId),
    firstPayload: payload,
    at,
  };
  return transaction(pool, async (tx) => {
    await Promise.all([
      ...writeApprovalEndpoints(tx, [webhook]),
      ...writePromises(tx, [promiseFirst(webhook)]),
    ]);
  });
}
