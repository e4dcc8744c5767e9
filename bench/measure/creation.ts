/** Payouts a second over HTTP against PostgreSQL's own yardstick, in turns. */
import { cpuMsOf, cpuMsOfTree, peakMemoryMb } from '../cpu.ts';
import type { ApiCredential } from '../../src/identity/api-credentials.ts';
import { median, ratios } from '../figures.ts';
import { startGateway, type GatewayProcess } from '../gateway.ts';
import { issueKeys } from '../keys.ts';
import { runLoad, type LoadResult } from '../load/load.ts';
import { bulkRequests, orderRequests, payoutRequests } from '../load/requests.ts';
import { warmUpSeconds } from '../options.ts';
import { openPgbench, type Pgbench } from '../pgbench.ts';
import type { Measured, Row } from '../report.ts';
import { mintTokens, type Caller } from '../seed.ts';
import { onDatabase, type Stage } from '../stage.ts';
import { seededDatabase } from '../databases.ts';

const itemsPerBulk = 100;
const database = 'bench_creation';

interface Round {
  readonly tps: number;
  readonly many: number;
  /** Signed XPayout orders of as many merchants. */
  readonly signed: number;
  readonly hot: number;
  readonly bulk: number;
  /** Microseconds of CPU per payout. */
  readonly nodeUs: number;
  readonly postgresUs: number;
  readonly memoryMb: number;
}

/**
 * The rounds repeat one experiment: each begins on a copy of the same database, in a gateway that has just been started and
 * warmed up. Otherwise each would measure what those before it left behind, some 750,000 payouts that nobody takes on; what
 * growth costs is a measurement of its own.
 */
export async function measureCreation(stage: Stage): Promise<Measured> {
  const { rounds: count } = stage.options;
  const seeded = await seededDatabase(stage);
  const pgbench = await openPgbench(stage);
  const rounds: Round[] = [];
  try {
    for (let round = 1; round <= count; round++) {
      await stage.copyDatabase(database, seeded);
      const measured = await measureRound(stage, pgbench);
      rounds.push(measured);
      stage.say(`creation, round ${round}: ${lineOf(measured)}`);
    }
  } finally {
    await stage.dropDatabase(database);
  }
  return {
    rows: rowsOf(rounds),
    skipped: pgbench === undefined ? ['pgbench is not on this machine: no ratio to TPC-B.'] : [],
  };
}

async function measureRound(stage: Stage, pgbench: Pgbench | undefined): Promise<Round> {
  const { quick, profileDir } = stage.options;
  const databaseUrl = stage.urlOf(database);
  const callers = await mintTokens(databaseUrl);
  const keys = await issueKeys(databaseUrl);
  const dataDir = `${stage.workDir}/creation`;
  const gateway = await startGateway({ dataDir, databaseUrl, role: 'api', profileDir });
  try {
    const warmSeconds = warmUpSeconds(stage.options);
    await loadMany(gateway, callers, warmSeconds);
    await loadSigned(gateway, keys, warmSeconds);
    // As pgbench does before each of its runs.
    await onDatabase(databaseUrl, (client) => client.query('vacuum (analyze)'));
    return {
      tps: (await pgbench?.measure(quick ? 2 : 5)) ?? Number.NaN,
      ...(await measureMany(stage, gateway, callers, quick ? 2 : 8)),
      signed: (await loadSigned(gateway, keys, quick ? 2 : 8)).perSecond,
      hot: (await loadMany(gateway, callers.slice(0, 1), quick ? 2 : 8)).perSecond,
      bulk: await loadBulk(gateway, callers, quick ? 2 : 8),
      memoryMb: peakMemoryMb(gateway.pid),
    };
  } finally {
    await gateway.stop();
  }
}

function loadMany(
  gateway: GatewayProcess,
  callers: readonly Caller[],
  seconds: number,
): Promise<LoadResult> {
  return runLoad({
    port: gateway.port,
    requests: payoutRequests(callers),
    status: 201,
    connections: 256,
    warmSeconds: 1,
    seconds,
  });
}

/** As `loadMany`, by the other contract: a key, a nonce that is kept, a signature over the body. */
function loadSigned(
  gateway: GatewayProcess,
  keys: readonly ApiCredential[],
  seconds: number,
): Promise<LoadResult> {
  return runLoad({
    port: gateway.port,
    requests: orderRequests(keys),
    secrets: keys.map(({ apiSecret }) => apiSecret),
    status: 200,
    connections: 256,
    warmSeconds: 1,
    seconds,
  });
}

async function measureMany(
  stage: Stage,
  gateway: GatewayProcess,
  callers: readonly Caller[],
  seconds: number,
) {
  const before = { node: cpuMsOf(gateway.pid), server: cpuMsOfTree(stage.serverPid()) };
  const { perSecond } = await loadMany(gateway, callers, seconds);
  // The warm second is part of both, so the share per payout stays right.
  const payouts = perSecond * (seconds + 1);
  return {
    many: perSecond,
    nodeUs: ((cpuMsOf(gateway.pid) - before.node) * 1_000) / payouts,
    postgresUs: ((cpuMsOfTree(stage.serverPid()) - before.server) * 1_000) / payouts,
  };
}

async function loadBulk(
  gateway: GatewayProcess,
  callers: readonly Caller[],
  seconds: number,
): Promise<number> {
  const { perSecond } = await runLoad({
    port: gateway.port,
    requests: bulkRequests(callers.slice(0, 200), itemsPerBulk),
    status: 200,
    connections: 16,
    warmSeconds: 1,
    seconds,
  });
  return perSecond * itemsPerBulk;
}

function lineOf(round: Round): string {
  const whole = (value: number) => value.toFixed(0);
  return (
    `TPC-B ${whole(round.tps)}, payouts ${whole(round.many)}, signed orders ${whole(round.signed)}, one merchant ${whole(round.hot)}, ` +
    `bulk items ${whole(round.bulk)} per second; CPU per payout: gateway ${whole(round.nodeUs)} us, ` +
    `PostgreSQL ${whole(round.postgresUs)} us`
  );
}

function rowsOf(rounds: readonly Round[]): Row[] {
  const all = (of: keyof Round) => rounds.map((round) => round[of]);
  const [tps, many, signed] = [all('tps'), all('many'), all('signed')];
  const [hot, bulk] = [all('hot'), all('bulk')];
  const against = (
    what: string,
    values: readonly number[],
    reference: { what: string; values: readonly number[] },
    atLeast?: number,
  ): Row => ({
    what,
    value: median(values),
    unit: '/s',
    reference: { what: reference.what, value: median(reference.values) },
    ratio: median(ratios(values, reference.values)),
    ...(atLeast !== undefined && { goal: { atLeast } }),
    rounds: values,
  });
  const yardstick = { what: 'TPC-B', values: tps };
  return [
    {
      ...against('payouts, 1,000 merchants, 256 connections', many, yardstick, 2.5),
      note: 'creation alone is measured (HUNDI_ROLE=api): no worker takes the payouts on meanwhile.',
    },
    against('signed XPayout orders, 1,000 merchants', signed, {
      what: 'XoomPe payouts',
      values: many,
    }),
    against('payouts, one merchant', hot, { what: '1,000 merchants', values: many }, 1),
    against('payouts in bulk requests of 100', bulk, yardstick, 5),
    { what: 'CPU per payout, gateway', value: median(all('nodeUs')), unit: 'us' },
    { what: 'CPU per payout, PostgreSQL', value: median(all('postgresUs')), unit: 'us' },
    {
      what: 'most memory of the gateway under this load',
      value: Math.max(...all('memoryMb')),
      unit: 'MB',
      goal: { atMost: 250 },
    },
  ];
}
