/** `hundi cards`: makes the card acquirer of the sandbox misbehave, answers for its customers, and looks into its book. */
import type { Command } from 'commander';
import { wholeOf } from './arguments.ts';
import { textFlag, type Flags } from './command.ts';
import { badUsage } from './errors.ts';
import {
  addSandboxCommand,
  compact,
  factsOf,
  listOf,
  sandboxPrograms,
  type Reply,
} from './sandbox-command.ts';
import { addChecks, addRules } from './sandbox-rules.ts';

const { cards } = sandboxPrograms;
const referenceHelp = 'reference at the acquirer; `hundi cards book` names it';
/** Of the challenge page, in every sandbox. */
const rightCode = '123456';

export function addCardsCommands(group: Command): void {
  addRules(cards, group.command('rules').description('how the acquirer misbehaves, by route'), {
    field: 'routeCode',
    argument: 'route',
    help: 'routing code, or "*"',
    behaviours: 'such as execute-then-drop; sandbox-cards/README.md lists them',
    on: { help: 'authorise (default) or enquiry', isNamed: false },
    takesBackOne: true,
  });
  addBook(group);
  addSandboxCommand(cards, group, {
    name: 'answer',
    description: 'answer the challenge of a card for its holder',
    configure: (command) =>
      command
        .argument('<reference>', referenceHelp)
        .option('--code <code>', `what the holder enters; the right code, ${rightCode}, by default`)
        .option('--cancel', 'the holder gives up'),
    call: ([reference = ''], flags) => ({
      method: 'POST',
      path: `/authorisations/${encodeURIComponent(reference)}/answer`,
      body: pressOf(flags),
    }),
    text: shownText,
  });
  addSandboxCommand(cards, group, {
    name: 'dispute',
    description: 'take the money of a charged card back, as a bank does weeks later',
    configure: (command) => command.argument('<reference>', referenceHelp),
    call: ([reference = '']) => ({
      method: 'POST',
      path: `/authorisations/${encodeURIComponent(reference)}/dispute`,
      body: {},
    }),
    text: shownText,
  });
  addChecks(cards, group);
  addSandboxCommand(cards, group, {
    name: 'settings',
    description: 'whether callbacks go out from now on',
    configure: (command) =>
      command.option('--callbacks <on|off>', 'off: they wait until they are on'),
    call: (_, flags) => ({
      method: 'POST',
      path: '/settings',
      body: compact({ callbacks: textFlag(flags, 'callbacks') }),
    }),
    text: (reply) => factsOf(reply, ['setting', 'value']),
  });
}

function pressOf(flags: Flags): object {
  const code = textFlag(flags, 'code');
  if (flags['cancel'] !== true) return { press: 'approve', code: code ?? rightCode };
  if (code !== undefined) throw badUsage('--code and --cancel do not go together.');
  return { press: 'cancel' };
}

function shownText({ authorisation }: Reply): string {
  const { reference, status, failureMessage } = authorisation as Record<string, string | null>;
  const why = failureMessage == null ? '' : `: ${failureMessage}`;
  return `${reference ?? ''} is ${status ?? ''}${why}\n`;
}

function addBook(group: Command): void {
  const columns = [
    ...['seq', 'reference', 'status', 'amount', 'currency', 'routeCode', 'brand', 'lastFour'],
    ...['failureCode', 'captures', 'refunds', 'disputes', 'behaviour'],
  ];
  addSandboxCommand(cards, group, {
    name: 'book',
    description: 'the truth about each charge',
    configure: (command) =>
      command
        .option('--after <seq>', 'where the page before ended', '0')
        .option('--limit <number>', 'charges on a page', '100'),
    call: (_, flags) => {
      const after = wholeOf('--after', textFlag(flags, 'after') ?? '');
      const limit = wholeOf('--limit', textFlag(flags, 'limit') ?? '', 1, 1_000);
      return { method: 'GET', path: `/book?after=${after}&limit=${limit}` };
    },
    text: (reply) => listOf(reply['authorisations'], columns),
  });
}
