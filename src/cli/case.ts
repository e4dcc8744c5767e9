/** `hundi case`: contradictions that wait for a person. */
import type { Command } from 'commander';
import { isUuid } from '../kit/ids.ts';
import { closeCase, listCases, mostCasesListed } from '../payments/cases.ts';
import { merchantHelp, merchantNamed } from './arguments.ts';
import { addCommand, textFlag } from './command.ts';
import { notFound, refused } from './errors.ts';
import { table } from './output.ts';
import { changeOf, withSession } from './session.ts';

const more = `These are the oldest ${String(mostCasesListed)}; there may be more. Ask for those of one merchant.\n`;

export function addCaseCommands(group: Command): void {
  addCommand(
    group,
    'list',
    'open cases, oldest first',
    (command) =>
      command.argument('[merchant]', merchantHelp).option('--all', 'closed ones as well'),
    ([name], flags) =>
      withSession(async ({ pool }) => {
        const merchantId =
          name === undefined ? undefined : (await merchantNamed(pool, name)).merchantId;
        const cases = await listCases(pool, { merchantId, all: flags['all'] === true });
        const rows = cases.map((entry) => [
          entry.caseId,
          entry.merchantNo,
          entry.transactionNumber,
          entry.code,
          entry.openedAt,
          entry.closedAt,
          JSON.stringify(entry.details),
        ]);
        const isFull = cases.length === mostCasesListed;
        const list = table(
          ['case', 'merchant', 'payment', 'code', 'opened', 'closed', 'details'],
          rows,
        );
        return { data: { cases, isFull }, text: isFull ? `${list}${more}` : list };
      }),
  );
  addCommand(
    group,
    'close',
    'somebody has dealt with it; moves no money',
    (command) =>
      command
        .argument('<case>', 'case id')
        .requiredOption('--note <text>', 'what was found and done, for the audit'),
    ([caseId = ''], flags) =>
      withSession(async (session) => {
        const note = textFlag(flags, 'note') ?? '';
        const isId = isUuid(caseId.toLowerCase());
        const closed = isId
          ? await closeCase(session.pool, caseId, { ...changeOf(session), note })
          : undefined;
        if (closed === undefined) throw notFound(`There is no case "${caseId}".`);
        if (closed === 'closed before') throw refused('The case is closed already.');
        return { data: closed, text: `Closed ${caseId} (${closed.code}).\n` };
      }),
  );
}
