/** `hundi switch`: what no process begins any more, within a second of the command. */
import type { Command } from 'commander';
import type { Pool } from '../db/connection.ts';
import { platformId } from '../merchants/audit.ts';
import { namesOfActors } from '../people/names.ts';
import { listOff, listTurns, type SwitchTurn } from '../switches/list-switches.ts';
import { switchKinds } from '../switches/off-switches.ts';
import { turnSwitch } from '../switches/turn-switch.ts';
import { merchantNamed, oneOf } from './arguments.ts';
import { addCommand, textFlag, type Flags } from './command.ts';
import { badUsage } from './errors.ts';
import { table, type Answer } from './output.ts';
import { changeOf, withSession } from './session.ts';

export function addSwitchCommands(group: Command): void {
  addCommand(
    group,
    'list',
    'what is switched off now',
    (command) => command.option('--all', 'every turn of every switch, the newest first'),
    (_, flags) =>
      withSession(async ({ pool }) =>
        listed(pool, flags['all'] === true ? await listTurns(pool) : await listOff(pool)),
      ),
  );
  addTurn(
    group,
    'off',
    'begin nothing new of it; what is queued waits, what is out is followed up',
  );
  addTurn(group, 'on', 'begin it again');
}

function addTurn(group: Command, state: 'off' | 'on', description: string): void {
  addCommand(
    group,
    state,
    description,
    (command) =>
      command
        .argument('<kind>', switchKinds.join(', '))
        .argument('<name>', 'sandbox-bank, payout.imps, INR; of a merchant its id or number')
        .requiredOption('--reason <text>', 'why, for whoever looks next'),
    ([kind, name], flags) => turn(state === 'off', kind, name ?? '', flags),
  );
}

function turn(
  isOff: boolean,
  kindText: string | undefined,
  name: string,
  flags: Flags,
): Promise<Answer> {
  const kind = oneOf('kind', kindText ?? '', switchKinds);
  const reason = textFlag(flags, 'reason') ?? '';
  if (reason.trim() === '') throw badUsage('Say why.');
  return withSession(
    async (session) => {
      const { pool } = session;
      const named = kind === 'merchant' ? (await merchantNamed(pool, name)).merchantId : name;
      const order = { kind, name: named, isOff, reason, ...changeOf(session) };
      return listed(pool, [await turnSwitch(pool, order)]);
    },
    isOff ? 'any version' : 'own version',
  );
}

async function listed(pool: Pool, turns: readonly SwitchTurn[]): Promise<Answer> {
  const actors = turns.map(({ setBy }) => setBy);
  const names = await namesOfActors(pool, platformId, actors);
  const rows = turns.map(({ kind, name, isOff, reason, setBy, setAt }) => [
    ...[kind, name, isOff ? 'off' : 'on', names.get(setBy) ?? setBy, setAt.toISOString(), reason],
  ]);
  return {
    data: { switches: turns },
    text:
      rows.length === 0
        ? 'Nothing is switched off.\n'
        : table(['kind', 'name', 'state', 'by', 'at', 'why'], rows),
  };
}
