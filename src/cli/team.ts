/** `hundi team`: who may sign in to the dashboard of a merchant. */
import type { Command } from 'commander';
import { teamRoles } from '../people/roles.ts';
import { merchantArgument, merchantHelp, merchantNamed } from './arguments.ts';
import { addPeopleCommands, type PeopleCommands } from './people-commands.ts';
import { addInvitationCommands } from './people-invitations.ts';

export function addTeamCommands(group: Command): void {
  const kind: PeopleCommands = {
    home: {
      argument: [merchantArgument, merchantHelp],
      find: async (pool, name) => (await merchantNamed(pool, name)).merchantId,
    },
    roles: teamRoles,
  };
  addPeopleCommands(group, kind);
  addInvitationCommands(group, kind);
}
