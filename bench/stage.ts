/** The PostgreSQL that everything is measured on, with its databases: the embedded server with its production settings. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { startEmbeddedPostgres } from '../src/db/embedded/embedded-postgres.ts';
import type { Options } from './options.ts';

/** What a server keeps for its log when it has been at work: see `min_wal_size` of the embedded one. */
const usedSegments = 256;

export interface Stage {
  readonly options: Options;
  readonly socketDir: string;
  /** A folder for the data of gateways. */
  readonly workDir: string;
  serverPid(): number;
  urlOf(database: string): string;
  /** True when it was made, false when it was there already. */
  ensureDatabase(name: string, fill: (url: string) => Promise<void>): Promise<boolean>;
  /** A fresh copy of another database. */
  copyDatabase(name: string, of: string): Promise<void>;
  dropDatabase(name: string): Promise<void>;
  say(line: string): void;
  /** Once, however often it is called. */
  close(): Promise<void>;
}

export async function openStage(options: Options): Promise<Stage> {
  const workDir = await mkdtemp(join(tmpdir(), 'hundi-bench-'));
  // PostgreSQL, which never runs as root, has to get in; else its data lay elsewhere, and stayed there.
  await chmod(workDir, 0o755);
  const say = (line: string) => {
    process.stderr.write(`${line}\n`);
  };
  const postgres = await startEmbeddedPostgres({
    dataDir: options.dataDir ?? join(workDir, 'server'),
    databaseName: 'bench_admin',
    onLog: say,
  });
  if (!options.quick) await wearInLog(postgres.url);
  const urlOf = (database: string) => {
    const url = new URL(postgres.url);
    url.pathname = `/${database}`;
    return url.href;
  };
  const admin = (sql: string) => onDatabase(postgres.url, (client) => client.query(sql));
  const dropDatabase = async (name: string) => {
    await admin(`drop database if exists ${escapeIdentifier(name)} with (force)`);
  };
  const close = async () => {
    await postgres.stop();
    await rm(workDir, { recursive: true, force: true });
  };
  let closed: Promise<void> | undefined;
  return {
    options,
    socketDir: postgres.socketDir,
    workDir,
    serverPid: () => postgres.pid() ?? 0,
    urlOf,
    say,
    dropDatabase,
    ensureDatabase: async (name, fill) => {
      const { rowCount } = await admin(`select from pg_database where datname = '${name}'`);
      if (rowCount === 1) return false;
      // A filling that is interrupted must not pass for a filled database.
      const half = `${name}_half`;
      await dropDatabase(half);
      await admin(`create database ${escapeIdentifier(half)}`);
      await fill(urlOf(half));
      await admin(`alter database ${escapeIdentifier(half)} rename to ${escapeIdentifier(name)}`);
      return true;
    },
    copyDatabase: async (name, of) => {
      await dropDatabase(name);
      await admin(
        `create database ${escapeIdentifier(name)} template ${escapeIdentifier(of)} strategy file_copy`,
      );
    },
    close: () => (closed ??= close()),
  };
}

/**
 * A server that has been at work uses the segments of its log again. A new one makes each when it needs it, 16 MB of
 * zeros, while all commits wait: a figure of its first minutes, not of its life.
 */
async function wearInLog(url: string): Promise<void> {
  await onDatabase(url, async (client) => {
    const { rows } = await client.query<{ segments: number }>(
      'select count(*)::int as segments from pg_ls_waldir()',
    );
    for (let nth = rows[0]?.segments ?? 0; nth < usedSegments; nth++) {
      await client.query(`select pg_logical_emit_message(false, 'bench', '')`);
      await client.query('select pg_switch_wal()');
    }
    await client.query('checkpoint');
  });
}

export async function onDatabase<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
