/** `hundi doctor`: looks at everything Hundi stands on. */
import type { Command } from 'commander';
import { ConfigError, readConfig, unknownSettings, type Config } from '../config.ts';
import { systemClock } from '../kit/clock.ts';
import type { RuntimeFacts } from '../kit/runtime-file.ts';
import { makeRunnable } from './command.ts';
import {
  checkSandbox,
  checkBinaries,
  checkDatabase,
  checkDisk,
  checkRuntime,
  checkServer,
} from './doctor-checks.ts';
import { checkDeployment } from './doctor-deployment.ts';
import { checkProviders } from './doctor-providers.ts';
import { finding, type Finding } from './finding.ts';
import type { Answer } from './output.ts';
import { runtimeOf } from './session.ts';

export function makeDoctor(command: Command): void {
  makeRunnable(command, async () => answerOf(await examine()));
}

async function examine(): Promise<Finding[]> {
  const unknown = unknownSettings().map((sentence) => finding('settings', 'warn', sentence));
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const faults = error.faults.map((fault) => finding('settings', 'fail', fault));
    return [...faults, ...unknown, checkRuntime()];
  }
  const settings = [finding('settings', 'ok', `Valid, for ${config.environment}.`), ...unknown];
  let runtime: RuntimeFacts | undefined;
  try {
    runtime = runtimeOf(config);
  } catch (error) {
    return [...settings, finding('server', 'fail', (error as Error).message), checkRuntime()];
  }
  const url = config.databaseUrl ?? runtime?.databaseUrl;
  const [disk, database, deployment, providers, server, ...sandbox] = await Promise.all([
    checkDisk(config),
    checkDatabase(url, config, systemClock),
    checkDeployment(url, config),
    checkProviders(config, systemClock),
    checkServer(runtime),
    checkSandbox('sandbox bank', runtime?.bank),
    checkSandbox('sandbox cards', runtime?.cards),
    checkSandbox('sandbox M-Pesa', runtime?.mpesa),
  ]);
  const installed = [checkRuntime(), checkBinaries(config)];
  const outside = [...providers, server, ...sandbox];
  return [...settings, ...installed, disk, ...database, ...deployment, ...outside];
}

function answerOf(findings: readonly Finding[]): Answer {
  const isBroken = findings.some(({ result }) => result === 'fail');
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.map(
    ({ check, result, sentence }) => `${result.padEnd(4)}  ${check.padEnd(width)}  ${sentence}\n`,
  );
  return { data: { ok: !isBroken, findings }, text: lines.join(''), isBroken };
}
