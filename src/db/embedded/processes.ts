import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../../kit/is-alive.ts';
import { type Account, programOptions } from './account.ts';

/** Signals processes; one that is gone already is no error. */
export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended on its own, which is what the signal asks for.
    }
  }
}

/** Runs a program to its end; rejects with what it wrote on its error output when it fails. */
export function run(
  program: string,
  args: readonly string[],
  account: Account | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...programOptions(account),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(complaint.trim() || `${program} ended with code ${code}`));
    });
  });
}

/** The process id in PostgreSQL's own lock file, whether that process lives or not. */
export function recordedPostmaster(pgData: string): number | undefined {
  const file = join(pgData, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  return pid > 0 ? pid : undefined;
}

/** Live PostgreSQL processes (postmaster and children) that work in this data folder. */
export function processesOn(pgData: string): number[] {
  if (existsSync('/proc/self/cwd')) {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => workingFolder(pid) === pgData && isRunning(pid))
      .map((pid) => Number.parseInt(pid, 10));
  }
  const pid = recordedPostmaster(pgData);
  return pid !== undefined && isAlive(pid) && commandOf(pid).includes('postgres') ? [pid] : [];
}

// Every PostgreSQL process makes its data folder its working folder.
function workingFolder(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function isRunning(pid: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`).includes('postgres');
  } catch {
    return false;
  }
}

function commandOf(pid: number): string {
  return spawnSync('ps', ['-o', 'command=', '-p', `${pid}`], { encoding: 'utf8' }).stdout;
}
