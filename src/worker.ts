/** The night shift of a process: payouts to the provider, webhooks to the merchants, the provider's statement. */
import type { Config } from './config.ts';
import { openBatches, type BatchesGiven } from './open-batches.ts';
import { openPool, type Pool } from './db/connection.ts';
import { approvalSecretsOf } from './identity/approval-secrets.ts';
import type { DeploymentSecrets } from './identity/deployment-secrets.ts';
import { systemClock } from './kit/clock.ts';
import { ZoneClock } from './kit/zone-clock.ts';
import type { Log } from './log.ts';
import { openHousekeeping } from './housekeeping.ts';
import { openLossGuard } from './loss-limit.ts';
import { openEndpointSecrets } from './merchants/endpoint-secrets.ts';
import { openApiSecret } from './merchants/xpayout-access.ts';
import { findMerchant } from './merchants/find-merchant.ts';
import { CollectionReader } from './payments/collection-reader.ts';
import type { CollectionDeps } from './payments/apply-collection.ts';
import type { Collections } from './payments/ask-collection.ts';
import { PayinWorker } from './payments/payin-worker.ts';
import { PayoutSwitch } from './payments/payout-switch.ts';
import { PayoutWorker, staleWorker } from './payments/payout-worker.ts';
import type { ResolveLane } from './payments/resolve-lane.ts';
import { StatementReader } from './payments/statement-reader.ts';
import { TransactionNumbers } from './payments/transaction-numbers.ts';
import { createBreaker } from './providers/breaker.ts';
import type { CollectionProvider } from './providers/collection.ts';
import type { PayoutProvider } from './providers/provider.ts';
import type { OffSwitches } from './switches/off-switches.ts';
import { DepositExchangeWorker } from './transfers/exchange-deposits.ts';
import { TransferWorker } from './transfers/transfer-worker.ts';
import { createWebhookWorker } from './webhooks/deliver.ts';
import type { Egress } from './webhooks/egress.ts';
import type { Transfers } from './xprizo-transfers.ts';

export interface Workers {
  start(): void;
  payoutsAreDue(): void;
  webhooksAreDue(): void;
  /** Webhooks or refunds may be due. */
  payinsMoved(): void;
  /** Webhooks, or money that is held, may be due. */
  transfersMoved(): void;
  /** Payouts that were ordered together wait to be made. */
  batchesAreDue(): void;
  stop(): Promise<void>;
}

export interface WorkerParts {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly provider: PayoutProvider;
  /** Who pays to mobile numbers; absent where nobody does. */
  readonly mobileProvider?: PayoutProvider | undefined;
  readonly resolveLane: ResolveLane;
  /** Absent where there are no pay-ins. */
  readonly collections?: CollectionDeps & { readonly providers: Collections };
  readonly transfers: Transfers;
  readonly batches: BatchesGiven;
  readonly secrets: DeploymentSecrets;
  readonly egress: Egress;
  readonly off: () => Promise<OffSwitches>;
  readonly log: Log;
}

/** A provider that cannot be read holds up a start for this long at most. */
const firstReadingMs = 30_000;
const statementEveryMs = { sandbox: 15_000, live: 600_000 } as const;

/** Has a pool of its own, so that the night shift can never starve the doors. */
export function openWorkers(parts: WorkerParts): Workers {
  const { config, log } = parts;
  const pool = openPool(parts.databaseUrl, 'worker', 6, 'batch');
  const payoutSwitch = openPayoutSwitch(pool, log);
  const statement = openStatementReader(parts, pool, payoutSwitch);
  const payouts = openPayouts(parts, pool, payoutSwitch, statement);
  const webhooks = openWebhooks(parts, pool);
  const guardLosses = openLossGuard(pool, payoutSwitch, parts);
  const housekeeping = openHousekeeping({ pool, ...choreSettings(config), guardLosses, log });
  const payins = openPayins(parts, pool);
  const transfers = openTransferWorker(parts, pool);
  const exchanges = openExchanges(parts, pool);
  const batches = openBatches(parts, pool);
  // Rule U15: whoever was restored from a backup hears of it before it submits anything.
  const startPayouts = async () => {
    await statement.start(firstReadingMs);
    if (isStopping) return;
    if (!statement.hasReadAll)
      log.warn('payouts start without the statement of the provider: none is submitted twice');
    payouts.start();
  };
  let starting: Promise<void> | undefined;
  let isStopping = false;
  return {
    start: () => {
      housekeeping.start();
      webhooks.start();
      payins?.start();
      transfers.start();
      exchanges.start();
      batches.start();
      starting = startPayouts();
    },
    payoutsAreDue: () => {
      payouts.wake();
    },
    webhooksAreDue: () => {
      webhooks.wake();
    },
    payinsMoved: () => {
      webhooks.wake();
      payins?.wake();
      exchanges.wake();
    },
    transfersMoved: () => {
      webhooks.wake();
      transfers.wake();
    },
    batchesAreDue: () => {
      batches.wake();
    },
    stop: async () => {
      isStopping = true;
      await Promise.all([
        statement.stop().then(() => starting),
        payouts.stop(),
        webhooks.stop(),
        payins?.stop(),
        transfers.stop(),
        exchanges.stop(),
        batches.stop(),
        housekeeping.stop(),
      ]);
      await pool.end();
    },
  };
}

function openPayouts(
  { config, provider, mobileProvider, resolveLane, off, log }: WorkerParts,
  pool: Pool,
  payoutSwitch: PayoutSwitch,
  statement: StatementReader,
): PayoutWorker {
  return new PayoutWorker({
    pool,
    lane: resolveLane,
    provider,
    breaker: createBreaker(),
    ...(mobileProvider && { mobile: { provider: mobileProvider, breaker: createBreaker() } }),
    payoutSwitch,
    off,
    hasReadStatement: () => statement.hasReadAll,
    merchantNoOf: merchantNumbers(pool),
    clock: systemClock,
    random: Math.random,
    onError: (error, payoutId) => {
      log.error({ err: error, payoutId }, 'a payout could not be carried on now');
    },
    onStale: (payoutId) => log.warn({ payoutId }, staleWorker),
    oneMerchantPerCommit: config.commitScope === 'merchant',
  });
}

function choreSettings({ keepWebhookDays, timeZone, xpayout }: Config) {
  const zone = new ZoneClock(xpayout.timeZone);
  return { keepWebhookDays, zone, timeZone, clock: systemClock };
}

/** Money in: enquiries, expiry, refunds, and the provider's book. Undefined where there are no pay-ins. */
function openPayins({ config, collections, off, log }: WorkerParts, pool: Pool) {
  if (collections === undefined) return undefined;
  const deps = { ...collections, pool, clock: systemClock };
  const worker = new PayinWorker({
    ...{ ...deps, off },
    merchantNoOf: merchantNumbers(pool),
    random: Math.random,
    onError: (error, payinId) => {
      log.error({ err: error, payinId }, 'a pay-in could not be carried on now');
    },
    oneMerchantPerCommit: config.commitScope === 'merchant',
  });
  const readers = [...collections.providers.values()].map((provider) =>
    openCollectionReader(deps, provider, config, log.child({ provider: provider.name })),
  );
  return {
    start: () => {
      worker.start();
      for (const reader of readers) reader.start();
    },
    wake: () => {
      worker.wake();
    },
    stop: () => Promise.all([worker.stop(), ...readers.map((reader) => reader.stop())]),
  };
}

function openCollectionReader(
  deps: CollectionDeps,
  provider: CollectionProvider,
  config: Config,
  log: Log,
): CollectionReader {
  return new CollectionReader({
    ...deps,
    provider,
    clock: systemClock,
    everyMs: statementEveryMs[config.environment],
    onStranger: ({ reference, payment }) => {
      log.error(
        { reference, paymentId: payment.paymentId },
        'a payment came under a reference that is none of ours: it is in the book of the provider alone',
      );
    },
    onError: (error) => {
      log.warn({ err: error }, 'the book of customers’ payments cannot be read now');
    },
  });
}

function openTransferWorker({ config, transfers, log }: WorkerParts, pool: Pool): TransferWorker {
  return new TransferWorker({
    ...{ ...transfers.deps, pool, askCreator: transfers.askCreator, random: Math.random },
    onWorkerError: (error, transferId) => {
      log.error({ err: error, transferId }, 'a transfer could not be carried on now');
    },
    oneMerchantPerCommit: config.commitScope === 'merchant',
  });
}

function openExchanges({ config, transfers, log }: WorkerParts, pool: Pool): DepositExchangeWorker {
  return new DepositExchangeWorker({
    ...{ pool, transfers: transfers.deps.transfers, clock: systemClock, random: Math.random },
    transactionNumbers: new TransactionNumbers(pool),
    onError: (error, payinId) => {
      log.error({ err: error, payinId }, 'a deposit could not be exchanged now');
    },
    oneMerchantPerCommit: config.commitScope === 'merchant',
  });
}

function openWebhooks({ config, egress, secrets, log }: WorkerParts, pool: Pool) {
  const oneMerchantPerCommit = config.commitScope === 'merchant';
  return createWebhookWorker({
    pool,
    egress,
    openSecrets: (endpoint, nowMs) => openEndpointSecrets(secrets.sealer, endpoint, nowMs),
    openApiSecret: (merchantId, sealed) => openApiSecret(secrets.sealer, merchantId, sealed),
    approvalSecretsOf: (profileId) => approvalSecretsOf(secrets.approvalKeys, profileId),
    clock: systemClock,
    log,
    options: { userAgent: `${config.brand} webhooks`, random: Math.random, oneMerchantPerCommit },
  });
}

function openPayoutSwitch(db: Pool, log: Log): PayoutSwitch {
  return new PayoutSwitch({
    db,
    clock: systemClock,
    onChange: (pause) => {
      if (pause === undefined) log.info('payouts go out again');
      else log.warn({ reason: pause.reason }, 'payouts are paused');
    },
  });
}

function openStatementReader(
  { config, provider, resolveLane, log }: WorkerParts,
  pool: Pool,
  payoutSwitch: PayoutSwitch,
): StatementReader {
  return new StatementReader({
    pool,
    lane: resolveLane,
    provider,
    clock: systemClock,
    everyMs: statementEveryMs[config.environment],
    onForgotten: async () => {
      const reason = 'the provider knows payouts that this database does not';
      await payoutSwitch.pause(reason);
      log.error(
        `${reason}: was it restored from a backup? See docs/operating.md, then \`hundi payout resume\``,
      );
    },
    onError: (error) => {
      log.warn({ provider: provider.name, err: error }, 'the statement cannot be read now');
    },
  });
}

/** A merchant keeps its number for ever, so it is asked for once. */
function merchantNumbers(pool: Parameters<typeof findMerchant>[0]) {
  const known = new Map<string, number>();
  return async (merchantId: string): Promise<number> => {
    const found = known.get(merchantId);
    if (found !== undefined) return found;
    const merchant = await findMerchant(pool, merchantId);
    if (merchant === undefined) throw new Error('A payout belongs to no merchant.');
    known.set(merchantId, merchant.merchantNo);
    return merchant.merchantNo;
  };
}
