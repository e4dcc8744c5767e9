/** Sending money to another owner's wallet, and asking another owner for it. */
import { DomainError } from '../kit/errors.ts';
import { newId, type MerchantId } from '../kit/ids.ts';
import type { Wallet } from '../merchants/wallets.ts';
import type { XprizoDetails } from '../payments/xprizo-transactions.ts';
import { arrive, bring, detailsOf, type CarryDeps } from './carry-on.ts';
import type { IncomingTransfer } from './incoming-transfer.ts';
import { loadIncoming } from './load-incoming.ts';
import { isRequestOpen } from './reference-state.ts';
import type { CreateTransfer, TransferAnswer } from './transfer-command.ts';
import type { TransferEvent } from './transfer-event.ts';
import { transferLifeMs, type Transfer } from './transfer.ts';

export interface MoneyOrder {
  /** The wallet that pays, and the one that receives. */
  readonly from: Wallet;
  readonly to: Wallet;
  /** Numbers of their owners. */
  readonly payerNo: number;
  readonly payeeNo: number;
  /** Minor units of the currency of both. */
  readonly amountMinor: bigint;
  readonly reference: string;
  readonly description: string;
  /** Of the payer's number. */
  readonly approvalKey: string;
  readonly transactionNo: bigint;
  readonly creator: { readonly merchantId: MerchantId; readonly merchantNo: number };
  readonly returnUrl: string | null;
}

/** What waits for approval, or is done. */
export interface MovedMoney {
  readonly transferId: string;
  readonly transactionNo: bigint;
  readonly approvalKey: string;
  readonly expiresAt: Date;
}

/**
 * approve: nothing moves before the payer agrees. commit: at once. hold: the creator's system is asked by its payment
 * webhook. Throws DomainError `request.invalid_fields`, `payout.insufficient_funds`, `order.service_unavailable`, `transaction.reference_taken` and
 * `transaction.reference_pending`: then nothing was made.
 */
export async function sendMoney(
  deps: CarryDeps,
  order: MoneyOrder,
  action: CreateTransfer['action'],
): Promise<MovedMoney> {
  refuseWallets(order);
  const { from, to, amountMinor, reference, creator } = order;
  const { merchantId, walletNo, currency } = from;
  const at = deps.clock.now();
  const transferId = newId<'transfer'>(at.getTime());
  const expiresAt = new Date(at.getTime() + transferLifeMs);
  const approval =
    action === 'approve'
      ? await deps.tellNew(merchantId, creator.merchantId, eventOf(order, 'send', at))
      : null;
  const details = besideOf(order, 'send_payment', walletNo, approval);
  const answer = await deps.transfers.submit({
    ...{ kind: 'create', merchantId, transferId, currency, amountMinor, reference, at },
    ...{ transferKind: 'send', action, walletNo, expiresAt, details },
    ...{ payeeId: to.merchantId, payeeWalletNo: to.walletNo },
    actor: actorOf(creator),
  });
  const transfer = transferIn(answer, order);
  if (transfer.status === 'booked')
    await orLater(deps, transferId, () => arrive(deps, transfer, details));
  return movedOf(order, transferId, expiresAt);
}

/**
 * The reference is spent with the payee; the payer then has a transfer to approve. Throws DomainError like `sendMoney`,
 * but never for want of funds: they are looked at when it is approved.
 */
export async function requestMoney(deps: CarryDeps, order: MoneyOrder): Promise<MovedMoney> {
  refuseWallets(order);
  const { pool, clock, incoming: lane } = deps;
  const { from, to, amountMinor, reference } = order;
  const { merchantId, walletNo, currency } = to;
  const at = clock.now();
  const transferId = newId<'transfer'>(at.getTime());
  const expiresAt = new Date(at.getTime() + transferLifeMs);
  const incoming: IncomingTransfer = {
    ...{ merchantId, transferId, kind: 'request', status: 'asked', walletNo },
    ...{ payerId: from.merchantId, payerWalletNo: from.walletNo, reference, currency, amountMinor },
    ...{ expiresAt, createdAt: at, arrivedAt: null },
  };
  const details = besideOf(order, 'request_payment', walletNo, null);
  const asked = { kind: 'ask', merchantId, transferId, currency, incoming, details, at } as const;
  const answer = await lane.submit(asked);
  if (answer.kind === 'not_served') throw new DomainError('order.service_unavailable');
  if (answer.kind === 'reference_used') {
    const isOpen = answer.isOpen && (await isRequestOpen(deps, answer.earlier));
    const code = isOpen ? 'transaction.reference_pending' : 'transaction.reference_taken';
    throw new DomainError(code, { reference });
  }
  await orLater(deps, transferId, async () => {
    const made = (await loadIncoming(pool, [incoming])).get(transferId);
    if (made?.beside !== undefined) await bring(deps, made.incoming, made.beside);
  });
  return movedOf(order, transferId, expiresAt);
}

function refuseWallets({ from, to }: MoneyOrder): void {
  if (from.merchantId === to.merchantId) throw refused('toAccountId', 'Same wallet or owner');
  if (from.currency !== to.currency)
    throw refused('toAccountId', 'The wallets have different currencies');
  for (const [field, { status }] of [
    ['fromAccountId', from] as const,
    ['toAccountId', to] as const,
  ])
    if (status !== 'active') throw refused(field, 'The wallet is inactive');
}

function refused(field: string, sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { [field]: [sentence] } });
}

/** The answer is given in any case: the first commit stands, and its promise is kept by the worker. */
export async function orLater(
  { onError }: Pick<CarryDeps, 'onError'>,
  transferId: string,
  carryOn: () => Promise<void>,
): Promise<void> {
  try {
    await carryOn();
  } catch (error) {
    onError(error, transferId);
  }
}

/** The transfer that was made. Throws DomainError for a refusal. */
function transferIn(answer: TransferAnswer, { reference }: MoneyOrder): Transfer {
  switch (answer.kind) {
    case 'done':
    case 'cancelled_for_funds':
      return answer.transfer;
    case 'insufficient_funds':
      throw new DomainError('payout.insufficient_funds');
    case 'reference_used':
      throw new DomainError(
        answer.isOpen ? 'transaction.reference_pending' : 'transaction.reference_taken',
        { reference },
      );
    case 'not_served':
      throw new DomainError('order.service_unavailable');
    case 'not_open':
      throw new DomainError('transaction.closed');
  }
}

function eventOf(order: MoneyOrder, kind: 'send', at: Date): TransferEvent {
  const { transactionNo, approvalKey, payerNo, payeeNo, description, reference } = order;
  const createdByNo = order.creator.merchantNo;
  return {
    ...{ stage: 'new', kind, transactionNo, approvalKey, createdByNo, actedByNo: createdByNo },
    ...{ payerNo, payeeNo, description, reference, currency: order.from.currency },
    ...{ amountMinor: order.amountMinor, reason: null, at },
  };
}

function besideOf(
  order: MoneyOrder,
  kind: XprizoDetails['kind'],
  walletNo: bigint,
  approval: XprizoDetails['approval'],
): XprizoDetails {
  const { transactionNo, approvalKey, description, returnUrl } = order;
  const beside = {
    ...{ kind, transactionNo, approvalKey, walletNo, description, returnUrl },
    ...{ routingCode: null, customerName: null, transferWalletNo: null },
    createdBy: order.creator.merchantId,
  };
  return detailsOf(beside, approval);
}

export function actorOf({ merchantNo }: { readonly merchantNo: number }) {
  return { profileNo: merchantNo, name: `profile ${merchantNo}` };
}

function movedOf(
  { transactionNo, approvalKey }: MoneyOrder,
  transferId: string,
  expiresAt: Date,
): MovedMoney {
  return { transferId, transactionNo, approvalKey, expiresAt };
}
