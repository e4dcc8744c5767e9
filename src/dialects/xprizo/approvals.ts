/** `/Transaction/ApprovalAccept`, `ApprovalCancel` and `ApprovalReject`. */
import { DomainError } from '../../kit/errors.ts';
import { reaches, walletAccess, type AccessLevel } from '../../merchants/wallet-access.ts';
import { acceptTransfer, refuseTransfer } from '../../transfers/end-approval.ts';
import { findTransferByKey } from '../../transfers/find-transfers.ts';
import type { LoadedTransfer } from '../../transfers/load-transfers.ts';
import { actorOf } from '../../transfers/move-money.ts';
import type { Call, Work, XprizoCaller } from './gate.ts';
import type { XprizoParts } from './parts.ts';
import { pinOf } from './pin.ts';
import { idAndDescription } from './present.ts';
import { orUnavailable, said } from './transfer-fields.ts';

/** Approve access on the wallet that pays, and the pin of the caller where it has one. */
export function approvalAccept(parts: XprizoParts): Work {
  return async (caller, call) => {
    const found = await transferOf(parts, caller, call, 'approve');
    const once = (call.query.flag('once') ?? call.body().flag('once')) === true;
    await parts.pins.check(caller.merchant.merchantId, pinOf(call), parts.clock.now());
    await acceptTransfer(parts.transfers, found, { actor: actorOf(caller.merchant), once });
    return idAndDescription(found.beside?.transactionNo ?? 0n, 'Payment');
  };
}

export function approvalReject(parts: XprizoParts): Work {
  return async (caller, call) => {
    const found = await transferOf(parts, caller, call, 'approve');
    await parts.pins.check(caller.merchant.merchantId, pinOf(call), parts.clock.now());
    await refuse(parts, caller, call, found, 'reject');
    return undefined;
  };
}

/** By either party: whoever may make transactions with one of the two wallets. */
export function approvalCancel(parts: XprizoParts): Work {
  return async (caller, call) => {
    const found = await transferOf(parts, caller, call, 'create');
    await refuse(parts, caller, call, found, 'cancel');
    return undefined;
  };
}

const words = { reject: 'Rejected', cancel: 'Cancelled' } as const;
const longestReason = 200;

async function refuse(
  parts: XprizoParts,
  { merchant }: XprizoCaller,
  call: Call,
  found: LoadedTransfer,
  kind: 'reject' | 'cancel',
): Promise<void> {
  const given = said(call, 'reason')?.trim().slice(0, longestReason) ?? '';
  const reason = given === '' ? `${words[kind]} by ${merchant.name}` : given;
  await refuseTransfer(parts.transfers, found, { kind, actor: actorOf(merchant), reason });
}

/** To whom it is nothing at all it is not there; who may not do this is told so. */
async function transferOf(
  { pool }: XprizoParts,
  caller: XprizoCaller,
  call: Call,
  needed: 'approve' | 'create',
): Promise<LoadedTransfer> {
  const key = said(call, 'key');
  if (key === undefined) throw call.query.fault('key', 'key required');
  const found = await orUnavailable(findTransferByKey(pool, key.toUpperCase()));
  if (found === undefined) throw new DomainError('transaction.closed');
  const { walletNo, payeeWalletNo } = found.transfer;
  const levelOf = async (no: bigint): Promise<AccessLevel> =>
    (await orUnavailable(walletAccess(pool, caller.merchant.merchantId, no)))?.level ?? 'none';
  const [payer, payee] = await Promise.all([levelOf(walletNo), levelOf(payeeWalletNo)]);
  if (payer === 'none' && payee === 'none') throw new DomainError('transaction.closed');
  const mayDo = needed === 'approve' ? [payer] : [payer, payee];
  if (!mayDo.some((level) => reaches(level, needed)))
    throw new DomainError('access.forbidden', {
      reason: 'This profile has no such access to the account.',
    });
  return found;
}
