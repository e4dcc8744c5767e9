import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { postgresAccount } from './account.ts';
import { prepareBinaries } from './binaries.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { initialiseOnce } from './initialise.ts';
import { choosePlaces, makeDataFolder, SYSTEM_HOME } from './places.ts';
import { serverSettings, type ServerSettings } from './settings.ts';
import { Supervisor } from './supervisor.ts';
import { startWatchdog } from './watchdog.ts';
import { startWriteBack } from './write-back.ts';

export { DataFolderInUseError, EmbeddedPostgresError } from './errors.ts';

export type EmbeddedPostgresOptions = {
  /** The folder of everything we keep, made if missing. One process at a time may use it. */
  dataDir: string;
  superuser?: string;
  databaseName?: string;
  /** `false` gives up crash safety for speed: only for databases that are thrown away. */
  durable?: boolean;
  /** Server settings that replace ours, by PostgreSQL's names. */
  settings?: ServerSettings;
  /** Has the pages of a file on the disk when it resolves, and rejects when the disk refuses. A test gives a broken disk. */
  writeToDisk?: (file: string) => Promise<void>;
  /** Is given sentences for the operator and the server's complaints, line by line. */
  onLog?: (line: string) => void;
};

export type EmbeddedPostgres = {
  /** A connection string for `pg` and libpq alike; it stays the same over restarts. */
  readonly url: string;
  readonly socketDir: string;
  /** How often the server died and was started again. */
  readonly restarts: number;
  /** The server's process id; undefined while it is being brought back. */
  pid(): number | undefined;
  /** Stops the server (within ten seconds) and frees the folder. May be called twice. */
  stop(): Promise<void>;
};

/**
 * Runs a PostgreSQL of our own on a data folder: makes the data on the first start, takes it up on
 * the next, ends a server that a killed process left behind, restarts the server when it dies, and
 * has it stopped when our process dies.
 *
 * Throws `DataFolderInUseError` when another process runs on the folder, and `EmbeddedPostgresError`
 * with a sentence for the operator when there can be no embedded server here.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new EmbeddedPostgresError(
      'The embedded PostgreSQL is reached over a Unix socket, which Node.js on Windows cannot ' +
        'open: set DATABASE_URL to a PostgreSQL server.',
    );
  }
  const account = postgresAccount();
  makeDataFolder(resolve(options.dataDir), account);
  const dataDir = realpathSync(options.dataDir);
  const lock = await lockFolder(dataDir);
  try {
    return await startOn(dataDir, lock, options);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startOn(
  dataDir: string,
  lock: FolderLock,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { superuser = 'hundi', databaseName = 'hundi', durable = true } = options;
  const { onLog = () => undefined, writeToDisk } = options;
  const { pgData, socketDir, account } = choosePlaces(dataDir, postgresAccount(), onLog);
  const binaries = prepareBinaries(account, account ? SYSTEM_HOME : dataDir);
  await initialiseOnce({ binaries, pgData, account, superuser, durable });

  const settings = { ...serverSettings(socketDir, durable), ...options.settings };
  const { binDir } = binaries;
  const watchdog = startWatchdog(pgData, account);
  const supervisor = new Supervisor(
    { binDir, pgData, socketDir, superuser, account, settings, onLog },
    watchdog,
  );
  const writeBack =
    durable && process.platform === 'linux'
      ? startWriteBack({
          pgData,
          ...(writeToDisk && { write: writeToDisk }),
          onLost: (error) => {
            onLog(
              `The disk did not take what PostgreSQL wrote (${error.message}): it recovers from its log.`,
            );
            supervisor.crash();
          },
        })
      : undefined;
  const stop = async (): Promise<void> => {
    await writeBack?.stop();
    await supervisor.stop();
    watchdog.dismiss();
    lock.release();
  };
  try {
    await supervisor.start();
    await ensureDatabase(socketDir, superuser, databaseName);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `postgresql://${superuser}@localhost/${databaseName}?host=${encodeURIComponent(socketDir)}`,
    socketDir,
    get restarts() {
      return supervisor.restarts;
    },
    pid: () => supervisor.pid(),
    stop,
  };
}

async function ensureDatabase(host: string, user: string, databaseName: string): Promise<void> {
  const client = new Client({ host, user, database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [
      databaseName,
    ]);
    if (found.rowCount === 0) {
      await client.query(`create database ${escapeIdentifier(databaseName)}`);
    }
    await compressWal(client);
  } finally {
    await client.end();
  }
}

// Some builds of the server have lz4 and some do not; only the running server can tell.
async function compressWal(client: Client): Promise<void> {
  const { rowCount } = await client.query(
    `select 1 from pg_settings
      where name = 'wal_compression' and setting = 'off' and 'lz4' = any (enumvals)`,
  );
  if (rowCount === 0) return;
  await client.query("alter system set wal_compression = 'lz4'");
  await client.query('select pg_reload_conf()');
}
