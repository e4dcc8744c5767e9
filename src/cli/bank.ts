/** `hundi bank`: makes the sandbox bank misbehave, and looks into its book. */
import type { Command } from 'commander';
import { wholeOf } from './arguments.ts';
import { textFlag } from './command.ts';
import {
  addSandboxCommand,
  compact,
  factsOf,
  listOf,
  numberFlag,
  sandboxPrograms,
} from './sandbox-command.ts';
import { addChecks, addRules } from './sandbox-rules.ts';

const { bank } = sandboxPrograms;

export function addBankCommands(group: Command): void {
  addRules(bank, group.command('rules').description('how the bank misbehaves, by account number'), {
    field: 'accountNumber',
    argument: 'account',
    help: 'account number, or "*"',
    behaviours: 'such as execute-then-drop; sandbox-bank/README.md lists them',
    on: { help: 'submit (default) or enquiry', isNamed: false },
    code: 'the refusal, such as ACCOUNT_CLOSED',
    takesBackOne: true,
  });
  addSandboxCommand(bank, group, {
    name: 'reverse',
    description: 'give a transfer back that had succeeded',
    configure: (command) =>
      command
        .argument('<reference>', 'reference at the bank; `hundi payout show` names it')
        .option('--reason <text>', 'what the bank says about it'),
    call: ([reference = ''], flags) => ({
      method: 'POST',
      path: `/transfers/${encodeURIComponent(reference)}/reverse`,
      body: compact({ reason: textFlag(flags, 'reason') }),
    }),
    text: () => 'Reversed.\n',
  });
  addChecks(bank, group);
  addSandboxCommand(bank, group, {
    name: 'settings',
    description: 'how long transfers take from now on, and whether callbacks go out',
    configure: (command) =>
      command
        .option('--settle-ms <ms>', 'how long a transfer takes')
        .option('--callbacks <on|off>', 'off: they wait until they are on'),
    call: (_, flags) => ({
      method: 'POST',
      path: '/settings',
      body: compact({
        settleMs: numberFlag(flags, 'settleMs', '--settle-ms'),
        callbacks: textFlag(flags, 'callbacks'),
      }),
    }),
    text: (reply) => factsOf(reply, ['setting', 'value']),
  });
  addBook(group);
}

function addBook(group: Command): void {
  const columns = [
    ...['seq', 'reference', 'status', 'amount', 'rail', 'utr'],
    ...['moneyMoved', 'moneyReturned', 'behaviour'],
  ];
  addSandboxCommand(bank, group, {
    name: 'book',
    description: 'the truth about each transfer',
    configure: (command) =>
      command
        .option('--after <seq>', 'where the page before ended', '0')
        .option('--limit <number>', 'transfers on a page', '100'),
    call: (_, flags) => {
      const after = wholeOf('--after', textFlag(flags, 'after') ?? '');
      const limit = wholeOf('--limit', textFlag(flags, 'limit') ?? '', 1, 1_000);
      return { method: 'GET', path: `/book?after=${after}&limit=${limit}` };
    },
    text: (reply) => listOf(reply['transfers'], columns),
  });
}
