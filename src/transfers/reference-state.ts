/** Whether what spent a reference is still under way. */
import type { Queryable } from '../db/connection.ts';
import type { Clock } from '../kit/clock.ts';
import { referenceKey } from '../payments/create-payout.ts';
import type { IncomingTransfer } from './incoming-transfer.ts';
import { loadSpentComingIn } from './load-incoming.ts';
import { loadTransfers } from './load-transfers.ts';

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
  if (direction === 'out') return isOpenGoingOut(deps.pool, merchantId, reference);
  const found = await loadSpentComingIn(deps.pool, [{ merchantId, reference }]);
  const spent = found.get(referenceKey(merchantId, reference));
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

async function isOpenGoingOut(
  pool: Queryable,
  merchantId: string,
  reference: string,
): Promise<boolean> {
  const { rows } = await pool.query<{ is_open: boolean }>(
    `select exists (select from payouts where merchant_id = $1 and reference = $2
        and status in ('queued', 'processing'))
      or exists (select from transfers where merchant_id = $1 and reference = $2
        and kind <> 'request' and status in ('pending', 'held')) as is_open`,
    [merchantId, reference],
  );
  return rows[0]?.is_open ?? false;
}
