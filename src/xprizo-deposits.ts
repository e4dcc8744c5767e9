/** Puts together what deposits and withdrawals of the Xprizo door need: lanes, connectors, pages. */
import type { Config } from './config.ts';
import type { Pool } from './db/connection.ts';
import type { DepositParts } from './dialects/xprizo/deposit-parts.ts';
import type { DeploymentSecrets } from './identity/deployment-secrets.ts';
import { systemClock } from './kit/clock.ts';
import type { Log } from './log.ts';
import type { PaymentPage } from './payment-page.ts';
import { countCardTry, type CardLimit, type CardTry } from './payments/card-tries.ts';
import type { CreateLane } from './payments/create-lane.ts';
import { openCreatePayinLane } from './payments/create-payin-lane.ts';
import type { PayinLane } from './payments/payin-lane.ts';
import type { AuthoriseOutcome, CardAcquirer } from './providers/card-acquirer.ts';
import type { CollectionProvider, PromptedCollection } from './providers/collection.ts';
import type { PayoutProvider } from './providers/provider.ts';
import type { OffSwitches } from './switches/off-switches.ts';

export interface DepositsGiven {
  readonly config: Pick<Config, 'cards' | 'commitScope' | 'publicUrl' | 'xprizo' | 'xpayout'>;
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
    judgeTry: (tried) => judgeTry(given, tried),
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

async function judgeTry(
  { pool, config, secrets, log }: DepositsGiven,
  tried: CardTry,
): Promise<AuthoriseOutcome | undefined> {
  const { merchantId, payinId } = tried;
  try {
    const limit = await countCardTry(pool, tried, config.cards.limits, secrets.printKey);
    if (limit === undefined) return undefined;
    log.warn(
      { merchantId, payinId, limit },
      'a card was kept from the acquirer by a limit of tries',
    );
    return { kind: 'rejected', code: limit.toUpperCase(), message: saidOf[limit], payment: null };
  } catch (error) {
    log.warn({ err: error, payinId }, 'a try of a card cannot be counted now, so it is not told');
    return { kind: 'not_sent', why: 'the try could not be counted' };
  }
}

const saidOf = {
  card_tries: 'This card was tried too often within 24 hours; the acquirer was not asked.',
  customer_cards: 'This customer tried too many cards within 24 hours; the acquirer was not asked.',
} as const satisfies Record<CardLimit, string>;
