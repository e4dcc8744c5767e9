/** `hundi operator`: who may sign in to the console. */
import type { Command } from 'commander';
import { platformId } from '../merchants/audit.ts';
import { operatorRoles } from '../people/roles.ts';
import { addPeopleCommands } from './people-commands.ts';

export function addOperatorCommands(group: Command): void {
  addPeopleCommands(group, {
    home: { argument: undefined, find: () => Promise.resolve(platformId) },
    roles: operatorRoles,
  });
}
