/** `npm start`: brings up what is missing (database, sandbox bank, demo merchant), serves, and stops cleanly. */
import { localOrigin, originOf } from './local-origin.ts';
import { openGateway } from './app.ts';
import { readConfig, unknownSettings, type Config } from './config.ts';
import { openPool, type Pool } from './db/connection.ts';
import { lockFolder } from './db/embedded/folder-lock.ts';
import { makeFolderOrSay } from './db/embedded/places.ts';
import { startEmbeddedPostgres } from './db/embedded/embedded-postgres.ts';
import { claimEnvironment } from './db/environment.ts';
import { migrate } from './db/migrate.ts';
import { greet } from './greeting.ts';
import { lookAtSealedSecrets } from './identity/sealed-with.ts';
import { removeRuntimeFile, writeRuntimeFile } from './kit/runtime-file.ts';
import { openLog, type Log } from './log.ts';
import { openCards, type Cards } from './open-cards.ts';
import { openMpesa, type Mpesa } from './open-mpesa.ts';
import { createSandboxCollections } from './providers/sandbox-bank/collections.ts';
import { createSandboxBank } from './providers/sandbox-bank/sandbox-bank.ts';
import { startSandboxBank } from './sandbox-bank.ts';
import { urlOf, type ProgramFacts } from './sandbox-program.ts';
import { armFailpointsOf, explain, listening, reaching } from './start-errors.ts';

const stopWithinMs = 14_000;
/** Ctrl-C in a terminal goes to the whole group, and npm passes its own on: both are one. */
const oneSignalMs = 2_000;

/** What has been started, newest last, and how to end it. */
const endings: (() => Promise<void>)[] = [];
let stopping: Promise<void> | undefined;
let signalledAtMs: number | undefined;

async function main(): Promise<void> {
  const startedAtMs = performance.now();
  for (const sentence of unknownSettings()) process.stderr.write(`${sentence}\n`);
  const config = readConfig();
  armFailpointsOf(config);
  const log = openLog(config.logLevel);
  const onSignal = (signal: NodeJS.Signals) => {
    if (signalledAtMs === undefined) log.info({ signal }, 'stopping, as it was told to');
    stopOnSignal();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  const databaseUrl = await openDatabase(config, log);
  await reaching(migrate(databaseUrl));
  await reaching(claimDatabase(databaseUrl, config));
  const bank = await reaching(openBank(config, databaseUrl, log));
  const cards = await reaching(openCards(config, databaseUrl, log));
  if (cards !== undefined) endings.push(() => cards.stop());
  const mpesa = await reaching(openMpesa(config, databaseUrl, log));
  if (mpesa !== undefined) endings.push(() => mpesa.stop());
  const { url, apiKey, callbackSecret } = bank;
  const payeeVpa = config.bank.collectVpa;
  const opening = openGateway({
    config,
    databaseUrl,
    log,
    provider: createSandboxBank({
      url,
      apiKey,
      callbackSecret,
      submitTimeoutMs: 10_000,
      enquireTimeoutMs: 8_000,
    }),
    ...(cards && { cards: cards.acquirer }),
    ...(mpesa && { mobileProvider: mpesa.daraja.payouts, prompts: mpesa.daraja.collections }),
    payerPageUrl: (intent) => `${url}/upi/pay?${intent.split('?')[1] ?? ''}`,
    ...(payeeVpa !== undefined && {
      collections: createSandboxCollections({
        ...{ url, apiKey, callbackSecret, payeeVpa },
        timeoutMs: 8_000,
      }),
    }),
  });
  const gateway = await reaching(opening);
  endings.push(() => gateway.close());
  const port = await listening(gateway.listen(), config);
  const address = originOf(config.host, port);
  announce(config, databaseUrl, address, { bank, cards, mpesa });
  const startedInMs = performance.now() - startedAtMs;
  await reaching(greet({ config, gateway, address, startedInMs }));
}

async function openDatabase(config: Config, log: Log): Promise<string> {
  if (config.databaseUrl !== undefined) {
    // The books of the sandbox programs and the way in for the command line are kept there all the same.
    makeFolderOrSay(config.dataDir);
    const lock = await lockFolder(config.dataDir);
    endings.push(() => {
      lock.release();
      return Promise.resolve();
    });
    return config.databaseUrl;
  }
  const postgres = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    onLog: (line) => {
      log.warn(line);
    },
  });
  endings.push(() => postgres.stop());
  return postgres.url;
}

async function claimDatabase(databaseUrl: string, config: Config): Promise<void> {
  const pool = openPool(databaseUrl, 'start', 1);
  try {
    await claimEnvironment(pool, config.environment);
    await checkSealingKeys(pool, config);
  } finally {
    await pool.end();
  }
}

/** One that is missed is told. Where none opens anything the settings are wrong, and what is sealed from now on would be lost. */
async function checkSealingKeys(pool: Pool, { secrets }: Config): Promise<void> {
  const { missing, openable } = await lookAtSealedSecrets(pool, secrets);
  if (missing === undefined) return;
  if (openable === 0) throw missing;
  process.stderr.write(`${missing.message}\n`);
}

interface Bank {
  readonly url: string;
  readonly apiKey: string;
  readonly callbackSecret: string;
  readonly controlKey?: string;
}

/** Live talks to the bank of its settings; a sandbox without one brings its own. */
async function openBank(config: Config, databaseUrl: string, log: Log): Promise<Bank> {
  const { url, apiKey = '', callbackSecret = '' } = config.bank;
  if (url !== undefined) return { url, apiKey, callbackSecret };
  const db = openPool(databaseUrl, 'sandbox bank', 1);
  const local = localOrigin(config.host, config.port);
  const bank = await startSandboxBank({
    db,
    dataDir: config.dataDir,
    port: config.bank.port,
    settleMs: config.bank.settleMs,
    callbackUrl: `${local}/callbacks/sandbox-bank`,
    collectionCallbackUrl: `${local}/callbacks/sandbox-upi`,
    collectVpa: config.bank.collectVpa ?? '',
    onLog: (line) => {
      log.warn(line);
    },
  });
  endings.push(async () => {
    await bank.stop();
    await db.end();
  });
  return { ...keysOf(bank.facts), url: urlOf(bank.facts) };
}

function keysOf({ apiKey, callbackSecret, controlKey }: ProgramFacts) {
  return { apiKey, callbackSecret, controlKey };
}

interface Beside {
  readonly bank: Bank;
  readonly cards: Cards | undefined;
  readonly mpesa: Mpesa | undefined;
}

/** How the command line finds this process. */
function announce(
  config: Config,
  databaseUrl: string,
  address: string,
  { bank, cards, mpesa }: Beside,
): void {
  writeRuntimeFile(config.dataDir, {
    pid: process.pid,
    address,
    databaseUrl,
    served: { publicUrl: config.publicUrl, timeZone: config.timeZone },
    ...(bank.controlKey !== undefined && { bank: { url: bank.url, controlKey: bank.controlKey } }),
    ...(cards?.control && { cards: cards.control }),
    ...(mpesa?.control && { mpesa: mpesa.control }),
  });
  endings.push(() => {
    removeRuntimeFile(config.dataDir);
    return Promise.resolve();
  });
}

/** A second signal ends the process at once; what is committed is safe. */
function stopOnSignal(): void {
  const nowMs = performance.now();
  signalledAtMs ??= nowMs;
  if (nowMs - signalledAtMs > oneSignalMs) process.exit();
  void stop(0);
}

/** One that takes too long ends the process at once, too. */
function stop(exitCode: number): Promise<void> {
  process.exitCode ??= exitCode;
  setTimeout(() => process.exit(exitCode || 1), stopWithinMs).unref();
  stopping ??= (async () => {
    for (const end of endings.reverse())
      await end().catch((error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
      });
    process.exit(exitCode);
  })();
  return stopping;
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  void stop(1);
});
