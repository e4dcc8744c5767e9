/** `hundi operator invitations` and `hundi team invitations`: the one-time links that are out. */
import type { Command } from 'commander';
import { transaction } from '../db/connection.ts';
import type { OpenInvitation } from '../people/open-invitations.ts';
import { addCommand } from './command.ts';
import { notFound } from './errors.ts';
import { table, type Answer } from './output.ts';
import { withHome, type PeopleCommands } from './people-commands.ts';
import { changeOf, withSession } from './session.ts';

export function addInvitationCommands(people: Command, kind: PeopleCommands): void {
  const group = people
    .command('invitations')
    .description('one-time links that nobody has used yet: list, void');
  addCommand(
    group,
    'list',
    'who was invited or reset and has not come yet; the links themselves are stored nowhere',
    (command) => withHome(command, kind),
    ([name]) =>
      withSession(async (session) => {
        const { listInvitations } = await import('../people/open-invitations.ts');
        const { pool } = session;
        const merchantId = await kind.home.find(pool, name);
        return listed(await listInvitations(pool, merchantId, changeOf(session).nowMs));
      }),
  );
  addCommand(
    group,
    'void',
    'take a link back: it lets nobody in any more',
    (command) =>
      withHome(command, kind).argument(
        '<invitation>',
        'its id in the list, or an e-mail address for all of its links',
      ),
    (words) =>
      withSession(async (session) => {
        const { voidInvitations } = await import('../people/open-invitations.ts');
        const { pool } = session;
        const merchantId = await kind.home.find(pool, words[0]);
        const named = words.at(-1) ?? '';
        const order = { merchantId, named, ...changeOf(session) };
        const voided = await transaction(pool, (tx) => voidInvitations(tx, order));
        if (voided.length === 0) throw notFound(`No link is out here for "${named}".`);
        return listed(voided);
      }),
  );
}

function listed(invitations: readonly OpenInvitation[]): Answer {
  const rows = invitations.map(({ id, kind, email, role, invitedBy, createdAt, expiresAt }) => [
    ...[id, kind, email, role, invitedBy, createdAt, expiresAt],
  ]);
  return {
    data: { invitations },
    text: table(['id', 'kind', 'e-mail', 'role', 'by', 'made', 'ends'], rows),
  };
}
