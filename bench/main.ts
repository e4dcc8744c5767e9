/** `npm run bench`: measures the gateway against reference loads on the same PostgreSQL, in turns, and says what is met. */
import { measureConsole } from './measure/console.ts';
import { measureCreation } from './measure/creation.ts';
import { measureGrowth } from './measure/growth.ts';
import { measureLatency } from './measure/latency.ts';
import { measureLists } from './measure/lists.ts';
import { measureReports } from './measure/reports.ts';
import { measureStart } from './measure/start.ts';
import { measureSwitches } from './measure/switches.ts';
import { measureWebhooks } from './measure/webhooks.ts';
import { readOptions, usage, type MeasurementName, type Options } from './options.ts';
import { tableOf, writeResults, type Measured, type Results, type Row } from './report.ts';
import { openStage, type Stage } from './stage.ts';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const startedAt = new Date().toISOString();
  const stage = await openStage(options);
  closeOnSignal(stage);
  let measured;
  try {
    measured = await measure(stage, options);
  } finally {
    await stage.close();
  }
  const { quick, rounds } = options;
  const results: Results = { startedAt, quick, rounds, ...measured };
  const file = await writeResults(results);
  process.stdout.write(options.json ? `${JSON.stringify(results, null, 2)}\n` : textOf(results));
  process.stderr.write(`written to ${file}\n`);
}

/** Whoever has enough of it is left without gigabytes of measured payouts. */
function closeOnSignal(stage: Stage): void {
  for (const [name, number] of [
    ['SIGHUP', 1],
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const)
    process.once(name, () => {
      isEnding = true;
      void stage.close().finally(() => process.exit(128 + number));
    });
}

let isEnding = false;

async function measure(stage: Stage, options: Options) {
  const rows: Row[] = [];
  const skipped: string[] = [];
  const keep = (measured: Measured) => {
    rows.push(...measured.rows);
    skipped.push(...(measured.skipped ?? []));
  };
  const steps: Record<MeasurementName, () => Promise<void>> = {
    creation: async () => keep(await measureCreation(stage)),
    latency: async () => keep(await measureLatency(stage)),
    growth: async () => keep({ rows: await measureGrowth(stage) }),
    lists: async () => keep({ rows: await measureLists(stage) }),
    console: async () => keep({ rows: await measureConsole(stage) }),
    reports: async () => keep({ rows: await measureReports(stage) }),
    webhooks: async () => keep(await measureWebhooks(stage)),
    switches: async () => keep({ rows: await measureSwitches(stage) }),
    start: async () => keep({ rows: await measureStart(stage) }),
  };
  for (const name of options.only) await steps[name]();
  return { rows, skipped };
}

function textOf({ rows, skipped, quick, rounds }: Results): string {
  const lines = [
    '',
    tableOf(rows),
    ...skipped.map((sentence) => `Skipped: ${sentence}`),
    `Medians of ${rounds} rounds; each ratio is the median of the ratios of rounds that ran side by side.`,
    ...(quick ? ['--quick: too short and too small to decide about any goal.'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

main().catch((error: unknown) => {
  // What lost its database in the middle has nothing to say.
  if (isEnding) return;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
