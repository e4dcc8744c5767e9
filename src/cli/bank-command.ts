/** A command that is one call to the sandbox bank. */
import type { Command } from 'commander';
import { callBank, type BankCall, type BankPlace } from './bank-client.ts';
import { addCommand, textFlag, type Flags } from './command.ts';
import { badUsage, unreachable } from './errors.ts';
import type { Answer, Cell } from './output.ts';
import { checkedConfig, runtimeOf } from './session.ts';

export type Reply = Record<string, unknown>;

/** `textOf` shows the bank's reply to people; `isBroken` tells a check that failed. */
export function addBankCommand(
  group: Command,
  name: string,
  description: string,
  configure: (command: Command) => void,
  callOf: (args: readonly (string | undefined)[], flags: Flags) => BankCall,
  textOf: (reply: Reply) => string,
  isBroken: (reply: Reply) => boolean = () => false,
): void {
  addCommand(
    group,
    name,
    description,
    (command) => {
      configure(command);
      command
        .option('--url <url>', 'another bank than the one that runs beside the server')
        .option('--control-key <key>', 'its control key');
    },
    async (args, flags): Promise<Answer> => {
      const call = callOf(args, flags);
      const reply = await callBank(placeOf(flags), call);
      return { data: reply, text: textOf(reply), isBroken: isBroken(reply) };
    },
  );
}

function placeOf(flags: Flags): BankPlace {
  const [url, controlKey] = [textFlag(flags, 'url'), textFlag(flags, 'controlKey')];
  if ((url === undefined) !== (controlKey === undefined))
    throw badUsage('--url and --control-key go together.');
  if (url !== undefined && controlKey !== undefined) {
    if (!URL.canParse(url)) throw badUsage(`--url is "${url}"; write http://127.0.0.1:8081.`);
    return { url, controlKey };
  }
  const config = checkedConfig();
  const bank = runtimeOf(config)?.bank;
  if (bank !== undefined) return bank;
  throw unreachable(
    `No sandbox bank runs beside a Hundi on ${config.dataDir}: start it with \`npm start\`.`,
  );
}

/** Of a list in a reply, the named columns. */
export function rowsOf(list: unknown, columns: readonly string[]): Cell[][] {
  const entries = Array.isArray(list) ? (list as Record<string, unknown>[]) : [];
  return entries.map((entry) => columns.map((column) => cellOf(entry[column])));
}

/** Of an object in a reply, one fact a row. */
export function cellsOf([name, value]: [string, unknown]): Cell[] {
  return [name, cellOf(value)];
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
