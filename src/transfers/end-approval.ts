/** What is decided about a transfer that waits for its payer: accepted, rejected or cancelled. */
import { DomainError } from '../kit/errors.ts';
import { arrive, type CarryDeps } from './carry-on.ts';
import type { LoadedTransfer } from './load-transfers.ts';
import { orLater } from './move-money.ts';
import type { Actor } from './transfer-command.ts';
import type { Transfer } from './transfer.ts';

/**
 * Moves the money of a transfer that its payer agrees to; `once` cancels one that the wallet does not cover. Throws
 * DomainError `transaction.closed`, `payout.insufficient_funds` and `order.service_unavailable`.
 */
export async function acceptTransfer(
  deps: CarryDeps,
  { transfer: { merchantId, transferId, currency }, beside }: LoadedTransfer,
  { actor, once }: { readonly actor: Actor; readonly once: boolean },
): Promise<Transfer> {
  const at = deps.clock.now();
  const about = { merchantId, transferId, currency, actor, at };
  const answer = await deps.transfers.submit({ kind: 'accept', ...about, once });
  if (answer.kind === 'insufficient_funds' || answer.kind === 'cancelled_for_funds')
    throw new DomainError('payout.insufficient_funds');
  if (answer.kind === 'not_served') throw new DomainError('order.service_unavailable');
  if (answer.kind !== 'done') throw new DomainError('transaction.closed');
  const { transfer } = answer;
  if (beside !== undefined) await orLater(deps, transferId, () => arrive(deps, transfer, beside));
  return transfer;
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
