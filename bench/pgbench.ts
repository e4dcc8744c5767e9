/** PostgreSQL's own yardstick: TPC-B over prepared statements, on the same server through the same socket. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { promisify } from 'node:util';
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
  return {
    measure: async (seconds) => {
      let best = 0;
      for (const clients of clientCounts) {
        const limits = ['-c', String(clients), '-j', '2', '-T', String(seconds)];
        const output = await call('-M', 'prepared', ...limits, database);
        const tps = /tps = ([\d.]+) \(without initial/.exec(output)?.[1];
        if (tps === undefined) throw new Error('pgbench printed no rate.');
        best = Math.max(best, parseFloat(tps));
      }
      return best;
    },
  };
}

function findProgram(): string | undefined {
  const onPath = (process.env.PATH ?? '').split(':').map((folder) => `${folder}/pgbench`);
  const versions = existsSync(packagesDir) ? readdirSync(packagesDir).sort().reverse() : [];
  const packaged = versions.map((version) => `${packagesDir}/${version}/bin/pgbench`);
  return [...onPath, ...packaged].find((file) => existsSync(file));
}
