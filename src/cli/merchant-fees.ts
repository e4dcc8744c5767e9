/** `hundi merchant fees`: the fee plan of one service. */
import type { Command } from 'commander';
import { setFees } from '../merchants/change-merchant.ts';
import {
  feesHelp,
  feesOf,
  merchantArgument,
  merchantHelp,
  merchantNamed,
  oneOf,
} from './arguments.ts';
import { addCommand, textFlag } from './command.ts';
import { applied } from './merchant-change.ts';
import { feesText, shownMerchant } from './merchant-shown.ts';
import { withSession } from './session.ts';

/** Without a plan it shows the one in force. */
export function addMerchantFees(group: Command): void {
  addCommand(
    group,
    'fees',
    `show or set: ${feesHelp}`,
    (command) =>
      command
        .argument(merchantArgument, merchantHelp)
        .argument('[plan...]', 'the new plan; what is not named stays')
        .option('--service <service>', 'payout or payin', 'payout'),
    ([merchant, ...given], flags) => {
      const service = oneOf('--service', textFlag(flags, 'service') ?? '', ['payout', 'payin']);
      const words = given.filter((word) => word !== undefined);
      const fees = words.length === 0 ? undefined : feesOf(words.join(','));
      return withSession(async (session) => {
        if (fees !== undefined)
          return applied(session, merchant, (pool, order) => setFees(pool, order, fees, service));
        const found = await merchantNamed(session.pool, merchant);
        const plan = service === 'payout' ? found.fees : found.payinFees;
        return { data: shownMerchant(found), text: `${feesText(plan)}\n` };
      });
    },
  );
}
