/** What callers wait at half of the maximum rate, beside what those of PostgreSQL's own yardstick wait at half of theirs. */
import { processorTicks, takenPercent } from '../cpu.ts';
import { median } from '../figures.ts';
import type { GatewayProcess } from '../gateway.ts';
import { runLoad } from '../load/load.ts';
import { payoutRequests } from '../load/requests.ts';
import { warmUpSeconds } from '../options.ts';
import type { Pgbench } from '../pgbench.ts';
import type { Row } from '../report.ts';
import type { Caller } from '../seed.ts';
import type { Stage } from '../stage.ts';

interface Parties {
  readonly gateway: GatewayProcess;
  readonly callers: readonly Caller[];
  readonly pgbench: Pgbench | undefined;
}

interface Round {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly takenPercent: number;
  /** NaN where there is no pgbench. */
  readonly yardstickP99Ms: number;
}

export async function underHalfLoad(stage: Stage, parties: Parties): Promise<Row[]> {
  const rounds: Round[] = [];
  await maximum(parties, warmUpSeconds(stage.options));
  for (let round = 1; round <= stage.options.rounds; round++) {
    const measured = await measureRound(stage, parties);
    rounds.push(measured);
    stage.say(`latency, round ${round}: ${lineOf(measured)}`);
  }
  return rowsOf(rounds);
}

async function measureRound(stage: Stage, parties: Parties): Promise<Round> {
  const { quick } = stage.options;
  const { gateway, callers, pgbench } = parties;
  const perSecond = (await maximum(parties, quick ? 2 : 5)) / 2;
  const before = processorTicks();
  const { p50Ms, p99Ms, maxMs } = await runLoad({
    port: gateway.port,
    requests: payoutRequests(callers),
    status: 201,
    connections: 512,
    warmSeconds: 2,
    seconds: quick ? 3 : 12,
    perSecond,
  });
  const taken = takenPercent(before);
  const yardstickP99Ms = (await pgbench?.p99AtHalfMs(quick ? 2 : 5)) ?? Number.NaN;
  return { perSecond, p50Ms, p99Ms, maxMs, takenPercent: taken, yardstickP99Ms };
}

/** Measured anew before each round: the machine may give less than it did a minute ago. */
async function maximum({ gateway, callers }: Parties, seconds: number): Promise<number> {
  const requests = payoutRequests(callers);
  const load = { port: gateway.port, requests, status: 201, connections: 256 };
  return (await runLoad({ ...load, warmSeconds: 1, seconds })).perSecond;
}

function lineOf(round: Round): string {
  return (
    `at ${round.perSecond.toFixed(0)}/s p50 ${round.p50Ms.toFixed(1)} ms, p99 ${round.p99Ms.toFixed(1)} ms, ` +
    `longest ${round.maxMs.toFixed(0)} ms, ${round.takenPercent.toFixed(0)} % taken by the host` +
    (Number.isNaN(round.yardstickP99Ms)
      ? ''
      : `; TPC-B at half of its own p99 ${round.yardstickP99Ms.toFixed(1)} ms`)
  );
}

function rowsOf(rounds: readonly Round[]): Row[] {
  const all = (of: keyof Round) => rounds.map((round) => round[of]);
  const [p50, p99] = [all('p50Ms'), all('p99Ms')];
  const [taken, yardstick] = [all('takenPercent'), all('yardstickP99Ms')];
  const at = `at half of the maximum rate (${median(all('perSecond')).toFixed(0)}/s)`;
  return [
    { what: `p50 ${at}`, value: median(p50), unit: 'ms', rounds: p50 },
    {
      what: `p99 ${at}`,
      value: median(p99),
      unit: 'ms',
      reference: { what: 'TPC-B at half of its own', value: median(yardstick) },
      goal: { atMost: 25 },
      rounds: p99,
      note:
        'requests fall due at a fixed rate and are timed from then, so a stall counts for all it delays; ' +
        'those of TPC-B likewise, but by chance and not evenly. The goal is about ours alone.',
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
