/** PostgreSQL's own yardstick: TPC-B over prepared statements, on the same server through the same socket. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { percentile } from './figures.ts';
import { onDatabase, type Stage } from './stage.ts';

const run = promisify(execFile);
const packagesDir = '/usr/lib/postgresql';
const scale = 20;
const clientCounts = [4, 8, 16];
const database = 'bench_pgbench';
const tables = ['pgbench_accounts', 'pgbench_tellers', 'pgbench_branches', 'pgbench_history'];

export interface Pgbench {
  /** Transactions per second with the best number of clients. */
  measure(seconds: number): Promise<number>;
  /** The p99 of its transactions when they fall due at half of that rate, each timed from when it was due. */
  p99AtHalfMs(seconds: number): Promise<number>;
}

/** Undefined when pgbench is not on this machine. */
export async function openPgbench(stage: Stage): Promise<Pgbench | undefined> {
  const program = findProgram();
  if (program === undefined) return undefined;
  const env = { PATH: process.env.PATH, PGHOST: stage.socketDir, PGUSER: 'hundi' };
  const call = async (...args: string[]) => (await run(program, args, { env })).stdout;
  await stage.ensureDatabase(database, async (url) => {
    const name = new URL(url).pathname.slice(1);
    await call('-i', '-q', '-s', String(scale), name);
  });
  // It cleans up after itself before each run. Autovacuum would do it again during what is measured next.
  await onDatabase(stage.urlOf(database), async (client) => {
    for (const table of tables)
      await client.query(`alter table ${table} set (autovacuum_enabled = off)`);
  });
  const rateOf = async (clients: number, seconds: number) => {
    const output = await call('-M', 'prepared', ...limitsOf(clients, seconds), database);
    const tps = /tps = ([\d.]+) \(without initial/.exec(output)?.[1];
    if (tps === undefined) throw new Error('pgbench printed no rate.');
    return { clients, perSecond: parseFloat(tps) };
  };
  const best = async (seconds: number) => {
    let most = { clients: 0, perSecond: 0 };
    for (const clients of clientCounts) {
      const rate = await rateOf(clients, seconds);
      if (rate.perSecond > most.perSecond) most = rate;
    }
    return most;
  };
  return {
    measure: async (seconds) => (await best(seconds)).perSecond,
    p99AtHalfMs: async (seconds) => {
      const { clients, perSecond } = await best(seconds);
      const logDir = await mkdtemp(join(stage.workDir, 'pgbench-'));
      const log = ['--log', `--log-prefix=${logDir}/transactions`];
      const rate = `--rate=${(perSecond / 2).toFixed(0)}`;
      // Twice as long: half as many transactions come in a second.
      await call('-M', 'prepared', rate, ...log, ...limitsOf(clients, 2 * seconds), database);
      const p99Ms = percentile(await latenciesMs(logDir), 0.99);
      await rm(logDir, { recursive: true });
      return p99Ms;
    },
  };
}

function limitsOf(clients: number, seconds: number): string[] {
  return ['-c', String(clients), '-j', '2', '-T', String(seconds)];
}

/** Of a log of transactions, a file for each thread; its third column is the time since a transaction was due, in microseconds. */
async function latenciesMs(logDir: string): Promise<number[]> {
  const files = readdirSync(logDir).map((name) => readFile(join(logDir, name), 'utf8'));
  const lines = (await Promise.all(files)).flatMap((text) => text.trim().split('\n'));
  return lines.map((line) => parseInt(line.split(' ')[2] ?? '', 10) / 1_000);
}

function findProgram(): string | undefined {
  const onPath = (process.env.PATH ?? '').split(':').map((folder) => `${folder}/pgbench`);
  const versions = existsSync(packagesDir) ? readdirSync(packagesDir).sort().reverse() : [];
  const packaged = versions.map((version) => `${packagesDir}/${version}/bin/pgbench`);
  return [...onPath, ...packaged].find((file) => existsSync(file));
}
