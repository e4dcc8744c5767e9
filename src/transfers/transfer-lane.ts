/** The lane of transfers on the side of the payer: several at once of one wallet are one batch and one commit. */
import type pg from 'pg';
import { Lane } from '../db/lane.ts';
import type { LaneResult } from '../db/lane-work.ts';
import { failpoint } from '../kit/failpoint.ts';
import { newId } from '../kit/ids.ts';
import { accountOf, type AccountId } from '../ledger/accounts.ts';
import { Book } from '../ledger/book.ts';
import { findHeldAccounts } from '../ledger/find-held-accounts.ts';
import { lockAccounts } from '../ledger/lock-accounts.ts';
import { writeBook } from '../ledger/write-book.ts';
import { writePromises } from '../outbox/outbox.ts';
import { promiseFirst, writeApprovalEndpoints } from '../payments/approval-promises.ts';
import { writeClaimEnds } from '../outbox/end-claim.ts';
import type { LaneSettings } from '../payments/create-lane.ts';
import { send } from '../payments/write-resolution.ts';
import { writeXprizoTransactions } from '../payments/xprizo-transactions.ts';
import { nothingOff } from '../switches/off-switches.ts';
import { decideTransfers, spends, type TransferDecision } from './decide-transfer.ts';
import { loadSpentReferences, loadTransfers } from './load-transfers.ts';
import type { TransferAnswer, TransferCommand } from './transfer-command.ts';
import type { TransferEventFormat } from './transfer-event.ts';
import {
  insertTransferHistory,
  insertTransfers,
  transferHistoryRow,
  transferRow,
  updateTransfers,
} from './transfer-rows.ts';
import type { TransferResolution } from './transfer-state.ts';
import type { Transfer } from './transfer.ts';

export type TransferLane = Lane<TransferCommand, TransferAnswer>;

export interface TransferLaneSettings extends LaneSettings {
  readonly eventOf: TransferEventFormat;
  /** Called after commits that may have left something to deliver. */
  readonly onCommitted?: () => void;
}

type DecisionParts = Pick<TransferLaneSettings, 'eventOf' | 'off'>;

export function openTransferLane(settings: TransferLaneSettings): TransferLane {
  return new Lane<TransferCommand, TransferAnswer>(
    {
      run: (client, commands) => run(client, commands, settings),
      recover: (client, commands) => recover(client, commands, settings),
      findHeld: (client, commands) => findHeldAccounts(client, walletsOf(commands)),
    },
    {
      url: settings.url,
      name: 'transfer lane',
      maxCommands: 200,
      beforeCommit: () => {
        failpoint('transfer.before_commit');
      },
      afterCommit: () => {
        failpoint('transfer.after_commit');
        settings.onCommitted?.();
      },
    },
    {
      lockOf: ({ merchantId }) => merchantId,
      ...(settings.oneMerchantPerCommit && { groupOf: ({ merchantId }) => merchantId }),
    },
  );
}

async function run(
  client: pg.Client,
  commands: readonly TransferCommand[],
  parts: DecisionParts,
): Promise<LaneResult<TransferAnswer>> {
  const { decision, book } = await decide(client, commands, parts);
  const { answers, resolution } = decision;
  return {
    answers,
    write: (writer) => [...write(writer, resolution), ...writeBook(writer, book)],
  };
}

async function decide(
  client: pg.Client,
  commands: readonly TransferCommand[],
  parts: DecisionParts,
): Promise<{ readonly decision: TransferDecision; readonly book: Book }> {
  // All statements on the wire at once: those behind the lock see what was committed before it was granted.
  const [accounts, transfers, spent, off] = await Promise.all([
    lockAccounts(client, walletsOf(commands)),
    loadTransfers(client, commands),
    loadSpentReferences(client, commands.flatMap(spending)),
    parts.off?.() ?? nothingOff,
  ]);
  const book = new Book(accounts);
  const nowMs = Math.max(...commands.map((command) => command.at.getTime()));
  const makeId = () => newId(nowMs);
  const inputs = { book, transfers, spent, eventOf: parts.eventOf, makeId, off };
  return { decision: decideTransfers(commands, inputs), book };
}

/** The row of `wallet:INR` is the lock of the owner's references, whatever the currency. */
function walletsOf(commands: readonly TransferCommand[]) {
  const wallets = new Map<string, { merchantId: string; account: AccountId }>();
  for (const command of commands) {
    const { merchantId, currency } = command;
    const into = command.kind === 'exchange' ? command.intoCurrency : currency;
    for (const each of new Set(['INR', currency, into] as const)) {
      const account = accountOf('wallet', each);
      wallets.set(`${merchantId} ${account}`, { merchantId, account });
    }
  }
  return [...wallets.values()];
}

function spending(command: TransferCommand) {
  const reference = spends(command);
  return reference === null ? [] : [{ merchantId: command.merchantId, reference }];
}

/** Under the same locks: if anything of the batch is there, the lost COMMIT happened, and all of it is. */
async function recover(
  client: pg.Client,
  commands: readonly TransferCommand[],
  parts: DecisionParts,
): Promise<readonly TransferAnswer[] | undefined> {
  const { decision } = await decide(client, commands, parts);
  const known = await loadTransfers(client, commands);
  const applied = commands.map((command) => {
    const transfer = known.get(command.transferId)?.transfer;
    const isNew = command.kind === 'create' || command.kind === 'exchange';
    const isIts = isNew || transfer?.updatedAt.getTime() === command.at.getTime();
    return isIts ? transfer : undefined;
  });
  if (applied.every((transfer) => transfer === undefined)) return undefined;
  return applied.map((transfer, nth): TransferAnswer => {
    if (transfer !== undefined) return answerWith(transfer, commands[nth]);
    // What is not there was refused. A refusal that would not be repeated now was one for want of funds.
    const again = decision.answers[nth];
    return again === undefined || 'transfer' in again ? { kind: 'insufficient_funds' } : again;
  });
}

function answerWith(transfer: Transfer, command: TransferCommand | undefined): TransferAnswer {
  const isForFunds = command?.kind === 'accept' && transfer.status === 'cancelled';
  return { kind: isForFunds ? 'cancelled_for_funds' : 'done', transfer };
}

function write(client: pg.ClientBase, resolution: TransferResolution): Promise<unknown>[] {
  return [
    ...send(client, insertTransfers, resolution.made().map(transferRow)),
    ...send(client, updateTransfers, resolution.changed().map(transferRow)),
    ...send(client, insertTransferHistory, resolution.history.map(transferHistoryRow)),
    ...writeXprizoTransactions(client, resolution.kept),
    ...writeApprovalEndpoints(client, resolution.notices),
    ...writePromises(client, [...resolution.promised, ...resolution.notices.map(promiseFirst)]),
    ...writeClaimEnds(client, resolution.claimEnds),
  ];
}
