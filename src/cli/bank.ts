/** `hundi bank`: makes the sandbox bank misbehave, and looks into its book. */
import type { Command } from 'commander';
import { wholeOf } from './arguments.ts';
import { addBankCommand, cellsOf, rowsOf, type Reply } from './bank-command.ts';
import { textFlag, type Flags } from './command.ts';
import { badUsage } from './errors.ts';
import { table } from './output.ts';

export function addBankCommands(group: Command): void {
  addRules(group.command('rules').description('how the bank misbehaves, by account number'));
  addBankCommand(
    group,
    'reverse',
    'give a transfer back that had succeeded',
    (command) =>
      command
        .argument('<reference>', 'reference at the bank; `hundi payout show` names it')
        .option('--reason <text>', 'what the bank says about it'),
    ([reference = ''], flags) => ({
      method: 'POST',
      path: `/transfers/${encodeURIComponent(reference)}/reverse`,
      body: compact({ reason: textFlag(flags, 'reason') }),
    }),
    () => 'Reversed.\n',
  );
  addBankCommand(
    group,
    'faults',
    'how often each misbehaviour really happened',
    () => undefined,
    () => ({ method: 'GET', path: '/faults' }),
    (reply) => table(['behaviour', 'times'], Object.entries(reply).map(cellsOf)),
  );
  addBankCommand(
    group,
    'proof',
    'the book of the bank, added up in every way; ends with 1 if it does not hold',
    () => undefined,
    () => ({ method: 'GET', path: '/proof' }),
    (reply) => table(['fact', 'value'], Object.entries(reply).map(cellsOf)),
    (reply) => reply['holds'] !== true,
  );
  addBankCommand(
    group,
    'settings',
    'how long transfers take from now on, and whether callbacks go out',
    (command) =>
      command
        .option('--settle-ms <ms>', 'how long a transfer takes')
        .option('--callbacks <on|off>', 'off: they wait until they are on'),
    (_, flags) => ({
      method: 'POST',
      path: '/settings',
      body: compact({
        settleMs: numberFlag(flags, 'settleMs', '--settle-ms'),
        callbacks: textFlag(flags, 'callbacks'),
      }),
    }),
    (reply) => table(['setting', 'value'], Object.entries(reply).map(cellsOf)),
  );
  addBook(group);
}

function addBook(group: Command): void {
  const columns = [
    'seq',
    'reference',
    'status',
    'amount',
    'rail',
    'utr',
    'moneyMoved',
    'moneyReturned',
    'behaviour',
  ];
  addBankCommand(
    group,
    'book',
    'the truth about each transfer',
    (command) =>
      command
        .option('--after <seq>', 'where the page before ended', '0')
        .option('--limit <number>', 'transfers on a page', '100'),
    (_, flags) => {
      const after = wholeOf('--after', textFlag(flags, 'after') ?? '');
      const limit = wholeOf('--limit', textFlag(flags, 'limit') ?? '', 1, 1_000);
      return { method: 'GET', path: `/book?after=${after}&limit=${limit}` };
    },
    (reply) => table(columns, rowsOf(reply['transfers'], columns)),
  );
}

function addRules(rules: Command): void {
  const columns = [
    'ruleId',
    'accountNumber',
    'behaviour',
    'probability',
    'times',
    'delayMs',
    'code',
    'on',
    'fired',
  ];
  const text = (reply: Reply) => table(columns, rowsOf(reply['rules'], columns));
  addBankCommand(
    rules,
    'list',
    'all rules, with how often each was used',
    () => undefined,
    () => ({ method: 'GET', path: '/rules' }),
    text,
  );
  addBankCommand(
    rules,
    'clear',
    'take back all rules, or one',
    (command) => command.argument('[rule]', 'rule id'),
    ([rule]) => ({
      method: 'DELETE',
      path: rule === undefined ? '/rules' : `/rules/${encodeURIComponent(rule)}`,
    }),
    text,
  );
  addBankCommand(
    rules,
    'add',
    'misbehave for an account number, or for every one with "*"',
    (command) =>
      command
        .argument('<account>', 'account number, or "*"')
        .argument('<behaviour>', 'such as execute-then-drop; sandbox-bank/README.md lists them')
        .option('--probability <share>', 'from 0 to 1; every time when not given')
        .option('--times <number>', 'how often at most')
        .option('--delay-ms <ms>', 'what it waits for, where it waits')
        .option('--code <code>', 'the refusal, such as ACCOUNT_CLOSED')
        .option('--on <request>', 'submit (default) or enquiry'),
    ([accountNumber, behaviour], flags) => ({
      method: 'POST',
      path: '/rules',
      body: compact({
        accountNumber,
        behaviour,
        probability: shareFlag(flags),
        times: numberFlag(flags, 'times', '--times'),
        delayMs: numberFlag(flags, 'delayMs', '--delay-ms'),
        code: textFlag(flags, 'code'),
        on: textFlag(flags, 'on'),
      }),
    }),
    (reply) => `Added ${String(reply['ruleId'])}.\n`,
  );
}

function numberFlag(flags: Flags, name: string, shown: string): number | undefined {
  const text = textFlag(flags, name);
  return text === undefined ? undefined : wholeOf(shown, text);
}

function shareFlag(flags: Flags): number | undefined {
  const text = textFlag(flags, 'probability');
  if (text === undefined) return undefined;
  if (/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/.test(text)) return Number(text);
  throw badUsage(`--probability is "${text}"; it must be from 0 to 1, such as 0.2.`);
}

function compact(entries: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}
