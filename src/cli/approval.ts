/** `hundi approval`: transfers between wallets, and a decision about one that waits for its payer. */
import type { Command } from 'commander';
import type { Pool } from '../db/connection.ts';
import {
  findTransferByKey,
  listTransfers,
  readTransferDossier,
} from '../transfers/find-transfers.ts';
import type { LoadedTransfer } from '../transfers/load-transfers.ts';
import { promiseDecision, type DecisionPromise } from '../transfers/promise-decision.ts';
import { transferMoves, type TransferStatus } from '../transfers/transfer.ts';
import { merchantHelp, merchantNamed, oneOf } from './arguments.ts';
import { shownTransfer, shownTransferDossier, transferText } from './approval-shown.ts';
import { addCommand, textFlag } from './command.ts';
import { badUsage, notFound, refused } from './errors.ts';
import { table } from './output.ts';
import { actor, withSession } from './session.ts';

const statuses = Object.keys(transferMoves) as TransferStatus[];
const keyHelp = 'the key of it: DEP and twelve characters';
const longestReason = 200;

export function addApprovalCommands(group: Command): void {
  addList(group);
  addCommand(
    group,
    'show',
    'everything known of one: history, journals, whether it has arrived',
    (command) => command.argument('<key>', keyHelp),
    ([key]) =>
      withSession(async ({ pool }) => {
        const dossier = await readTransferDossier(pool, await transferNamed(pool, key));
        return { data: shownTransferDossier(dossier), text: transferText(dossier) };
      }),
  );
  addDecision(group, 'accept', 'pay it from the wallet of its payer');
  addDecision(group, 'reject', 'refuse it for its payer');
  addDecision(group, 'cancel', 'take it back');
}

function addList(group: Command): void {
  addCommand(
    group,
    'list',
    'transfers that a merchant or user pays, newest first',
    (command) =>
      command
        .argument('<payer>', `of a merchant or user: ${merchantHelp}`)
        .option('--status <status>', statuses.join(', ')),
    ([name], flags) => {
      const text = textFlag(flags, 'status');
      const status = text === undefined ? undefined : oneOf('--status', text, statuses);
      return withSession(async ({ pool }) => {
        const { merchantId } = await merchantNamed(pool, name);
        const transfers = (await listTransfers(pool, merchantId, status)).map(shownTransfer);
        const rows = transfers.map((one) => [
          ...[one.approvalKey, one.createdAt, one.kind, one.status, one.currency, one.amount],
          ...[one.payeeWalletNo, one.reference],
        ]);
        const headings = [
          'key',
          'created',
          'kind',
          'status',
          'currency',
          'amount',
          'to',
          'reference',
        ];
        return { data: { merchantId, transfers }, text: table(headings, rows) };
      });
    },
  );
}

function addDecision(group: Command, kind: DecisionPromise['kind'], description: string): void {
  addCommand(
    group,
    kind,
    description,
    (command) => {
      command.argument('<key>', keyHelp);
      if (kind === 'accept')
        command.option('--once', 'cancel it when the wallet does not cover it');
      else command.requiredOption('--reason <text>', 'why; both parties are told');
    },
    ([key], flags) => {
      const reason = (textFlag(flags, 'reason') ?? '').trim();
      if (kind !== 'accept' && (reason === '' || reason.length > longestReason))
        throw badUsage(`Say why, in at most ${String(longestReason)} characters.`);
      return withSession(async ({ pool, clock }) => {
        const { transfer } = await transferNamed(pool, key);
        const promise = { kind, actor, reason, once: flags['once'] === true };
        const waits = await promiseDecision(pool, transfer, promise, clock.now().getTime());
        if (!waits) throw refused(`It is ${transfer.status} and does not wait for anybody.`);
        const { merchantId, transferId } = transfer;
        const told = `\`hundi approval show ${key ?? ''}\` tells`;
        return {
          data: { merchantId, transferId, decision: kind },
          text: `Promised: a worker does it in a moment; ${told}.\n`,
        };
      });
    },
  );
}

/** Throws CommandError `not_found`. */
async function transferNamed(pool: Pool, key = ''): Promise<LoadedTransfer> {
  const found = await findTransferByKey(pool, key.toUpperCase());
  if (found === undefined) throw notFound(`There is no transfer with the key "${key}".`);
  return found;
}
