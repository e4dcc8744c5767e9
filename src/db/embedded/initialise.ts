import { randomUUID } from 'node:crypto';
import { chownSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { withAdvice } from './folder-faults.ts';
import { run } from './processes.ts';

export type NewCluster = {
  binaries: Binaries;
  pgData: string;
  account: Account | undefined;
  superuser: string;
  durable: boolean;
};

/**
 * Makes the cluster when there is none, beside its final place and renamed when whole: a start that
 * is killed half-way leaves nothing that a later start could take for a database.
 */
export async function initialiseOnce(cluster: NewCluster): Promise<void> {
  const { pgData, account, binaries } = cluster;
  if (existsSync(pgData)) {
    checkVersion(pgData, binaries.majorVersion);
    return;
  }

  removeHalfMade(pgData);
  const half = `${pgData}.new-${randomUUID()}`;
  mkdirSync(half, { mode: 0o700 });
  if (account) chownSync(half, account.uid, account.gid);
  await run(join(binaries.binDir, 'initdb'), initdbArguments(half, cluster), account).catch(
    (error: unknown) => {
      rmSync(half, { recursive: true, force: true });
      const said = error instanceof Error ? reasonIn(error.message) : String(error);
      const why = withAdvice(said, dirname(pgData));
      throw new EmbeddedPostgresError(`PostgreSQL could not make its data folder: ${why}.`, {
        cause: error,
      });
    },
  );
  renameSync(half, pgData);
  if (cluster.durable) syncFolder(dirname(pgData));
}

function initdbArguments(folder: string, cluster: NewCluster): string[] {
  return [
    `--pgdata=${folder}`,
    `--username=${cluster.superuser}`,
    '--no-locale',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--encoding=UTF8',
    '--data-checksums',
    // The socket's folder decides who may connect; there is no other way in.
    '--auth-local=trust',
    '--auth-host=reject',
    '--no-instructions',
    ...(cluster.durable ? [] : ['--no-sync']),
  ];
}

/** `initdb` first says what failed, and then at length what it removes; of two reasons the server's is the first. */
function reasonIn(complaint: string): string {
  const lines = complaint.split('\n').map((line) => line.trim());
  return lines.find((line) => /\b(FATAL|PANIC|error):/.test(line)) ?? lines[0] ?? complaint;
}

function checkVersion(pgData: string, majorVersion: string): void {
  const found = readFileSync(join(pgData, 'PG_VERSION'), 'utf8').trim();
  if (found === majorVersion) return;
  throw new EmbeddedPostgresError(
    `The data in ${pgData} is of PostgreSQL ${found} and the embedded server is PostgreSQL ` +
      `${majorVersion}: move it with pg_dump, or set DATABASE_URL to a PostgreSQL ${found} server.`,
  );
}

// Only the holder of the folder's lock comes here, so whatever half-made folder exists was left by
// a process that is gone. Its initdb may still be writing for a moment: then the next start cleans.
function removeHalfMade(pgData: string): void {
  for (const name of readdirSync(dirname(pgData))) {
    if (!name.startsWith(`${basename(pgData)}.new-`)) continue;
    try {
      rmSync(join(dirname(pgData), name), { recursive: true, force: true, maxRetries: 2 });
    } catch {
      // It does no harm where it is.
    }
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
