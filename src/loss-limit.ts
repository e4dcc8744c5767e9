/** Stops payouts when banks have paid more beside the books than the operator has set. */
import type { Config } from './config.ts';
import type { Pool } from './db/connection.ts';
import type { Log } from './log.ts';
import { guardLosses as guard } from './payments/loss-guard.ts';
import type { PayoutSwitch } from './payments/payout-switch.ts';

export async function guardLosses(
  db: Pool,
  payoutSwitch: PayoutSwitch,
  { config, log }: { readonly config: Config; readonly log: Log },
): Promise<void> {
  const limit = config.lossLimit;
  if (limit === undefined) return;
  const stop = async (reason: string) => {
    if (await payoutSwitch.isPaused()) return;
    await payoutSwitch.pause(reason);
    log.error(`${reason}: close them with \`hundi case close\`, then \`hundi payout resume\``);
  };
  await guard({ db, limit, stop });
}
