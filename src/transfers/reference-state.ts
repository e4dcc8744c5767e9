/** Whether what spent a reference is still under way. */
import type { Queryable } from '../db/connection.ts';
import type { Clock } from '../kit/clock.ts';
import { referenceKey } from '../payments/create-payout.ts';
import type { IncomingTransfer } from './incoming-transfer.ts';
import { loadSpentComingIn } from './load-incoming.ts';
import { loadSpentReferences, loadTransfers } from './load-transfers.ts';

interface Deps {
  readonly pool: Queryable;
  readonly clock: Clock;
}

export async function isReferenceOpen(
  deps: Deps,
  merchantId: string,
  reference: string,
  direction: 'in' | 'out',
): Promise<boolean> {
  const key = referenceKey(merchantId, reference);
  const wanted = [{ merchantId, reference }];
  if (direction === 'out') return (await loadSpentReferences(deps.pool, wanted)).get(key) === true;
  const spent = (await loadSpentComingIn(deps.pool, wanted)).get(key);
  return spent?.isOpen === true && (await isRequestOpen(deps, spent.request));
}

/** The payee's row of a request waits until money comes: how it stands is known where its payer lives. */
export async function isRequestOpen(
  { pool, clock }: Deps,
  request: IncomingTransfer | undefined,
): Promise<boolean> {
  if (request === undefined) return true;
  const { payerId: merchantId, transferId, expiresAt } = request;
  if (expiresAt !== null && expiresAt <= clock.now()) return false;
  const found = (await loadTransfers(pool, [{ merchantId, transferId }])).get(transferId);
  return found === undefined || found.transfer.status === 'pending';
}
