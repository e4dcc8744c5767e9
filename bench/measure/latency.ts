/** What one caller waits: at half of the maximum rate, and when nobody else calls. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { seededDatabase } from '../databases.ts';
import { median, ratios } from '../figures.ts';
import { startFlags, startGateway } from '../gateway.ts';
import { runLoad } from '../load/load.ts';
import { payoutRequests } from '../load/requests.ts';
import { openPgbench } from '../pgbench.ts';
import type { Measured, Row } from '../report.ts';
import { mintTokens, type Caller } from '../seed.ts';
import type { Stage } from '../stage.ts';
import { underHalfLoad } from './half-load.ts';

const database = 'bench_latency';
const referenceDatabase = 'bench_reference';

export async function measureLatency(stage: Stage): Promise<Measured> {
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
    const ports = (reference: { port: number }) => ({
      gateway: gateway.port,
      reference: reference.port,
    });
    const pgbench = await openPgbench(stage);
    return {
      rows: [
        ...(await underHalfLoad(stage, { gateway, callers, pgbench })),
        await whenIdle(stage, ports(references.whole), callers, whole),
        await whenIdle(stage, ports(references.bare), callers, bare),
      ],
      skipped:
        pgbench === undefined
          ? ['pgbench is not on this machine: no p99 of TPC-B beside ours.']
          : [],
    };
  } finally {
    await references.whole.stop();
    await references.bare.stop();
    await gateway.stop();
    await stage.dropDatabase(database);
    await stage.dropDatabase(referenceDatabase);
  }
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
