import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SCHEMA } from './schema.ts';

/** Another process holds the data folder. */
export class FolderInUse extends Error {}

export type Store = {
  db: DatabaseSync;
  /** Runs `work` inside a transaction, on disk when it returns. What `work` throws undoes it. */
  commit<T>(work: () => T): T;
  close(): void;
};

/** Opens (and first creates) the book in `dataDir`. Throws `FolderInUse` when another process has it. */
export function openStore(dataDir: string): Store {
  mkdirSync(dataDir, { recursive: true });
  const db = new DatabaseSync(join(dataDir, 'mpesa.db'), { readBigInts: true, timeout: 0 });
  try {
    // Exclusive before WAL: the lock is taken with the first transaction, kept until the process ends and freed
    // by the operating system even after kill -9.
    db.exec('pragma locking_mode = exclusive; pragma journal_mode = wal');
    db.exec('pragma synchronous = full; pragma foreign_keys = on');
    db.exec('begin immediate');
    db.exec(SCHEMA);
    db.exec('commit');
  } catch (error) {
    db.close();
    if (error instanceof Error && /database is locked/.test(error.message)) {
      throw new FolderInUse(`Another sandbox of M-Pesa already runs on ${dataDir}.`);
    }
    throw error;
  }
  const commit = <T>(work: () => T): T => {
    db.exec('begin immediate');
    try {
      const answer = work();
      db.exec('commit');
      return answer;
    } catch (error) {
      if (db.isTransaction) db.exec('rollback');
      throw error;
    }
  };
  return { db, commit, close: () => db.close() };
}
