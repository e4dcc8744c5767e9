/** `hundi switch`: what no process begins any more, within a second of the command. */
import type { Command } from 'commander';
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
        listed(flags['all'] === true ? await listTurns(pool) : await listOff(pool)),
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
      return listed([await turnSwitch(pool, order)]);
    },
    isOff ? 'any version' : 'own version',
  );
}

function listed(turns: readonly SwitchTurn[]): Answer {
  const rows = turns.map(({ kind, name, isOff, reason, setBy, setAt }) => [
    ...[kind, name, isOff ? 'off' : 'on', setBy, setAt.toISOString(), reason],
  ]);
  return {
    data: { switches: turns },
    text:
      rows.length === 0
        ? 'Nothing is switched off.\n'
        : table(['kind', 'name', 'state', 'by', 'at', 'why'], rows),
  };
}
