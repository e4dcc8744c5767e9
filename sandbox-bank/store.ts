import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SCHEMA } from './schema.ts';
import { upgradeLines } from './upgrade.ts';

/** Another process holds the data folder. */
export class FolderInUse extends Error {}

/**
 * The one database file, with group commit: all work handed over in one turn of the event
 * loop shares one transaction and one fsync.
 */
export type Store = {
  db: DatabaseSync;
  /** Runs `work` inside a transaction; resolves only after the commit is on disk. `work` may run twice and so must touch nothing but the database. */
  commit<T>(work: () => T): Promise<T>;
  /** As `commit`, for facts no client waits for: rides along with the next commit, 10 ms later at most. Never rejects; a failure is reported. */
  jot(work: () => void): Promise<void>;
  /** Commits what is queued, then closes the file and frees the folder. */
  close(): void;
};

type Job = { run: () => void; done: () => void; failed: (error: unknown) => void };

const BATCH = 1_000;
const JOT_MS = 10;

/** A file of the data folder and what creates its tables where they are missing, inside a transaction. */
export type Tables = { file: string; create: (db: DatabaseSync) => void };

const BANK: Tables = { file: 'bank.db', create: (db) => upgradeLines(db, SCHEMA) };

/** Opens (and first creates) the book in `dataDir`. Throws `FolderInUse` when another process has it. */
export function openStore(
  dataDir: string,
  report: (error: unknown) => void,
  tables: Tables = BANK,
): Store {
  const db = openDatabase(dataDir, tables);
  const queue: Job[] = [];
  let soon: NodeJS.Immediate | null = null;
  let later: NodeJS.Timeout | null = null;

  const flush = () => {
    if (soon !== null) clearImmediate(soon);
    if (later !== null) clearTimeout(later);
    soon = later = null;
    const batch = queue.splice(0, BATCH);
    if (queue.length > 0) soon = setImmediate(flush);
    commitTogether(db, batch);
  };
  const enqueue = <T>(work: () => T) =>
    new Promise<T>((resolve, reject) => {
      let answer: { value: T } | null = null;
      queue.push({
        run: () => (answer = { value: work() }),
        done: () => answer !== null && resolve(answer.value),
        failed: reject,
      });
    });
  const commit = <T>(work: () => T) => {
    soon ??= setImmediate(flush);
    return enqueue(work);
  };
  const jot = (work: () => void) => {
    if (soon === null) later ??= setTimeout(flush, JOT_MS);
    return enqueue(work).catch(report);
  };
  const close = () => {
    while (queue.length > 0) flush();
    db.close();
  };
  return { db, commit, jot, close };
}

function openDatabase(dataDir: string, { file, create }: Tables): DatabaseSync {
  mkdirSync(dataDir, { recursive: true });
  const db = new DatabaseSync(join(dataDir, file), { readBigInts: true, timeout: 0 });
  try {
    // Exclusive before WAL: the lock is taken with the first transaction, kept until the process ends and freed
    // by the operating system even after kill -9.
    db.exec('pragma locking_mode = exclusive; pragma journal_mode = wal');
    db.exec('pragma synchronous = full; pragma foreign_keys = on');
    db.exec('begin immediate');
    create(db);
    db.exec('commit');
  } catch (error) {
    db.close();
    if (error instanceof Error && /database is locked/.test(error.message)) {
      throw new FolderInUse(`Another bank already runs on ${dataDir}.`);
    }
    throw error;
  }
  return db;
}

// One failing job must not take its neighbours with it: the batch is undone and run again one by one.
function commitTogether(db: DatabaseSync, batch: Job[]): void {
  if (batch.length === 0) return;
  try {
    db.exec('begin immediate');
    for (const job of batch) job.run();
    db.exec('commit');
  } catch (error) {
    if (db.isTransaction) db.exec('rollback');
    if (batch.length > 1) for (const job of batch) commitTogether(db, [job]);
    else for (const job of batch) job.failed(error);
    return;
  }
  for (const job of batch) job.done();
}
