/** `hundi team`: who may sign in to the dashboard of a merchant. */
import type { Command } from 'commander';
import { teamRoles } from '../people/roles.ts';
import { merchantArgument, merchantHelp, merchantNamed } from './arguments.ts';
import { addPeopleCommands } from './people-commands.ts';

export function addTeamCommands(group: Command): void {
  addPeopleCommands(group, {
    home: {
      argument: [merchantArgument, merchantHelp],
      find: async (pool, name) => (await merchantNamed(pool, name)).merchantId,
    },
    roles: teamRoles,
  });
}
