/**
 * Where a run of the tests keeps what it throws away: in memory where there is plenty of it. Hundreds of databases are
 * copied and dropped, each of a thousand files, and a file system on a disk spends longer on their names than the
 * tests take.
 */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isAlive } from '../../src/kit/is-alive.ts';

const inMemory = '/dev/shm';
const leastFreeBytes = 6 * 1024 ** 3;
const prefix = 'hundi-tests-';

export interface RunFolder {
  readonly path: string;
  remove(): void;
}

/** A folder for this process alone; what a run left that was killed is taken away. */
export function newRunFolder(): RunFolder {
  const place = hasRoom() ? inMemory : tmpdir();
  sweep(place);
  const folder = mkdtempSync(path.join(place, `${prefix}${String(process.pid)}-`));
  // PostgreSQL, which never runs as root, has to get in.
  chmodSync(folder, 0o755);
  return {
    path: folder,
    remove: () => {
      remove(folder);
    },
  };
}

/** What lies there is memory that is lacking elsewhere, so both are asked. */
function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(inMemory);
    return Math.min(bavail * bsize, process.availableMemory()) >= leastFreeBytes;
  } catch {
    return false;
  }
}

function sweep(place: string): void {
  for (const name of readdirSync(place)) {
    if (!name.startsWith(prefix)) continue;
    if (isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue;
    try {
      remove(path.join(place, name));
    } catch {
      // It is another person's, who will run tests again.
    }
  }
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
