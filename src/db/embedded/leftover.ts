import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './errors.ts';
import { isAlive } from '../../kit/is-alive.ts';
import { processesOn, recordedPostmaster, signal } from './processes.ts';

/**
 * Ends every PostgreSQL process that still works in the folder, in the mildest way that works
 * within about ten seconds. Call it only as the holder of the folder's lock.
 */
export async function endLeftovers(pgData: string, onLog: (line: string) => void): Promise<void> {
  const postmaster = recordedPostmaster(pgData);
  const found = processesOn(pgData);
  if (found.length > 0) await end(pgData, found, postmaster, onLog);

  // The id was given to a stranger since. PostgreSQL would take the stranger for its own and refuse.
  if (postmaster !== undefined && isAlive(postmaster)) {
    rmSync(join(pgData, 'postmaster.pid'), { force: true });
  }
}

async function end(
  pgData: string,
  found: readonly number[],
  postmaster: number | undefined,
  onLog: (line: string) => void,
): Promise<void> {
  if (postmaster !== undefined && found.includes(postmaster)) {
    onLog(`A PostgreSQL (process ${postmaster}) was left running on ${pgData}; it is stopped.`);
    signal([postmaster], 'SIGINT');
    if (await goneWithin(pgData, 6_000)) return;
  }
  // Without their postmaster the children have nobody to tell them.
  signal(processesOn(pgData), 'SIGQUIT');
  if (await goneWithin(pgData, 1_000)) return;
  signal(processesOn(pgData), 'SIGKILL');
  if (await goneWithin(pgData, 3_000)) return;
  throw new EmbeddedPostgresError(
    `A PostgreSQL left running on ${pgData} does not stop: processes ${processesOn(pgData).join(', ')}.`,
  );
}

async function goneWithin(pgData: string, waitMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < waitMs; waitedMs += 20) {
    if (processesOn(pgData).length === 0) return true;
    await sleep(20);
  }
  return processesOn(pgData).length === 0;
}
