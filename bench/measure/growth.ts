/** What a payout costs behind two million others, against ten thousand, on one server in turns. */
import { cpuMsOfTree } from '../cpu.ts';
import { databaseWithHistory } from '../databases.ts';
import { median, ratios } from '../figures.ts';
import { startGateway } from '../gateway.ts';
import { merchantsWithHistory } from '../history.ts';
import { runLoad } from '../load/load.ts';
import { payoutRequests } from '../load/requests.ts';
import type { Row } from '../report.ts';
import { mintTokens } from '../seed.ts';
import type { Stage } from '../stage.ts';

const runDatabase = 'bench_growth';
const fewPayouts = 10_000;

export function manyPayouts(stage: Stage): number {
  return stage.options.quick ? 50_000 : 2_000_000;
}

interface Run {
  readonly perSecond: number;
  readonly postgresUs: number;
}

export async function measureGrowth(stage: Stage): Promise<Row[]> {
  const few = await databaseWithHistory(stage, { payouts: fewPayouts, withBigMerchant: false });
  const many = await databaseWithHistory(stage, {
    payouts: manyPayouts(stage),
    withBigMerchant: true,
  });
  const small: Run[] = [];
  const large: Run[] = [];
  for (let round = 1; round <= stage.options.rounds; round++) {
    // What the first of a pair leaves behind must not always fall on the same side.
    const order = round % 2 === 1 ? [few, many] : [many, few];
    for (const source of order)
      (source === few ? small : large).push(await measureOn(stage, source));
    const [before, after] = [small.at(-1), large.at(-1)];
    stage.say(
      `growth, round ${round}: ${before?.perSecond.toFixed(0) ?? ''}/s behind few, ${after?.perSecond.toFixed(0) ?? ''}/s behind many; ` +
        `PostgreSQL ${before?.postgresUs.toFixed(0) ?? ''} and ${after?.postgresUs.toFixed(0) ?? ''} us per payout`,
    );
  }
  return rowsOf(stage, small, large);
}

/** Each run has a fresh copy, so that both sides begin every round with the size they are named for. */
async function measureOn(stage: Stage, source: string): Promise<Run> {
  await stage.copyDatabase(runDatabase, source);
  const url = stage.urlOf(runDatabase);
  const callers = (await mintTokens(url)).slice(1, 1 + merchantsWithHistory);
  const gateway = await startGateway({
    dataDir: `${stage.workDir}/growth`,
    databaseUrl: url,
    role: 'api',
  });
  try {
    const load = { port: gateway.port, requests: payoutRequests(callers), status: 201 };
    await runLoad({ ...load, connections: 256, warmSeconds: 2, seconds: 2 });
    const cpuMs = cpuMsOfTree(stage.serverPid());
    const seconds = stage.options.quick ? 2 : 8;
    const { perSecond, answers } = await runLoad({
      ...load,
      connections: 256,
      warmSeconds: 0,
      seconds,
    });
    const postgresUs = ((cpuMsOfTree(stage.serverPid()) - cpuMs) * 1_000) / answers;
    return { perSecond, postgresUs };
  } finally {
    await gateway.stop();
    await stage.dropDatabase(runDatabase);
  }
}

function rowsOf(stage: Stage, small: readonly Run[], large: readonly Run[]): Row[] {
  const costs = (runs: readonly Run[]) => runs.map((run) => 1_000_000 / run.perSecond);
  const cpu = (runs: readonly Run[]) => runs.map((run) => run.postgresUs);
  const behind = `behind ${manyPayouts(stage).toLocaleString('en')} payouts`;
  const reference = (values: readonly number[]) => ({
    what: `behind ${fewPayouts.toLocaleString('en')}`,
    value: median(values),
  });
  return [
    {
      what: `time per payout ${behind}`,
      value: median(costs(large)),
      unit: 'us',
      reference: reference(costs(small)),
      ratio: median(ratios(costs(large), costs(small))),
      goal: { atMost: 1.15 },
      rounds: costs(large),
    },
    {
      what: `PostgreSQL CPU per payout ${behind}`,
      value: median(cpu(large)),
      unit: 'us',
      reference: reference(cpu(small)),
      ratio: median(ratios(cpu(large), cpu(small))),
      rounds: cpu(large),
    },
  ];
}
