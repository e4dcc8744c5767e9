/** `hundi operator`: who may sign in to the console. */
import type { Command } from 'commander';
import { platformId } from '../merchants/audit.ts';
import { operatorRoles } from '../people/roles.ts';
import { addPeopleCommands, type PeopleCommands } from './people-commands.ts';
import { addInvitationCommands } from './people-invitations.ts';

export function addOperatorCommands(group: Command): void {
  const kind: PeopleCommands = {
    home: { argument: undefined, find: () => Promise.resolve(platformId) },
    roles: operatorRoles,
  };
  addPeopleCommands(group, kind);
  addInvitationCommands(group, kind);
}
