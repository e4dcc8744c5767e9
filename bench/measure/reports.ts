/** A report of a million payouts in each format, by the command line and through the gateway: pace, and most memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { peakMemoryMb } from '../cpu.ts';
import { databaseWithHistory } from '../databases.ts';
import type { Row } from '../report.ts';
import { measureDownloads } from './download.ts';
import { onDatabase, type Stage } from '../stage.ts';

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const dayMs = 86_400_000;
const giveUpAfterMs = 600_000;

const orders = [
  ['transactions', 'csv'],
  ['transactions', 'xlsx'],
  ['transactions', 'json'],
  ['ledger', 'csv'],
] as const;

function payoutsOf(stage: Stage): number {
  return stage.options.quick ? 40_000 : 1_000_000;
}

export async function measureReports(stage: Stage): Promise<Row[]> {
  const history = { payouts: payoutsOf(stage), withBigMerchant: 'only' } as const;
  const url = stage.urlOf(await databaseWithHistory(stage, history));
  const merchantId = await itsMerchant(url);
  const rows: Row[] = [];
  for (const [type, format] of orders) {
    const { rowCount, seconds, memoryMb, fileMb } = await write(stage, url, [
      ...[merchantId, '--type', type, '--format', format],
    ]);
    const what = `${type} of ${history.payouts.toLocaleString('en')} payouts as ${format}`;
    rows.push(
      { what: `peak memory: ${what}`, value: memoryMb, unit: 'MB', goal: { atMost: 200 } },
      { what: `rows: ${what}`, value: rowCount / seconds, unit: '/s' },
    );
    stage.say(
      `reports, ${type} ${format}: ${rowCount} rows, ${fileMb.toFixed(0)} MB in ${seconds.toFixed(1)} s, ${memoryMb.toFixed(0)} MB of memory`,
    );
  }
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const days = `&from=${day(Date.now() - 200 * dayMs)}&to=${day(Date.now())}`;
  const downloads = orders.map(([type, format]) => ({
    query: `&type=${type}&format=${format}${days}`,
    what: `${type} of ${history.payouts.toLocaleString('en')} payouts as ${format}`,
  }));
  return [...rows, ...(await measureDownloads(stage, url, merchantId, downloads))];
}

function itsMerchant(url: string): Promise<string> {
  return onDatabase(url, async (client) => {
    const { rows } = await client.query<{ merchant_id: string }>(
      `select merchant_id from merchants where name = 'Merchant 0'`,
    );
    return rows[0]?.merchant_id ?? '';
  });
}

interface Written {
  readonly rowCount: number;
  readonly seconds: number;
  readonly memoryMb: number;
  readonly fileMb: number;
}

/** Memory is read as a high-water mark until the process has ended, so no peak before the last look is missed. */
async function write(stage: Stage, url: string, order: readonly string[]): Promise<Written> {
  const file = join(stage.workDir, 'report');
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const days = ['--from', day(Date.now() - 200 * dayMs), '--to', day(Date.now())];
  const beganMs = performance.now();
  const words = [program, 'report', ...order, ...days, '--out', file, '--json'];
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, DATABASE_URL: url, HUNDI_DATA_DIR: stage.workDir },
    timeout: giveUpAfterMs,
  });
  let answer = '';
  child.stdout.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  const ended = once(child, 'close');
  let memoryMb = 0;
  while (child.exitCode === null && child.signalCode === null) {
    const peak = peakMemoryMb(child.pid ?? 0);
    if (peak > memoryMb) memoryMb = peak;
    await sleep(20);
  }
  await ended;
  const seconds = (performance.now() - beganMs) / 1_000;
  if (child.exitCode !== 0) throw new Error(`A report ended with ${String(child.exitCode)}.`);
  const { totals } = JSON.parse(answer) as { totals: { rows: string }[] };
  const fileMb = statSync(file).size / 1_048_576;
  rmSync(file);
  return { rowCount: parseInt(totals[0]?.rows ?? '0', 10), seconds, memoryMb, fileMb };
}
