/** What the programs of the sandbox have in common: rules to misbehave by, counts of what was done, a book that adds up. */
import type { Command } from 'commander';
import { textFlag, type Flags } from './command.ts';
import { badUsage } from './errors.ts';
import {
  addSandboxCommand,
  compact,
  factsOf,
  listOf,
  numberFlag,
  type Reply,
  type sandboxPrograms,
} from './sandbox-command.ts';

type Program = (typeof sandboxPrograms)[keyof typeof sandboxPrograms];

/** For whom a rule is: the argument of `add`, and the field of the rule. */
export interface RuleTarget {
  readonly field: string;
  readonly argument: string;
  readonly help: string;
  readonly behaviours: string;
  /** The requests that a rule may spoil; `isNamed`: one has to be named. */
  readonly on: { readonly help: string; readonly isNamed: boolean };
  /** What a code says, where rules have one. */
  readonly code?: string;
  /** Whether one rule may be taken back, or only all of them. */
  readonly takesBackOne: boolean;
}

export function addRules(program: Program, rules: Command, target: RuleTarget): void {
  const columns = [
    ...['ruleId', target.field, 'behaviour', 'probability', 'times', 'delayMs'],
    ...(target.code === undefined ? [] : ['code']),
    ...['on', 'fired'],
  ];
  const text = (reply: Reply) => listOf(reply['rules'], columns);
  addSandboxCommand(program, rules, {
    name: 'list',
    description: 'all rules, with how often each was used',
    call: () => ({ method: 'GET', path: '/rules' }),
    text,
  });
  addSandboxCommand(program, rules, {
    name: 'clear',
    description: target.takesBackOne ? 'take back all rules, or one' : 'take back all rules',
    configure: (command) => {
      if (target.takesBackOne) command.argument('[rule]', 'rule id');
    },
    call: ([rule]) => ({
      method: 'DELETE',
      path: rule === undefined ? '/rules' : `/rules/${encodeURIComponent(rule)}`,
    }),
    text,
  });
  addAdd(program, rules, target);
}

function addAdd(program: Program, rules: Command, target: RuleTarget): void {
  const { field, argument, help, behaviours, on, code } = target;
  addSandboxCommand(program, rules, {
    name: 'add',
    description: `misbehave for one ${argument}, or for every one with "*"`,
    configure: (command) => {
      command
        .argument(`<${argument}>`, help)
        .argument('<behaviour>', behaviours)
        .option('--probability <share>', 'from 0 to 1; every time when not given')
        .option('--times <number>', 'how often at most')
        .option('--delay-ms <ms>', 'what it waits for, where it waits');
      if (code !== undefined) command.option('--code <code>', code);
      if (on.isNamed) command.requiredOption('--on <request>', on.help);
      else command.option('--on <request>', on.help);
    },
    call: ([name, behaviour], flags) => ({
      method: 'POST',
      path: '/rules',
      body: compact({
        [field]: name,
        behaviour,
        probability: shareFlag(flags),
        times: numberFlag(flags, 'times', '--times'),
        delayMs: numberFlag(flags, 'delayMs', '--delay-ms'),
        code: textFlag(flags, 'code'),
        on: textFlag(flags, 'on'),
      }),
    }),
    text: (reply) => `Added ${String(reply['ruleId'])}.\n`,
  });
}

/** `faults` and `proof`. */
export function addChecks(program: Program, group: Command): void {
  addSandboxCommand(program, group, {
    name: 'faults',
    description: 'how often each misbehaviour really happened',
    call: () => ({ method: 'GET', path: '/faults' }),
    text: (reply) => factsOf(reply, ['behaviour', 'times']),
  });
  addSandboxCommand(program, group, {
    name: 'proof',
    description: `the book of the ${program.name}, added up in every way; ends with 1 if it does not hold`,
    call: () => ({ method: 'GET', path: '/proof' }),
    text: (reply) => factsOf(reply, ['fact', 'value']),
    isBroken: (reply) => reply['holds'] !== true,
  });
}

function shareFlag(flags: Flags): number | undefined {
  const text = textFlag(flags, 'probability');
  if (text === undefined) return undefined;
  if (/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/.test(text)) return Number(text);
  throw badUsage(`--probability is "${text}"; it must be from 0 to 1, such as 0.2.`);
}
