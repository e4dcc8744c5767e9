/**
 * Decides a batch of commands about transfers against what was loaded under the payers' locks. Pure: no clock, no
 * chance, no I/O. A refusal is an answer and touches no neighbour.
 */
import type { RuledAccount } from '../ledger/book.ts';
import { referenceKey } from '../payments/create-payout.ts';
import { isOwnerOff, nothingOff } from '../switches/off-switches.ts';
import type { LoadedTransfer } from './load-transfers.ts';
import type {
  AcceptTransfer,
  AnswerHold,
  CreateTransfer,
  ExchangeWithin,
  TransferAnswer,
  TransferCommand,
} from './transfer-command.ts';
import { boughtLegs, givenLegs, sentLegs } from './transfer-journals.ts';
import { TransferResolution, type TransferInputs } from './transfer-state.ts';
import type { Transfer } from './transfer.ts';

export interface TransferDecision {
  readonly answers: TransferAnswer[];
  readonly resolution: TransferResolution;
}

export function decideTransfers(
  commands: readonly TransferCommand[],
  inputs: TransferInputs,
): TransferDecision {
  const resolution = new TransferResolution(inputs);
  const spent = new Map(inputs.spent);
  const answers = commands.map((command): TransferAnswer => {
    const found = resolution.find(command.transferId);
    switch (command.kind) {
      case 'create':
      case 'exchange': {
        const transfer = found?.transfer ?? resolution.madeNow(command.transferId);
        return transfer === undefined
          ? make(command, spent, resolution)
          : { kind: 'done', transfer };
      }
      case 'accept':
        return found === undefined ? notOpen : accept(command, found, resolution);
      case 'reject':
      case 'cancel':
        return refuse(command, found, resolution);
      case 'expire':
        return expire(command, found, resolution);
      case 'answer':
        return found === undefined ? notOpen : answerHold(command, found, resolution);
    }
  });
  return { answers, resolution };
}

const notOpen: TransferAnswer = { kind: 'not_open' };

function make(
  command: CreateTransfer | ExchangeWithin,
  spent: Map<string, boolean>,
  resolution: TransferResolution,
): TransferAnswer {
  const reference = spends(command);
  const key = reference === null ? null : referenceKey(command.merchantId, reference);
  const isOpen = key === null ? undefined : spent.get(key);
  if (isOpen !== undefined) return { kind: 'reference_used', isOpen };
  if (isSwitchedOff(command, resolution)) return { kind: 'not_served' };
  const transfer =
    command.kind === 'create' ? create(command, resolution) : exchange(command, resolution);
  // Who was refused may try again with the same reference: nothing was made.
  if (transfer === undefined) return { kind: 'insufficient_funds' };
  resolution.make(command, transfer);
  if (key !== null) spent.set(key, transfer.status === 'pending' || transfer.status === 'held');
  return { kind: 'done', transfer };
}

/** What follows on a deposit is no new business: it ends what was begun. */
function isSwitchedOff(
  command: CreateTransfer | ExchangeWithin,
  { inputs: { off = nothingOff } }: TransferResolution,
): boolean {
  if (command.kind === 'exchange' && command.asked === null) return false;
  const { merchantId, currency } = command;
  const to =
    command.kind === 'exchange'
      ? ([merchantId, command.intoCurrency] as const)
      : ([command.payeeId, currency] as const);
  return (
    off.isOff('method', 'transfer') ||
    isOwnerOff(off, merchantId, currency) ||
    isOwnerOff(off, ...to)
  );
}

/** A request's reference was spent where its payee lives. */
export function spends(command: TransferCommand): string | null {
  if (command.kind === 'exchange') return command.asked?.reference ?? null;
  return command.kind === 'create' && command.transferKind === 'send' ? command.reference : null;
}

const actions = {
  approve: { status: 'pending', because: 'asked' },
  commit: { status: 'booked', because: 'sent' },
  hold: { status: 'held', because: 'held' },
} as const;

/** Undefined when the wallet does not cover it. */
function create(command: CreateTransfer, resolution: TransferResolution): Transfer | undefined {
  const { merchantId, transferId: subjectId, action, currency, amountMinor, at } = command;
  const wallet = resolution.walletOf(merchantId, currency);
  let reserveNo: bigint | null = null;
  if (action === 'hold') {
    const legs = sentLegs({ currency, amountMinor });
    const held = resolution.inputs.book.reserve(wallet, {
      subjectId,
      fact: 'transfer.held',
      legs,
      at,
    });
    if (held === undefined) return undefined;
    reserveNo = held;
  }
  if (action === 'commit' && !pay(command, amountMinor, wallet, resolution)) return undefined;
  const { status, because } = actions[action];
  return {
    ...{ merchantId, transferId: subjectId, version: 1, status, statusReason: because },
    kind: command.transferKind,
    walletNo: command.walletNo,
    payeeId: command.payeeId,
    payeeWalletNo: command.payeeWalletNo,
    reference: command.reference,
    ...{ currency, amountMinor, receivedCurrency: currency, receivedMinor: amountMinor },
    ...{ rate: null, roundingMinor: 0n, reserveNo },
    expiresAt: action === 'commit' ? null : command.expiresAt,
    ...{ createdAt: at, updatedAt: at },
  };
}

/** Out of the wallet and on its way. False when the wallet does not cover it: then nothing happened. */
function pay(
  { transferId: subjectId, currency, at }: TransferCommand,
  amountMinor: bigint,
  wallet: RuledAccount,
  { inputs }: TransferResolution,
): boolean {
  if (wallet.postedMinor - wallet.heldMinor < amountMinor) return false;
  const legs = sentLegs({ currency, amountMinor });
  inputs.book.record(wallet, { subjectId, fact: 'transfer.sent', legs, at });
  return true;
}

function exchange(command: ExchangeWithin, resolution: TransferResolution): Transfer | undefined {
  const { merchantId, transferId, currency, intoCurrency, amountMinor, at } = command;
  const { receivedMinor, roundingMinor, rate } = command.exchanged;
  const gives = resolution.walletOf(merchantId, currency);
  const receives = resolution.walletOf(merchantId, intoCurrency);
  if (gives.postedMinor - gives.heldMinor < amountMinor) return undefined;
  const { book } = resolution.inputs;
  const given = givenLegs({ currency, amountMinor, roundingMinor });
  const bought = boughtLegs({ currency: intoCurrency, amountMinor: receivedMinor });
  const entry = { subjectId: transferId, at };
  book.record(gives, { ...entry, fact: 'exchange.given', legs: given });
  book.record(receives, { ...entry, fact: 'exchange.bought', legs: bought });
  return {
    ...{ merchantId, transferId, version: 1, status: 'booked', statusReason: 'exchanged' },
    ...{ kind: 'exchange', walletNo: command.walletNo, payeeId: merchantId },
    payeeWalletNo: command.intoWalletNo,
    reference: command.asked?.reference ?? null,
    ...{
      currency,
      amountMinor,
      receivedCurrency: intoCurrency,
      receivedMinor,
      rate,
      roundingMinor,
    },
    ...{ reserveNo: null, expiresAt: null, createdAt: at, updatedAt: at },
  };
}

function accept(
  command: AcceptTransfer,
  found: LoadedTransfer,
  resolution: TransferResolution,
): TransferAnswer {
  const { transfer } = found;
  if (!isPending(found, command.at)) return notOpen;
  const { off = nothingOff } = resolution.inputs;
  const owners = [transfer.merchantId, transfer.payeeId];
  if (
    off.isOff('method', 'transfer') ||
    owners.some((owner) => isOwnerOff(off, owner, transfer.currency))
  )
    return { kind: 'not_served' };
  const wallet = resolution.walletOf(transfer.merchantId, transfer.currency);
  if (pay(command, transfer.amountMinor, wallet, resolution))
    return { kind: 'done', transfer: resolution.move(command, found, 'booked', 'accepted') };
  if (!command.once) return { kind: 'insufficient_funds' };
  const cancelled = resolution.move(command, found, 'cancelled', 'Insufficient funds');
  return { kind: 'cancelled_for_funds', transfer: cancelled };
}

function refuse(
  command: Extract<TransferCommand, { kind: 'reject' | 'cancel' }>,
  found: LoadedTransfer | undefined,
  resolution: TransferResolution,
): TransferAnswer {
  if (found === undefined || !isPending(found, command.at)) return notOpen;
  const status = command.kind === 'reject' ? 'rejected' : 'cancelled';
  return { kind: 'done', transfer: resolution.move(command, found, status, command.reason) };
}

function expire(
  command: TransferCommand,
  found: LoadedTransfer | undefined,
  resolution: TransferResolution,
): TransferAnswer {
  if (found?.transfer.status !== 'pending' || isPending(found, command.at)) return notOpen;
  return { kind: 'done', transfer: resolution.move(command, found, 'cancelled', 'Expired') };
}

/** One whose time is over is as good as cancelled, though the clock may not have come to it yet. */
function isPending({ transfer: { status, expiresAt } }: LoadedTransfer, at: Date): boolean {
  return status === 'pending' && expiresAt !== null && at < expiresAt;
}

function answerHold(
  command: AnswerHold,
  found: LoadedTransfer,
  resolution: TransferResolution,
): TransferAnswer {
  const { transfer } = found;
  const { reserveNo, currency, amountMinor, transferId: subjectId } = transfer;
  if (transfer.status !== 'held' || reserveNo === null) return notOpen;
  const wallet = resolution.walletOf(transfer.merchantId, currency);
  const entry = { subjectId, legs: sentLegs({ currency, amountMinor }), at: command.at };
  const { book } = resolution.inputs;
  if (command.isPaid) book.post(wallet, reserveNo, { ...entry, fact: 'transfer.sent' });
  else book.void(wallet, reserveNo, { ...entry, fact: 'transfer.voided' });
  const status = command.isPaid ? 'booked' : 'voided';
  return { kind: 'done', transfer: resolution.move(command, found, status, command.reason) };
}
