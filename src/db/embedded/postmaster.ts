import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type Account, programOptions } from './account.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { withAdvice } from './folder-faults.ts';
import { lastComplaintIn } from './server-log.ts';
import { signal } from './processes.ts';
import type { ServerSettings } from './settings.ts';

export type Launch = {
  binDir: string;
  pgData: string;
  socketDir: string;
  superuser: string;
  account: Account | undefined;
  settings: ServerSettings;
  onLog: (line: string) => void;
};

/** One run of the server's main process, from its start to its exit. */
export type Postmaster = {
  pid: number;
  exited: Promise<void>;
  hasExited(): boolean;
  /** Why it ended, if it said so before it had its log. */
  lastWord(): string | undefined;
};

/** Starts the server; it does not take connections yet. */
export function startPostmaster(launch: Launch): Postmaster {
  const settings = Object.entries(launch.settings).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const child = spawn(join(launch.binDir, 'postgres'), ['-D', launch.pgData, ...settings], {
    ...programOptions(launch.account),
    stdio: ['ignore', 'ignore', 'pipe'],
    // In its own session, so that Ctrl-C reaches us and not the server we still need to drain.
    detached: true,
  });
  let exited = false;
  let lastWord: string | undefined;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) {
      if (isWorthTelling(line)) launch.onLog(line);
      if (isAnEnd(line)) lastWord = line;
    }
  });
  const end = new Promise<void>((resolve) => {
    const settle = () => {
      exited = true;
      resolve();
    };
    child.on('exit', settle);
    child.on('error', (error) => {
      lastWord = error.message;
      launch.onLog(`PostgreSQL did not start: ${error.message}`);
      settle();
    });
  });
  return { pid: child.pid ?? 0, exited: end, hasExited: () => exited, lastWord: () => lastWord };
}

const READY_POLL_MS = 15;
const SLOW_START_MS = 5_000;

/** Waits until the server takes connections; rejects when it exits before. */
export async function untilReady(postmaster: Postmaster, launch: Launch): Promise<void> {
  const { socketDir: host, superuser: user, onLog } = launch;
  for (let waitedMs = 0; !postmaster.hasExited(); waitedMs += READY_POLL_MS) {
    const client = new Client({ host, user, database: 'postgres' });
    // An idle connection that breaks is reported as an event; connect() reports the rest.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await sleep(READY_POLL_MS);
    }
    if (waitedMs === SLOW_START_MS - (SLOW_START_MS % READY_POLL_MS)) {
      onLog(
        'PostgreSQL is still starting: after a crash it repeats what was not yet in its files.',
      );
    }
  }
  // What it wrote as it ended may still be on its way.
  await sleep(READY_POLL_MS);
  throw new EmbeddedPostgresError(whyItStopped(postmaster, launch.pgData));
}

function whyItStopped(postmaster: Postmaster, pgData: string): string {
  const folder = join(pgData, 'log');
  const { file, line } = lastComplaintIn(folder);
  const said = postmaster.lastWord() ?? line;
  const why = said === undefined ? '' : `: ${withAdvice(said, dirname(pgData))}`;
  return `PostgreSQL stopped while starting${why}. Its log is ${file ?? folder}.`;
}

/** Stops the server: fast within 7 s, else at once (the next start repairs), else by force. */
export async function stopPostmaster(postmaster: Postmaster): Promise<void> {
  const steps = [
    ['SIGINT', 7_000],
    ['SIGQUIT', 2_000],
    ['SIGKILL', 1_000],
  ] as const;
  for (const [name, waitMs] of steps) {
    if (postmaster.hasExited()) return;
    signal([postmaster.pid], name);
    const given = new AbortController();
    await Promise.race([
      postmaster.exited,
      sleep(waitMs, undefined, { signal: given.signal }).catch(() => undefined),
    ]);
    given.abort();
  }
}

/** Why the server ended, and not what it says of its queries. */
function isAnEnd(line: string): boolean {
  return /\b(FATAL|PANIC):|error while loading/.test(line);
}

// The server greets on its error output and moves on to its log file; only complaints are news.
function isWorthTelling(line: string): boolean {
  return /\b(WARNING|ERROR|FATAL|PANIC|HINT):|error while loading/.test(line);
}
