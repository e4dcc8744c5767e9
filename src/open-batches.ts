/** The part of the night shift that makes the payouts which a person ordered together. */
import type { Config } from './config.ts';
import type { Pool } from './db/connection.ts';
import { systemClock } from './kit/clock.ts';
import type { Log } from './log.ts';
import { BatchWorker } from './payments/batch-worker.ts';
import type { CreateLane } from './payments/create-lane.ts';
import type { PayoutDesk } from './payments/payout-desk.ts';

export interface BatchesGiven {
  readonly desk: PayoutDesk;
  readonly lane: CreateLane;
}

interface Parts {
  readonly config: Pick<Config, 'commitScope'>;
  readonly batches: BatchesGiven;
  readonly log: Log;
}

export function openBatches({ config, batches, log }: Parts, pool: Pool): BatchWorker {
  return new BatchWorker({
    ...{ ...batches, pool, clock: systemClock },
    onError: (error, batchId) => {
      log.error({ err: error, batchId }, 'a batch of payouts could not be carried on now');
    },
    oneMerchantPerCommit: config.commitScope === 'merchant',
  });
}
