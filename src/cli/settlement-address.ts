/** The allow-list of addresses to which a merchant may be settled. */
import type { Command } from 'commander';
import { isUuid } from '../kit/ids.ts';
import { ifscExists } from '../providers/ifsc.ts';
import {
  allowAddress,
  disallowAddress,
  listAddresses,
  type ListedAddress,
} from '../settlements/allow-list.ts';
import { personOf } from '../settlements/person.ts';
import { networks } from '../settlements/settlement.ts';
import { merchantArgument, merchantHelp, merchantNamed, oneOf } from './arguments.ts';
import { addCommand, textFlag, type Flags } from './command.ts';
import { notFound } from './errors.ts';
import { facts, table } from './output.ts';
import { withSession } from './session.ts';

export const byHelp = 'who does it; two people are needed to settle';

/** Throws DomainError unless it is a name. */
export function personIn(flags: Flags): string {
  return personOf(textFlag(flags, 'by') ?? '');
}

export function addAddressCommands(group: Command): void {
  addAllow(group);
  addCommand(
    group,
    'disallow-address',
    'take an address off the list; what was requested to it can no longer be approved',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .argument('<address-id>', 'as `addresses` shows it')
        .requiredOption('--by <name>', byHelp),
    ([merchant, addressId = ''], flags) =>
      withSession(async ({ pool, clock }) => {
        const by = personIn(flags);
        const { merchantId } = await merchantNamed(pool, merchant);
        const isId = isUuid(addressId.toLowerCase());
        const order = { merchantId, by, at: clock.now() };
        const removed = isId ? await disallowAddress(pool, order, addressId) : undefined;
        if (removed === undefined)
          throw notFound(`There is no address "${addressId}" on the list.`);
        return { data: removed, text: `Taken off the list: ${removed.address}\n` };
      }),
  );
  addCommand(
    group,
    'addresses',
    'the list, with those that were taken off',
    (command) => command.argument(merchantArgument, merchantHelp),
    ([merchant]) =>
      withSession(async ({ pool }) => {
        const { merchantId } = await merchantNamed(pool, merchant);
        const addresses = await listAddresses(pool, merchantId);
        const rows = addresses.map((entry) => [
          entry.addressId,
          entry.network,
          entry.address,
          entry.label,
          entry.addedBy,
          entry.usableFrom,
          entry.removedAt,
        ]);
        const headings = ['id', 'network', 'address', 'label', 'by', 'usable from', 'removed'];
        return { data: { merchantId, addresses }, text: table(headings, rows) };
      }),
  );
}

function addAllow(group: Command): void {
  addCommand(
    group,
    'allow-address',
    'put an address on the list; it may be used when its wait is over',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .argument('<network>', networks.join(', '))
        .argument('<address>', 'IFSC/account number, or an address with its checksum')
        .option('--label <text>', 'what it is', '')
        .requiredOption('--by <name>', byHelp),
    ([merchant, word = '', address = ''], flags) => {
      const network = oneOf('network', word, networks);
      return withSession(async ({ pool, clock }) => {
        const by = personIn(flags);
        const { merchantId, environment } = await merchantNamed(pool, merchant);
        const label = textFlag(flags, 'label') ?? '';
        // Sandbox takes branches that do not exist, as it does in payouts.
        const isKnownIfsc = environment === 'live' ? ifscExists : () => true;
        const wanted = { merchantId, network, address, label, by, at: clock.now(), isKnownIfsc };
        const listed = await allowAddress(pool, wanted);
        return { data: listed, text: addressText(listed) };
      });
    },
  );
}

function addressText({ addressId, network, address, usableFrom }: ListedAddress): string {
  return facts({ id: addressId, network, address, 'usable from': usableFrom });
}
