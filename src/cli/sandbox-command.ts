/** A command that is one call to a program of the sandbox. */
import type { Command } from 'commander';
import { callSandbox, type SandboxCall, type SandboxPlace } from './sandbox-client.ts';
import { wholeOf } from './arguments.ts';
import { addCommand, textFlag, type Flags } from './command.ts';
import { badUsage, unreachable } from './errors.ts';
import { table, type Answer, type Cell } from './output.ts';
import { checkedConfig, runtimeOf } from './session.ts';

export type Reply = Record<string, unknown>;

interface Program {
  /** Under which the server that runs tells where it is. */
  readonly place: 'bank' | 'cards' | 'mpesa';
  readonly name: string;
  readonly example: string;
}

export const sandboxPrograms = {
  bank: { place: 'bank', name: 'sandbox bank', example: 'http://127.0.0.1:8081' },
  cards: { place: 'cards', name: 'sandbox acquirer', example: 'http://127.0.0.1:8082' },
  mpesa: { place: 'mpesa', name: 'sandbox of M-Pesa', example: 'http://127.0.0.1:8083' },
} as const satisfies Record<string, Program>;

/** `text` shows the reply to people; `isBroken` tells a check that failed. */
export interface SandboxCommand {
  readonly name: string;
  readonly description: string;
  readonly configure?: (command: Command) => void;
  readonly call: (args: readonly (string | undefined)[], flags: Flags) => SandboxCall;
  readonly text: (reply: Reply) => string;
  readonly isBroken?: (reply: Reply) => boolean;
}

export function addSandboxCommand(program: Program, group: Command, order: SandboxCommand): void {
  const { name, description, configure, call, text, isBroken } = order;
  addCommand(
    group,
    name,
    description,
    (command) => {
      configure?.(command);
      command
        .option('--url <url>', `another ${program.name} than the one that runs beside the server`)
        .option('--control-key <key>', 'its control key');
    },
    async (args, flags): Promise<Answer> => {
      const asked = call(args, flags);
      const reply = await callSandbox(placeOf(program, flags), asked);
      return { data: reply, text: text(reply), isBroken: isBroken?.(reply) ?? false };
    },
  );
}

function placeOf({ place, name, example }: Program, flags: Flags): SandboxPlace {
  const [url, controlKey] = [textFlag(flags, 'url'), textFlag(flags, 'controlKey')];
  if ((url === undefined) !== (controlKey === undefined))
    throw badUsage('--url and --control-key go together.');
  if (url !== undefined && controlKey !== undefined) {
    if (!URL.canParse(url)) throw badUsage(`--url is "${url}"; write ${example}.`);
    return { program: name, url, controlKey };
  }
  const config = checkedConfig();
  const found = runtimeOf(config)?.[place];
  if (found !== undefined) return { program: name, ...found };
  throw unreachable(
    `No ${name} runs beside a Hundi on ${config.dataDir}: start it with \`npm start\`.`,
  );
}

/** Of a list in a reply, the named columns. */
export function listOf(list: unknown, columns: readonly string[]): string {
  const entries = Array.isArray(list) ? (list as Record<string, unknown>[]) : [];
  return table(
    columns,
    entries.map((entry) => columns.map((column) => cellOf(entry[column]))),
  );
}

/** Of an object in a reply, one fact a row. */
export function factsOf(reply: Reply, headings: readonly [string, string]): string {
  return table(
    headings,
    Object.entries(reply).map(([name, value]) => [name, cellOf(value)]),
  );
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function numberFlag(flags: Flags, name: string, shown: string): number | undefined {
  const text = textFlag(flags, name);
  return text === undefined ? undefined : wholeOf(shown, text);
}

/** Without what was not given: the programs have defaults of their own. */
export function compact(entries: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}
