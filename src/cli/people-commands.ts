/** The commands about people, the same for operators and for the team of a merchant. */
import type { Command } from 'commander';
import { transaction, type Pool } from '../db/connection.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { PersonRole } from '../people/roles.ts';
import { addCommand, textFlag } from './command.ts';
import { badUsage } from './errors.ts';
import { linkAnswer, peopleAnswer, personNamed } from './people-shown.ts';
import { asServed, changeOf, withSession, type Session } from './session.ts';

export interface PeopleCommands {
  /** Whose people: with a merchant the first argument names it. */
  readonly home: {
    readonly argument: readonly [string, string] | undefined;
    readonly find: (pool: Pool, name: string | undefined) => Promise<MerchantId>;
  };
  readonly roles: readonly PersonRole[];
}

const emailArgument = ['<email>', 'by which the person signs in'] as const;

export function addPeopleCommands(group: Command, kind: PeopleCommands): void {
  addCommand(
    group,
    'list',
    'who may sign in, with roles and second factors',
    (command) => withHome(command, kind),
    ([name]) =>
      withSession(async ({ pool }) => peopleAnswer(pool, await kind.home.find(pool, name))),
  );
  addCommand(
    group,
    'invite',
    'print a one-time link for somebody new, good for 72 hours',
    (command) =>
      withHome(command, kind)
        .requiredOption('--email <email>', 'by which the person will sign in')
        .requiredOption('--role <role>', kind.roles.join(', ')),
    ([name], flags) =>
      withSession(async (session) => {
        const role = kind.roles.find((each) => each === textFlag(flags, 'role'));
        if (role === undefined) throw badUsage(`--role is one of ${kind.roles.join(', ')}.`);
        const { invite } = await import('../people/invitations.ts');
        const merchantId = await kind.home.find(session.pool, name);
        const order = { ...changeOf(session), merchantId, role };
        const email = textFlag(flags, 'email') ?? '';
        const made = await transaction(session.pool, (tx) => invite(tx, { ...order, email }));
        return linkAnswer(asServed(session.config).publicUrl, merchantId, made);
      }),
  );
  addChange(group, kind, 'disable', 'end every session of a person and let nobody in as it');
  addChange(group, kind, 'enable', 'let a person in again');
  addCommand(
    group,
    'reset-factors',
    'void password, second factors and sessions of a person, and print the link to begin anew',
    (command) => withHome(command, kind).argument(...emailArgument),
    (words) =>
      withSession(async (session) => {
        const { change, merchantId } = await namedIn(session, kind, words);
        const { resetPerson } = await import('../people/change-person.ts');
        const made = await resetPerson(session.pool, change);
        return linkAnswer(asServed(session.config).publicUrl, merchantId, made);
      }),
  );
}

function addChange(
  group: Command,
  kind: PeopleCommands,
  verb: 'disable' | 'enable',
  description: string,
): void {
  addCommand(
    group,
    verb,
    description,
    (command) => withHome(command, kind).argument(...emailArgument),
    (words) =>
      withSession(async (session) => {
        const { change, merchantId } = await namedIn(session, kind, words);
        const { disablePerson, enablePerson } = await import('../people/change-person.ts');
        await (verb === 'disable' ? disablePerson : enablePerson)(session.pool, change);
        return peopleAnswer(session.pool, merchantId);
      }),
  );
}

export function withHome(command: Command, { home }: PeopleCommands): Command {
  return home.argument === undefined ? command : command.argument(...home.argument);
}

async function namedIn(
  session: Session,
  { home }: PeopleCommands,
  words: readonly (string | undefined)[],
) {
  const merchantId = await home.find(session.pool, words[0]);
  const { personId } = await personNamed(session.pool, merchantId, words.at(-1));
  return { merchantId, change: { ...changeOf(session), merchantId, personId } };
}
