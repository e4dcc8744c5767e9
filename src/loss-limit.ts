/** Stops payouts when banks have paid more beside the books than the operator has set. */
import type { Config } from './config.ts';
import type { Pool } from './db/connection.ts';
import type { Log } from './log.ts';
import { guardLosses } from './payments/loss-guard.ts';
import type { PayoutSwitch } from './payments/payout-switch.ts';

/** Looks once each time it is called. */
export function openLossGuard(
  db: Pool,
  payoutSwitch: PayoutSwitch,
  { config, log }: { readonly config: Config; readonly log: Log },
): () => Promise<void> {
  const limit = config.lossLimit;
  const stop = async (reason: string) => {
    if (await payoutSwitch.isPaused()) return;
    await payoutSwitch.pause(reason);
    log.error(`${reason}: close them with \`hundi case close\`, then \`hundi payout resume\``);
  };
  return async () => {
    if (limit !== undefined) await guardLosses({ db, limit, stop });
  };
}
