/** What one caller waits: at half of the maximum rate, and when nobody else calls. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { processorTicks, takenPercent } from '../cpu.ts';
import { seededDatabase } from '../databases.ts';
import { median, ratios } from '../figures.ts';
import { startFlags, startGateway, type GatewayProcess } from '../gateway.ts';
import { runLoad } from '../load/load.ts';
import { payoutRequests } from '../load/requests.ts';
import { warmUpSeconds } from '../options.ts';
import type { Row } from '../report.ts';
import { mintTokens, type Caller } from '../seed.ts';
import type { Stage } from '../stage.ts';

const database = 'bench_latency';
const referenceDatabase = 'bench_reference';

export async function measureLatency(stage: Stage): Promise<Row[]> {
  const seeded = await seededDatabase(stage);
  await stage.copyDatabase(database, seeded);
  await stage.copyDatabase(referenceDatabase, seeded);
  const callers = await mintTokens(stage.urlOf(database));
  const gateway = await startGateway({
    dataDir: `${stage.workDir}/latency`,
    databaseUrl: stage.urlOf(database),
    role: 'api',
  });
  const references = {
    whole: await startReference(whole, stage.urlOf(referenceDatabase)),
    bare: await startReference(bare, stage.urlOf(referenceDatabase)),
  };
  try {
    return [
      ...(await underHalfLoad(stage, gateway, callers)),
      await whenIdle(
        stage,
        { gateway: gateway.port, reference: references.whole.port },
        callers,
        whole,
      ),
      await whenIdle(
        stage,
        { gateway: gateway.port, reference: references.bare.port },
        callers,
        bare,
      ),
    ];
  } finally {
    await references.whole.stop();
    await references.bare.stop();
    await gateway.stop();
    await stage.dropDatabase(database);
    await stage.dropDatabase(referenceDatabase);
  }
}

/** Measured anew before each round: the machine may give less than it did a minute ago. */
async function maximum(
  gateway: GatewayProcess,
  callers: readonly Caller[],
  seconds: number,
): Promise<number> {
  const requests = payoutRequests(callers);
  const load = { port: gateway.port, requests, status: 201, connections: 256 };
  return (await runLoad({ ...load, warmSeconds: 1, seconds })).perSecond;
}

async function underHalfLoad(
  stage: Stage,
  gateway: GatewayProcess,
  callers: readonly Caller[],
): Promise<Row[]> {
  const { rounds, quick } = stage.options;
  const rates: number[] = [];
  const p50: number[] = [];
  const p99: number[] = [];
  const taken: number[] = [];
  await maximum(gateway, callers, warmUpSeconds(stage.options));
  for (let round = 1; round <= rounds; round++) {
    const perSecond = (await maximum(gateway, callers, quick ? 2 : 5)) / 2;
    const before = processorTicks();
    const result = await runLoad({
      port: gateway.port,
      requests: payoutRequests(callers),
      status: 201,
      connections: 512,
      warmSeconds: 2,
      seconds: quick ? 3 : 12,
      perSecond,
    });
    rates.push(perSecond);
    p50.push(result.p50Ms);
    p99.push(result.p99Ms);
    taken.push(takenPercent(before));
    stage.say(
      `latency, round ${round}: at ${perSecond.toFixed(0)}/s p50 ${result.p50Ms.toFixed(1)} ms, ` +
        `p99 ${result.p99Ms.toFixed(1)} ms, longest ${result.maxMs.toFixed(0)} ms, ${taken.at(-1)?.toFixed(0) ?? ''} % taken by the host`,
    );
  }
  const at = `at half of the maximum rate (${median(rates).toFixed(0)}/s)`;
  return [
    { what: `p50 ${at}`, value: median(p50), unit: 'ms', rounds: p50 },
    {
      what: `p99 ${at}`,
      value: median(p99),
      unit: 'ms',
      goal: { atMost: 25 },
      rounds: p99,
      note: 'requests fall due at a fixed rate and are timed from then, so a stall counts for all it delays.',
    },
    {
      what: 'of the processors the host took meanwhile',
      value: median(taken),
      unit: '%',
      rounds: taken,
      note: 'what a host gives to its other virtual machines is a stall here that no program can shorten.',
    },
  ];
}

/** What a caller of the gateway is compared with. */
interface Reference {
  readonly program: URL;
  readonly what: string;
  readonly goal?: Row['goal'];
  readonly note: string;
}

const whole: Reference = {
  program: new URL('../reference-gateway.ts', import.meta.url),
  what: 'a transaction per request',
  goal: { atMost: 1.3 },
  note: 'the reference has the same door, checks and statements, but no lane: what differs is what the lane makes a caller wait.',
};

const bare: Reference = {
  program: new URL('../reference-server.ts', import.meta.url),
  what: 'a bare server',
  note: 'the bare server checks no token and no field; it sends the statements of a payout in two writes, as the lane does.',
};

async function whenIdle(
  stage: Stage,
  ports: { readonly gateway: number; readonly reference: number },
  callers: readonly Caller[],
  { what, goal, note }: Reference,
): Promise<Row> {
  const { rounds, quick } = stage.options;
  const requests = payoutRequests(callers);
  const alone = async (port: number): Promise<number> => {
    const load = { port, requests, status: 201, connections: 1, warmSeconds: 1 };
    return (await runLoad({ ...load, seconds: quick ? 1 : 2 })).p50Ms;
  };
  const ours: number[] = [];
  const theirs: number[] = [];
  // The gateway has been under load by now; what runs for the first time in the reference is compiled first.
  await alone(ports.reference);
  for (let round = 1; round <= rounds; round++) {
    // There and back, so that a machine that grows slower or faster meanwhile does it to both.
    const [first, second] = [await alone(ports.gateway), await alone(ports.reference)];
    const [third, fourth] = [await alone(ports.reference), await alone(ports.gateway)];
    ours.push((first + fourth) / 2);
    theirs.push((second + third) / 2);
    stage.say(
      `idle, round ${round}: p50 ${ours.at(-1)?.toFixed(2) ?? ''} ms, ${what} ${theirs.at(-1)?.toFixed(2) ?? ''} ms`,
    );
  }
  return {
    what: 'p50 of one caller alone',
    value: median(ours),
    unit: 'ms',
    reference: { what, value: median(theirs) },
    ratio: median(ratios(ours, theirs)),
    ...(goal && { goal }),
    rounds: ours,
    note,
  };
}

async function startReference(
  { program }: Reference,
  url: string,
): Promise<{ port: number; stop(): Promise<void> }> {
  const child = fork(program, [url], { execArgv: startFlags });
  const [port] = (await once(child, 'message')) as [number];
  return {
    port,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
