/** Puts the rooms together: one gateway over one database, with the doors and the workers its role asks for. */
import { callbackDoor, callbackTaker, type CallbackDeps } from './callbacks/provider-callbacks.ts';
import type { Config } from './config.ts';
import { openConsole } from './console-sites.ts';
import { openPayoutDesk, openTeamDeps } from './console-team.ts';
import { openPool, type Pool } from './db/connection.ts';
import { xoompeEvent } from './dialects/xoompe/webhook-event.ts';
import { cancelPath, challengeReturnPath } from './dialects/xprizo/page-addresses.ts';
import { depositEvent, withdrawalEvent } from './dialects/xprizo/outcome-events.ts';
import { xpayoutEvent, xpayoutPayinEvent } from './dialects/xpayout/webhook-event.ts';
import { openDocumentation } from './documentation.ts';
import { openServer, type HttpServer } from './http/server.ts';
import { loadDeploymentSecrets, type DeploymentSecrets } from './identity/deployment-secrets.ts';
import { systemClock } from './kit/clock.ts';
import { ZoneClock } from './kit/zone-clock.ts';
import type { Log } from './log.ts';
import { openCreateLane, type CreateLane } from './payments/create-lane.ts';
import type { Collections } from './payments/ask-collection.ts';
import { openPaymentPage } from './payment-page.ts';
import { openPayinLane, type PayinLane } from './payments/payin-lane.ts';
import { findPayinView, type PayinView } from './payments/payin-view.ts';
import type { PayoutDesk } from './payments/payout-desk.ts';
import { openResolveLane } from './payments/resolve-lane.ts';
import type { CardAcquirer } from './providers/card-acquirer.ts';
import { openIdentity } from './open-identity.ts';
import { openSwitches } from './open-switches.ts';
import type { CollectionProvider, PromptedCollection } from './providers/collection.ts';
import type { PayoutProvider } from './providers/provider.ts';
import type { CarryDeps } from './transfers/carry-on.ts';
import type { OffSwitches } from './switches/off-switches.ts';
import { createEgress, type Egress } from './webhooks/egress.ts';
import { readinessOf } from './readiness.ts';
import { openWorkers, type Workers } from './worker.ts';
import { openXoompe } from './xoompe.ts';
import { openXpayout } from './xpayout.ts';
import { openDeposits } from './xprizo-deposits.ts';
import { openTransfers } from './xprizo-transfers.ts';
import { openXprizo } from './xprizo.ts';

export interface Gateway {
  readonly pool: Pool;
  readonly secrets: DeploymentSecrets;
  readonly egress: Egress;
  /** Resolves to the port. */
  listen(): Promise<number>;
  /** Readiness turns false, nothing new is begun, what is under way is finished. */
  close(): Promise<void>;
}

export interface GatewayParts {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly provider: PayoutProvider;
  /** Who pays to mobile numbers; absent where nobody does. */
  readonly mobileProvider?: PayoutProvider;
  /** Where customers pay by UPI; absent where they cannot. */
  readonly collections?: CollectionProvider;
  /** Where they pay by card, and by a prompt on their telephones; absent where they cannot. */
  readonly cards?: CardAcquirer;
  readonly prompts?: PromptedCollection;
  /** Of the sandbox: where a UPI link is paid without an app. */
  readonly payerPageUrl?: (upiIntent: string) => string;
  readonly log: Log;
}

/** The database is migrated. Throws when it cannot be reached. */
export async function openGateway(parts: GatewayParts): Promise<Gateway> {
  const { config, databaseUrl, provider, mobileProvider, log } = parts;
  const pool = openPool(databaseUrl, 'api', 12);
  const secrets = await loadDeploymentSecrets(pool, config.secrets);
  const { off, stop: stopSwitches } = openSwitches(pool);
  const egress = createEgress({ allowLoopback: config.environment === 'sandbox' });
  let workers: Workers | undefined;
  const createLane = openPayoutLane(parts, off, () => workers);
  const zone = new ZoneClock(config.xpayout.timeZone);
  const { resolveLane, payinLane } = openOutcomeLanes(parts, zone, () => workers);
  const providers = collectionsOf(parts);
  const collections = providers.size === 0 ? undefined : { pool, lane: payinLane, providers };
  const transfers = openTransfers({
    ...{ config, databaseUrl, pool, secrets, egress, log, off },
    onCommitted: () => workers?.transfersMoved(),
  });
  const identity = await openIdentity(config, pool, secrets);
  const desk = openPayoutDesk({ config, pool, provider, mobileProvider });
  if (config.role !== 'api')
    workers = openWorkers({
      ...{ config, databaseUrl, provider, mobileProvider, resolveLane, secrets, egress, log },
      ...{ transfers, off },
      batches: { desk, lane: createLane },
      ...(collections && { collections }),
    });
  const callbacks = {
    ...{ pool, lane: resolveLane, provider, mobileProvider, clock: systemClock, collections },
    onHint: () => workers?.payoutsAreDue(),
  };
  const merchants = openMerchantDoors(parts, {
    ...{ pool, secrets, egress, identity, createLane, payinLane, zone, off },
    ...{ callbacks, transfers: transfers.deps, onPayins: () => workers?.payinsMoved(), desk },
    onBatch: () => workers?.batchesAreDue(),
    onWebhooks: () => workers?.webhooksAreDue(),
  });
  const console = openConsole({
    ...{ config, pool, secrets, rateLimits: identity.rateLimits, log, team: merchants.team },
  });
  const server = openServer({
    log,
    checkReadiness: readinessOf(pool, config),
    doors: [
      callbackDoor(callbacks),
      ...(config.role !== 'worker'
        ? [...merchants.doors, ...console.doors, openDocumentation(config)]
        : []),
    ],
  });
  return {
    pool,
    secrets,
    egress,
    listen: async () => {
      const port = await server.listen(config.host, config.port);
      workers?.start();
      return port;
    },
    close: async () => {
      await closeInOrder(
        server,
        workers,
        ...[merchants, createLane, resolveLane, payinLane, transfers],
      );
      identity.stop();
      stopSwitches();
      const outside = [egress, provider, mobileProvider, ...providers.values()];
      await Promise.all([...outside.map((each) => each?.close()), pool.end()]);
    },
  };
}

function openPayoutLane(
  { config, databaseUrl: url, provider, mobileProvider }: GatewayParts,
  off: () => Promise<OffSwitches>,
  workers: () => Workers | undefined,
): ReturnType<typeof openCreateLane> {
  return openCreateLane({
    ...{ url, oneMerchantPerCommit: config.commitScope === 'merchant', off },
    carriers: { bank: provider, mobile: mobileProvider },
    onCommitted: () => workers()?.payoutsAreDue(),
  });
}

interface MerchantDoorsGiven {
  readonly pool: Pool;
  readonly secrets: DeploymentSecrets;
  readonly egress: Egress;
  readonly identity: Awaited<ReturnType<typeof openIdentity>>;
  readonly createLane: CreateLane;
  readonly payinLane: PayinLane;
  readonly zone: ZoneClock;
  readonly off: () => Promise<OffSwitches>;
  readonly callbacks: CallbackDeps;
  readonly transfers: CarryDeps;
  readonly onPayins: () => void;
  readonly desk: PayoutDesk;
  readonly onBatch: () => void;
  readonly onWebhooks: () => void;
}

/** The contracts, and the pages that their customers are sent to. */
function openMerchantDoors(parts: GatewayParts, given: MerchantDoorsGiven) {
  const { config, databaseUrl, log, cards, prompts, collections, mobileProvider } = parts;
  const { pool, secrets, egress, identity, createLane, payinLane, onPayins, off } = given;
  const page = openPage(parts, pool, secrets);
  const xpayout = openXpayout({
    ...{ config, databaseUrl, pool, createLane, zone: given.zone, secrets, egress, page },
    ...{ provider: parts.provider, rateLimits: identity.rateLimits },
    ...{ providerCallback: callbackTaker(given.callbacks), collections, onPayins, off },
  });
  const deposits = openDeposits({
    ...{ config, databaseUrl, pool, secrets, createLane, payinLane, page, log, cards, prompts },
    ...{ collections, mobileProvider, onPayins, off },
  });
  const xprizo = openXprizo({
    ...{ config, pool, secrets, egress, identity },
    ...{ transfers: given.transfers, deposits: deposits.parts },
  });
  const xoompe = openXoompe({ config, pool, createLane, identity });
  return {
    doors: [xoompe, page.door, xpayout.door, ...xprizo],
    team: openTeamDeps({ ...given, config, page, collections, createPayinLane: xpayout.payinLane }),
    close: async () => {
      await Promise.all([deposits.close(), xpayout.close()]);
    },
  };
}

/** What becomes of payments, told to each merchant in the words of its contract. */
function openOutcomeLanes(
  { config, databaseUrl: url }: GatewayParts,
  zone: ZoneClock,
  workers: () => Workers | undefined,
) {
  const oneMerchantPerCommit = config.commitScope === 'merchant';
  const resolveLane = openResolveLane({
    url,
    oneMerchantPerCommit,
    formats: { xoompe: xoompeEvent, xpayout: xpayoutEvent(zone), xprizo: withdrawalEvent },
    onCommitted: () => workers()?.webhooksAreDue(),
  });
  const payinLane = openPayinLane({
    url,
    oneMerchantPerCommit,
    formats: { xpayout: xpayoutPayinEvent(zone), xprizo: depositEvent },
    onCommitted: () => workers()?.payinsMoved(),
  });
  return { resolveLane, payinLane };
}

/** By name; one that is not switched on is left out. */
function collectionsOf({ collections, cards, prompts }: GatewayParts): Collections {
  const all = [collections, cards, prompts].filter((each) => each !== undefined);
  return new Map(all.map((each) => [each.name, each]));
}

function openPage({ config, payerPageUrl }: GatewayParts, pool: Pool, secrets: DeploymentSecrets) {
  return openPaymentPage({
    config,
    payLinkKeys: secrets.payLinkKeys,
    findPayin: async (merchantId, payinId) => {
      const view = await findPayinView(pool, merchantId, payinId);
      return view && withWaysBack(view, config.publicUrl);
    },
    clock: systemClock,
    payerPageUrl,
  });
}

/** A customer of the Xprizo contract goes back by way of us, since the outcome is told in the address. */
function withWaysBack(view: PayinView, publicUrl: string): PayinView {
  const { approvalKey: key } = view;
  if (key === null) return view;
  const returnUrl = publicUrl + challengeReturnPath(key);
  return { ...view, returnUrl, cancelUrl: publicUrl + cancelPath(key) };
}

async function closeInOrder(
  server: HttpServer,
  workers: Workers | undefined,
  ...lanes: readonly { close(): Promise<void> }[]
): Promise<void> {
  // The doors first: what they accepted is finished by the lanes behind them.
  await Promise.all([server.close(), workers?.stop()]);
  await Promise.all(lanes.map((lane) => lane.close()));
}
