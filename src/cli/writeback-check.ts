/**
 * Whether the kernel lets what is written gather until it has to go to the disk all at once. The pages by which tables
 * grow lie with the kernel for half a minute; written in one go, they keep every commit waiting behind them.
 */
import { readFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import { finding, type Finding } from './doctor-checks.ts';

/** What `vm.dirty_background_bytes` and `vm.dirty_background_ratio` say, and the memory that the ratio is of. */
export interface Writeback {
  /** 0: the ratio counts. */
  readonly backgroundBytes: number;
  readonly backgroundPercent: number;
  readonly availableBytes: number;
}

const megabyte = 1024 * 1024;
const mostGatheredBytes = 64 * megabyte;

/** Undefined where nobody waits for it: in a sandbox, beside a database of its own, and where there is no Linux. */
export async function checkWriteback(config: Config): Promise<Finding | undefined> {
  if (config.environment !== 'live' || config.databaseUrl !== undefined) return undefined;
  try {
    return judgeWriteback(await readWriteback());
  } catch {
    return undefined;
  }
}

export function judgeWriteback({
  backgroundBytes,
  backgroundPercent,
  availableBytes,
}: Writeback): Finding {
  const gathered =
    backgroundBytes > 0 ? backgroundBytes : (availableBytes * backgroundPercent) / 100;
  const size = `${String(Math.round(gathered / megabyte))} MB`;
  if (gathered <= mostGatheredBytes)
    return finding('kernel', 'ok', `Begins to write to the disk when ${size} have gathered.`);
  return finding(
    'kernel',
    'warn',
    `Lets ${size} gather before it writes to the disk, and payouts wait meanwhile: ` +
      'set vm.dirty_background_bytes, see "The machine" in docs/operating.md.',
  );
}

async function readWriteback(): Promise<Writeback> {
  const numberIn = async (file: string) => parseInt(await readFile(file, 'utf8'), 10);
  const memory = await readFile('/proc/meminfo', 'utf8');
  const [, available = '0'] = /^MemAvailable:\s+(\d+) kB/m.exec(memory) ?? [];
  return {
    backgroundBytes: await numberIn('/proc/sys/vm/dirty_background_bytes'),
    backgroundPercent: await numberIn('/proc/sys/vm/dirty_background_ratio'),
    availableBytes: parseInt(available, 10) * 1024,
  };
}
