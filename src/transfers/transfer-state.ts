/** What a decision about transfers works on, and everything that a batch will write. */
import { accountOf } from '../ledger/accounts.ts';
import type { Book, RuledAccount } from '../ledger/book.ts';
import type { WalletCurrency } from '../merchants/wallets.ts';
import type { Promised } from '../outbox/outbox.ts';
import type { ClaimEnd } from '../outbox/end-claim.ts';
import type { FirstWebhook } from '../payments/approval-promises.ts';
import { tellOutcome } from '../payments/xprizo-beside.ts';
import type { NewXprizoTransaction } from '../payments/xprizo-transactions.ts';
import type { OffSwitches } from '../switches/off-switches.ts';
import type { LoadedTransfer } from './load-transfers.ts';
import type { CreateTransfer, ExchangeWithin, TransferCommand } from './transfer-command.ts';
import { eventAbout, type TransferEventFormat, type TransferStage } from './transfer-event.ts';
import {
  mayTransferMove,
  type Transfer,
  type TransferHistoryEntry,
  type TransferStatus,
} from './transfer.ts';

export interface TransferInputs {
  readonly book: Book;
  /** By id. */
  readonly transfers: ReadonlyMap<string, LoadedTransfer>;
  /** By `referenceKey`: whether what has spent it is still under way. */
  readonly spent: ReadonlyMap<string, boolean>;
  readonly eventOf: TransferEventFormat;
  /** Identifiers made outside: a decision has no randomness of its own. */
  readonly makeId: () => string;
  /** What an operator has switched off. */
  readonly off?: OffSwitches;
}

/** The caller carries it on by itself; only what is interrupted waits for the worker. */
export const graceMs = 5_000;

export class TransferResolution {
  readonly inputs: TransferInputs;
  readonly history: TransferHistoryEntry[] = [];
  readonly kept: NewXprizoTransaction[] = [];
  /** To payers who are asked for money. */
  readonly notices: FirstWebhook[] = [];
  readonly promised: Promised[] = [];
  readonly claimEnds: ClaimEnd[] = [];
  readonly #made = new Map<string, Transfer>();
  readonly #changed = new Map<string, Transfer>();

  constructor(inputs: TransferInputs) {
    this.inputs = inputs;
  }

  /** One that an earlier commit made, as it stands by now. */
  find(transferId: string): LoadedTransfer | undefined {
    const loaded = this.inputs.transfers.get(transferId);
    const transfer = this.#changed.get(transferId);
    return loaded === undefined || transfer === undefined ? loaded : { ...loaded, transfer };
  }

  madeNow(transferId: string): Transfer | undefined {
    return this.#made.get(transferId);
  }

  made(): Transfer[] {
    return [...this.#made.values()];
  }

  changed(): Transfer[] {
    return [...this.#changed.values()];
  }

  walletOf(merchantId: string, currency: WalletCurrency): RuledAccount {
    const wallet = this.inputs.book.find(merchantId, accountOf('wallet', currency));
    if (wallet === undefined) throw new RangeError('The owner has no wallet in this currency.');
    return wallet;
  }

  /** The first line of its history, what is kept beside it, and the promise to bring it to its end. */
  make(command: CreateTransfer | ExchangeWithin, transfer: Transfer): void {
    const { merchantId, transferId, status, statusReason, createdAt: at } = transfer;
    this.#made.set(transferId, transfer);
    this.#trace(transfer, null, statusReason, command);
    const beside = command.kind === 'create' ? command : (command.asked ?? command.follows);
    if (beside !== undefined) {
      const { reference, details } = beside;
      this.kept.push({ merchantId, transactionId: transferId, reference, details, at });
    }
    const notice = command.kind === 'create' ? command.notice : undefined;
    if (notice != null) this.notices.push({ merchantId, transactionId: transferId, at, ...notice });
    if (transfer.kind === 'exchange') return;
    this.promised.push({
      ...{ merchantId, outboxId: transferId, subjectId: transferId, subjectVersion: 1 },
      // A question is put to the creator's system, which may be slow.
      ...(status === 'held' && command.kind === 'create'
        ? { topic: 'hold', target: command.details.createdBy }
        : { topic: 'transfer', target: '' }),
      payload: null,
      at,
      dueAt: dueAt(transfer, at),
    });
  }

  /** The one place where a transfer's life goes on: version, history, promise and the creator's news go together. */
  move(
    command: TransferCommand,
    found: LoadedTransfer,
    status: TransferStatus,
    because: string,
  ): Transfer {
    const before = found.transfer;
    if (!mayTransferMove(before.status, status))
      throw new RangeError(`No move from ${before.status} to ${status}.`);
    const { at } = command;
    const version = before.version + 1;
    const transfer = { ...before, status, statusReason: because, version, updatedAt: at };
    this.#changed.set(transfer.transferId, transfer);
    this.#trace(transfer, before.status, because, command);
    const { merchantId, transferId: outboxId } = transfer;
    const state = status === 'booked' ? 'due' : 'done';
    const settled = { leaseId: null, state, dueAt: dueAt(transfer, at), error: null } as const;
    this.claimEnds.push({ merchantId, outboxId, ...settled, at });
    const stage = stages[status];
    if (before.status === 'pending' && stage !== undefined)
      this.#announce(command, { ...found, transfer }, stage);
    return transfer;
  }

  #trace(
    { merchantId, transferId, version, status }: Transfer,
    fromStatus: TransferStatus | null,
    because: string,
    { actor, at }: TransferCommand,
  ): void {
    const line = { merchantId, transferId, version, fromStatus, toStatus: status, because, at };
    this.history.push({ ...line, actedBy: actor.name });
  }

  #announce({ actor, at }: TransferCommand, moved: LoadedTransfer, stage: TransferStage): void {
    const { beside, transfer } = moved;
    const event = eventAbout(moved, stage, actor.profileNo, at);
    if (beside === undefined || event === undefined) return;
    const { eventOf, makeId } = this.inputs;
    const told = { version: transfer.version, payload: eventOf(event), outboxId: makeId(), at };
    this.promised.push(...tellOutcome(beside, told));
  }
}

function dueAt({ status, expiresAt }: Transfer, at: Date): Date {
  if (status === 'pending' && expiresAt !== null) return expiresAt;
  return status === 'booked' ? new Date(at.getTime() + graceMs) : at;
}

const stages: Partial<Record<TransferStatus, TransferStage>> = {
  booked: 'accepted',
  rejected: 'rejected',
  cancelled: 'cancelled',
};
