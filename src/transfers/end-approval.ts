/** What is decided about a transfer that waits for its payer: accepted, rejected or cancelled. */
import { DomainError } from '../kit/errors.ts';
import { arrive, type CarryDeps } from './carry-on.ts';
import type { LoadedTransfer } from './load-transfers.ts';
import { orLater } from './move-money.ts';
import type { Actor } from './transfer-command.ts';
import type { Transfer } from './transfer.ts';

interface Acceptance {
  readonly actor: Actor;
  /** Cancels it when it cannot be paid now; else it waits on. */
  readonly once: boolean;
}

/**
 * Moves the money of a transfer that its payer agrees to. Throws DomainError `transaction.closed`,
 * `payout.insufficient_funds` and `order.service_unavailable`.
 */
export async function acceptTransfer(
  deps: CarryDeps,
  found: LoadedTransfer,
  { actor, once }: Acceptance,
): Promise<Transfer> {
  const { merchantId, transferId, currency } = found.transfer;
  const { beside } = found;
  const cancelled = async (reason: string) => {
    if (once) await refuseTransfer(deps, found, { kind: 'cancel', actor, reason });
  };
  if (found.transfer.status === 'pending' && !(await areInUse(deps, found.transfer))) {
    const reason = 'An account or its owner is inactive';
    await cancelled(reason);
    throw new DomainError('order.service_unavailable', { reason });
  }
  const at = deps.clock.now();
  const about = { merchantId, transferId, currency, actor, at };
  const answer = await deps.transfers.submit({ kind: 'accept', ...about, once });
  if (answer.kind === 'insufficient_funds' || answer.kind === 'cancelled_for_funds')
    throw new DomainError('payout.insufficient_funds');
  if (answer.kind === 'not_served') {
    await cancelled('Service not available');
    throw new DomainError('order.service_unavailable');
  }
  if (answer.kind !== 'done') throw new DomainError('transaction.closed');
  const { transfer } = answer;
  if (beside !== undefined) await orLater(deps, transferId, () => arrive(deps, transfer, beside));
  return transfer;
}

/** A wallet may have been closed since it was asked for, or an owner disabled. */
async function areInUse(
  { pool }: Pick<CarryDeps, 'pool'>,
  { walletNo, payeeWalletNo }: Pick<Transfer, 'walletNo' | 'payeeWalletNo'>,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `select from wallets w join merchants m on m.merchant_id = w.merchant_id
     where w.wallet_no = any($1) and w.status = 'active' and m.status = 'active'`,
    [[walletNo, payeeWalletNo]],
  );
  return rowCount === 2;
}

/** Nothing has moved and nothing will. Throws DomainError `transaction.closed`. */
export async function refuseTransfer(
  deps: CarryDeps,
  { transfer: { merchantId, transferId, currency } }: LoadedTransfer,
  order: { readonly kind: 'reject' | 'cancel'; readonly actor: Actor; readonly reason: string },
): Promise<Transfer> {
  const at = deps.clock.now();
  const about = { merchantId, transferId, currency, at };
  const answer = await deps.transfers.submit({ ...about, ...order });
  if (answer.kind !== 'done') throw new DomainError('transaction.closed');
  return answer.transfer;
}
