import { accessSync, constants, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataFolderInUseError, EmbeddedPostgresError } from './errors.ts';
import { folderFaultOf } from './folder-faults.ts';
import { isAlive } from '../../kit/is-alive.ts';

export type FolderLock = { release(): void };

/**
 * Locks a folder for this process or throws `DataFolderInUseError` at once.
 *
 * The lock is the kernel's: SQLite is here only as the portable way to a file lock that Node itself
 * lacks. It ends with the process however that ends, so a stale lock cannot exist.
 */
export async function lockFolder(dataDir: string): Promise<FolderLock> {
  const ownerFile = join(dataDir, 'owner.pid');
  const handle = openLock(dataDir);
  try {
    handle.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    handle.close();
    if (!isBusy(error)) throw cannotBeWritten(dataDir, error);
    throw new DataFolderInUseError(dataDir, await readOwner(ownerFile));
  }
  try {
    writeFileSync(ownerFile, `${process.pid}\n`);
  } catch (error) {
    handle.close();
    throw cannotBeWritten(dataDir, error);
  }
  return {
    release: () => {
      if (!handle.isOpen) return;
      rmSync(ownerFile, { force: true });
      handle.close();
    },
  };
}

function openLock(dataDir: string): DatabaseSync {
  try {
    // SQLite says only that it cannot open its file; the system says why.
    accessSync(dataDir, constants.W_OK);
    return new DatabaseSync(join(dataDir, 'lock'), { timeout: 0 });
  } catch (error) {
    throw cannotBeWritten(dataDir, error);
  }
}

function cannotBeWritten(dataDir: string, error: unknown): EmbeddedPostgresError {
  const reason = folderFaultOf(error) ?? (error instanceof Error ? error.message : String(error));
  const sentence = `The data folder ${dataDir} cannot be written: ${reason}. HUNDI_DATA_DIR names another.`;
  return new EmbeddedPostgresError(sentence, { cause: error });
}

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

// The owner writes its pid just after it has the lock, so the file may lag behind for a moment.
async function readOwner(ownerFile: string): Promise<number | undefined> {
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      const pid = Number.parseInt(readFileSync(ownerFile, 'utf8'), 10);
      if (isAlive(pid)) return pid;
    } catch {
      // Not written yet.
    }
    await sleep(20);
  }
  return undefined;
}
