/** What a merchant's people work with, over a real database: lanes as the gateway has them, and a worker for files of payouts. */
import { openTeamDeps, openPayoutDesk } from '../../src/console-team.ts';
import { readConfig } from '../../src/config.ts';
import { openPool, type Pool } from '../../src/db/connection.ts';
import { xpayoutPayinEvent } from '../../src/dialects/xpayout/webhook-event.ts';
import { depositEvent } from '../../src/dialects/xprizo/outcome-events.ts';
import { systemClock } from '../../src/kit/clock.ts';
import type { Sealer } from '../../src/kit/seal.ts';
import { ZoneClock } from '../../src/kit/zone-clock.ts';
import { BatchWorker } from '../../src/payments/batch-worker.ts';
import { openCreateLane } from '../../src/payments/create-lane.ts';
import { openCreatePayinLane } from '../../src/payments/create-payin-lane.ts';
import { openPayinLane } from '../../src/payments/payin-lane.ts';
import type { RailWindow } from '../../src/providers/provider.ts';
import { createEgress } from '../../src/webhooks/egress.ts';
import { isShardedRun } from '../kit/test-server.ts';

const always = { opensAtMinute: null, closesAtMinute: null, workingDaysOnly: false };
const any: RailWindow = { ...always, minimumMinor: 1n, maximumMinor: null };
const provider = { name: 'test-bank', windows: { IMPS: any, NEFT: any, RTGS: any, UPI: any } };

export interface TestTeam {
  readonly deps: ReturnType<typeof openTeamDeps>;
  close(): Promise<void>;
}

export function openTestTeam(given: {
  readonly url: string;
  readonly pool: Pool;
  readonly sealer: Sealer;
}): TestTeam {
  const { url, pool, sealer } = given;
  const config = readConfig({});
  const lanes = { url, oneMerchantPerCommit: isShardedRun };
  const createLane = openCreateLane(lanes);
  const createPayinLane = openCreatePayinLane(lanes);
  const zone = new ZoneClock('Asia/Kolkata');
  const formats = { xpayout: xpayoutPayinEvent(zone), xprizo: depositEvent };
  const payinLane = openPayinLane({ ...lanes, formats });
  const desk = openPayoutDesk({ config, pool, provider });
  const egress = createEgress({ allowLoopback: true });
  const workerPool = openPool(url, 'test worker', 2, 'batch');
  const batches = new BatchWorker({
    ...{ pool: workerPool, lane: createLane, desk, clock: systemClock },
    oneMerchantPerCommit: isShardedRun,
    onError: (error) => {
      console.error(error);
    },
  });
  batches.start();
  const deps = openTeamDeps({
    ...{ config, pool, desk, createLane, createPayinLane, payinLane, egress },
    secrets: { sealer },
    collections: { name: 'test-upi', payeeVpa: 'hundi@sandbox' },
    page: {
      paymentUrlOf: ({ payinId }) => `http://localhost/pay?o=${payinId}`,
      moved: () => undefined,
    },
    onBatch: () => {
      batches.wake();
    },
    onWebhooks: () => undefined,
  });
  return {
    deps,
    close: async () => {
      await batches.stop();
      await Promise.all([createLane.close(), createPayinLane.close(), payinLane.close()]);
      await Promise.all([egress.close(), workerPool.end()]);
    },
  };
}
