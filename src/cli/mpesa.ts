/** `hundi mpesa`: makes the M-Pesa of the sandbox misbehave, answers for the owners of phones, and looks into its book. */
import type { Command } from 'commander';
import { oneOf, wholeOf } from './arguments.ts';
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

const { mpesa } = sandboxPrograms;
const phoneHelp = 'number of a phone, such as 254712345678';

export function addMpesaCommands(group: Command): void {
  addRules(mpesa, group.command('rules').description('how M-Pesa misbehaves, by phone'), {
    field: 'target',
    argument: 'phone',
    help: `${phoneHelp}, or "*"`,
    behaviours: 'such as drop-after; sandbox-mpesa/README.md lists them',
    on: { help: 'prompt, payout, query, status or reversal', isNamed: true },
    code: 'the refusal, such as 1032',
    takesBackOne: false,
  });
  addSandboxCommand(mpesa, group, {
    name: 'phone',
    description: 'what the owner of a phone does with the prompt that it shows',
    configure: (command) =>
      command
        .argument('<phone>', phoneHelp)
        .argument('<press>', 'pay or cancel')
        .option('--pin <pin>', 'what is entered; the right PIN, 1234, by default'),
    call: ([msisdn, press = ''], flags) => ({
      method: 'POST',
      path: '/phone',
      body: compact({
        msisdn,
        press: oneOf('press', press, ['pay', 'cancel']),
        pin: textFlag(flags, 'pin'),
      }),
    }),
    text: (reply) => factsOf(reply, ['fact', 'value']),
  });
  addBook(group);
  addChecks(mpesa, group);
  addSandboxCommand(mpesa, group, {
    name: 'settings',
    description: 'how long things take from now on, and whether results go out',
    configure: (command) =>
      command
        .option('--settle-ms <ms>', 'how long what nobody has to answer takes')
        .option('--prompt-ms <ms>', 'how long a phone waits for its owner')
        .option('--callbacks <on|off>', 'off: results wait until they are on'),
    call: (_, flags) => ({
      method: 'POST',
      path: '/settings',
      body: compact({
        settleMs: numberFlag(flags, 'settleMs', '--settle-ms'),
        promptMs: numberFlag(flags, 'promptMs', '--prompt-ms'),
        callbacks: textFlag(flags, 'callbacks'),
      }),
    }),
    text: (reply) => factsOf(reply, ['setting', 'value']),
  });
  addSandboxCommand(mpesa, group, {
    name: 'end-token',
    description: 'end the access token, as a program that fetches a newer one does',
    call: () => ({ method: 'DELETE', path: '/token' }),
    text: () => 'Ended.\n',
  });
}

function addBook(group: Command): void {
  const shared = ['seq', 'msisdn', 'amount', 'status', 'resultCode', 'receipt'];
  const prompts = [...shared, 'deposits', 'reversals'];
  const payouts = [...shared, 'debits'];
  const bills = [...shared, 'billReference', 'deposits', 'reversals'];
  addSandboxCommand(mpesa, group, {
    name: 'book',
    description: 'the truth about each prompt, payout and bill, at most 500 of each',
    configure: (command) =>
      command
        .option('--prompts-after <seq>', 'where the prompts of the page before ended', '0')
        .option('--payouts-after <seq>', 'where its payouts ended', '0')
        .option('--bills-after <seq>', 'where its bills ended', '0'),
    call: (_, flags) => {
      const after = (name: string, shown: string) =>
        `${name}=${wholeOf(shown, textFlag(flags, name) ?? '')}`;
      const query = [
        after('promptsAfter', '--prompts-after'),
        after('payoutsAfter', '--payouts-after'),
        after('billsAfter', '--bills-after'),
      ];
      return { method: 'GET', path: `/book?${query.join('&')}` };
    },
    text: (reply) =>
      [
        factsOf(reply['accounts'] as object as Record<string, unknown>, ['account', 'KES']),
        `Prompts\n${listOf(reply['prompts'], prompts)}`,
        `Payouts\n${listOf(reply['payouts'], payouts)}`,
        `Bills\n${listOf(reply['bills'], bills)}`,
      ].join('\n'),
  });
}
