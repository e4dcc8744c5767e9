/** `hundi merchant settlements`: whether a merchant may be settled; off until it is turned on. */
import type { Command } from 'commander';
import { readTerms, setTerms, type SettlementTerms } from '../settlements/terms.ts';
import { merchantArgument, merchantHelp, merchantNamed, oneOf, wholeOf } from './arguments.ts';
import { addCommand, textFlag } from './command.ts';
import { changeOf, withSession } from './session.ts';

/** Without a change it shows what is in force. */
export function addMerchantSettlements(group: Command): void {
  addCommand(
    group,
    'settlements',
    'show or set: on or off, whether its money may leave to itself',
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .argument('[switch]', 'on or off')
        .option('--cooling-off-hours <hours>', 'how long a new address waits before its first use'),
    ([merchant, word], flags) => {
      const hours = textFlag(flags, 'coolingOffHours');
      const change: Partial<SettlementTerms> = {
        ...(word !== undefined && { enabled: oneOf('switch', word, ['on', 'off']) === 'on' }),
        ...(hours !== undefined && {
          coolingOffHours: wholeOf('--cooling-off-hours', hours, 0, 720),
        }),
      };
      return withSession(async (session) => {
        const { merchantId } = await merchantNamed(session.pool, merchant);
        const order = { merchantId, ...changeOf(session) };
        const terms =
          Object.keys(change).length === 0
            ? await readTerms(session.pool, merchantId)
            : await setTerms(session.pool, order, change);
        const { enabled, coolingOffHours } = terms;
        return {
          data: { merchantId, ...terms },
          text: `${enabled ? 'on' : 'off'}; a new address waits ${coolingOffHours} hours\n`,
        };
      });
    },
  );
}
