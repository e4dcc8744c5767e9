/** `hundi settlement`: a merchant's money on its way to the merchant itself, one command for each step. */
import type { Command } from 'commander';
import { readSettlementDossier, listSettlements } from '../settlements/find-settlements.ts';
import { settlementMoves, type SettlementStatus } from '../settlements/settlement.ts';
import { merchantHelp, merchantNamed, oneOf } from './arguments.ts';
import { addCommand, textFlag } from './command.ts';
import { table } from './output.ts';
import { withSession } from './session.ts';
import { addAddressCommands } from './settlement-address.ts';
import { addConversionCommands } from './settlement-convert.ts';
import { settlementText, shownDossier, shownSettlement } from './settlement-shown.ts';
import { addStepCommands, settlementNamed } from './settlement-step.ts';

const statuses = Object.keys(settlementMoves) as SettlementStatus[];

export function addSettlementCommands(group: Command): void {
  addAddressCommands(group);
  addStepCommands(group);
  addConversionCommands(group);
  addList(group);
  addCommand(
    group,
    'show',
    'one settlement with its history, quotes and journals',
    (command) => command.argument('<settlement>', 'settlement id'),
    ([name]) =>
      withSession(async ({ pool }) => {
        const dossier = await readSettlementDossier(pool, await settlementNamed(pool, name));
        return { data: shownDossier(dossier), text: settlementText(dossier) };
      }),
  );
}

function addList(group: Command): void {
  addCommand(
    group,
    'list',
    'settlements, newest first',
    (command) =>
      command.argument('[merchant]', merchantHelp).option('--status <status>', statuses.join(', ')),
    ([name], flags) => {
      const text = textFlag(flags, 'status');
      const status = text === undefined ? undefined : oneOf('--status', text, statuses);
      return withSession(async ({ pool }) => {
        const merchantId =
          name === undefined ? undefined : (await merchantNamed(pool, name)).merchantId;
        const settlements = (await listSettlements(pool, { merchantId, status })).map(
          shownSettlement,
        );
        const rows = settlements.map((entry) => [
          entry.settlementId,
          entry.createdAt,
          entry.status,
          entry.amount,
          entry.network,
          entry.address,
          entry.requestedBy,
          entry.decidedBy,
        ]);
        const headings = [
          'settlement',
          'requested',
          'status',
          'INR',
          'network',
          'to',
          'by',
          'checker',
        ];
        return { data: { settlements }, text: table(headings, rows) };
      });
    },
  );
}
