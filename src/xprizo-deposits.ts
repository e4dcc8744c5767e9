/** Puts together what deposits and withdrawals of the Xprizo door need: lanes, connectors, pages. */
import type { Config } from './config.ts';
import type { Pool } from './db/connection.ts';
import type { DepositParts } from './dialects/xprizo/deposit-parts.ts';
import type { DeploymentSecrets } from './identity/deployment-secrets.ts';
import { systemClock } from './kit/clock.ts';
import type { Log } from './log.ts';
import type { PaymentPage } from './payment-page.ts';
import type { CreateLane } from './payments/create-lane.ts';
import { openCreatePayinLane } from './payments/create-payin-lane.ts';
import type { PayinLane } from './payments/payin-lane.ts';
import type { CardAcquirer } from './providers/card-acquirer.ts';
import type { CollectionProvider, PromptedCollection } from './providers/collection.ts';
import type { PayoutProvider } from './providers/provider.ts';
import type { OffSwitches } from './switches/off-switches.ts';

export interface DepositsGiven {
  readonly config: Pick<Config, 'commitScope' | 'publicUrl' | 'xprizo' | 'xpayout'>;
  readonly databaseUrl: string;
  readonly pool: Pool;
  readonly secrets: Pick<DeploymentSecrets, 'printKey'>;
  readonly createLane: CreateLane;
  readonly payinLane: PayinLane;
  readonly page: Pick<PaymentPage, 'paymentUrlOf' | 'moved' | 'refusalPage'>;
  readonly log: Log;
  /** Each is absent where nobody pays in that way. */
  readonly cards?: CardAcquirer | undefined;
  readonly prompts?: PromptedCollection | undefined;
  readonly collections?: CollectionProvider | undefined;
  readonly mobileProvider?: PayoutProvider | undefined;
  /** Called when a pay-in may have to be asked about, or a webhook is due. */
  readonly onPayins: () => void;
  readonly off: () => Promise<OffSwitches>;
}

export interface Deposits {
  readonly parts: DepositParts;
  /** What goes on after its answer is finished first. */
  close(): Promise<void>;
}

const minuteMs = 60_000;

export function openDeposits(given: DepositsGiven): Deposits {
  const { config, databaseUrl, pool, page, log } = given;
  const payins = openCreatePayinLane({
    url: databaseUrl,
    oneMerchantPerCommit: config.commitScope === 'merchant',
    off: given.off,
    onCommitted: given.onPayins,
  });
  const underWay = new Set<Promise<unknown>>();
  const parts: DepositParts = {
    payouts: given.createLane,
    payins,
    collect: {
      pool,
      lane: given.payinLane,
      clock: systemClock,
      onError: (error, payinId) => {
        log.error({ err: error, payinId }, 'what became of a pay-in could not be kept now');
      },
    },
    cards: given.cards,
    prompts: given.prompts,
    upi: given.collections,
    paysMobiles: given.mobileProvider !== undefined,
    publicUrl: config.publicUrl,
    isLenient: config.xprizo.isLenient,
    printKey: given.secrets.printKey,
    upiLifeMs: config.xpayout.payinMinutes * minuteMs,
    upiPageOf: (payin) => page.paymentUrlOf(payin),
    upiPageMoved: (payin) => {
      page.moved(payin);
    },
    refusalPage: (status) => page.refusalPage(status),
    goOn: (work) => {
      const tracked = work.finally(() => underWay.delete(tracked));
      underWay.add(tracked);
    },
  };
  return {
    parts,
    close: async () => {
      await Promise.allSettled(underWay);
      await payins.close();
    },
  };
}
