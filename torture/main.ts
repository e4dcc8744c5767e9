/** `npm run torture`: breaks everything that can break on one machine, and checks that no promise broke with it. */
import { writeFileSync } from 'node:fs';
import { readOptions, usage, type Options } from './options.ts';
import { reportOf } from './report.ts';
import { runTorture, stopAll, type RunResult } from './run.ts';
import { actOf, type ScenarioName } from './scenarios.ts';

const calmLimitMs = 5 * 60_000;

async function main(): Promise<number> {
  let options: Options | 'help';
  try {
    options = readOptions(process.argv.slice(2), Math.floor(Math.random() * 1e9));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
    return 2;
  }
  if (options === 'help') {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const results: RunResult[] = [];
  let failed = 0;
  for (const name of options.scenarios) {
    const result = await runOne(name, options);
    if (result?.passed !== true) failed += 1;
    if (result === undefined) continue;
    results.push(result);
    process.stdout.write(`${reportOf(result)}\n`);
  }
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ ...options, results }, null, 2)}\n`);
  const total = options.scenarios.length;
  process.stdout.write(
    `\n${total - failed} of ${total} scenarios passed (seed ${options.seed}, scale ${options.scale})\n`,
  );
  return failed === 0 ? 0 : 1;
}

async function runOne(name: ScenarioName, options: Options): Promise<RunResult | undefined> {
  const { seed, scale, keepIn, hurry } = options;
  const beganMs = performance.now();
  const say = (text: string) => {
    const seconds = Math.floor((performance.now() - beganMs) / 1_000);
    process.stderr.write(`[${String(seconds).padStart(4)} s] ${text}\n`);
  };
  say(`${name}: seed ${seed}, scale ${scale}`);
  try {
    return await runTorture({
      name,
      seed,
      acts: [actOf(name, scale)],
      hurry,
      calmLimitMs,
      say,
      ...(keepIn !== undefined && { keepIn }),
    });
  } catch (error) {
    process.stdout.write(`\n${name} (seed ${seed}): FAILED, it could not be carried through\n`);
    process.stdout.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
    return undefined;
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    setTimeout(() => process.exit(1), 15_000).unref();
    void stopAll().finally(() => process.exit(1));
  });
process.exit(await main());
