/** The gateway as a user starts it: its own process, its own data folder, free ports. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../torture/free-port.ts';
import { bareEnvironment } from './environment.ts';

/** Where nobody pays by card or by phone: without the two programs that would be started for it, a third of every start. */
export const neitherCardsNorPhones = { HUNDI_CARDS: 'off', HUNDI_MPESA: 'off' } as const;

const program = path.join(import.meta.dirname, '../../src/main.ts');

export interface Started {
  readonly address: string;
  readonly pid: number;
  /** What it has printed so far. */
  output(): string;
  /** Resolves to the exit code, null after a signal. */
  readonly exited: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

export async function newDataFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hundi-start-'));
  // PostgreSQL, which never runs as root, has to get in.
  await chmod(folder, 0o755);
  return {
    path: path.join(folder, 'data'),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }),
  };
}

/** Resolves when the gateway says that it serves, or has ended. */
export async function startGateway(
  env: Readonly<Record<string, string>>,
  nodeFlags: readonly string[] = [],
): Promise<Started> {
  const port = env['PORT'] ?? String(await freePort());
  const child = spawn(process.execPath, [...nodeFlags, program], {
    env: {
      ...bareEnvironment,
      HUNDI_LOG_LEVEL: 'error',
      HUNDI_BANK_PORT: String(await freePort()),
      HUNDI_BANK_SETTLE_MS: '50',
      HUNDI_CARDS_PORT: '0',
      HUNDI_MPESA_PORT: '0',
      ...env,
      PORT: port,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      resolve(code);
    });
  });
  const gather = (chunk: Buffer) => {
    text += chunk.toString();
  };
  child.stdout.on('data', gather);
  child.stderr.on('data', gather);
  await untilServing(child, () => text);
  return {
    address: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    output: () => text,
    exited,
    signal: (name) => {
      child.kill(name);
    },
  };
}

async function untilServing(child: ChildProcess, output: () => string): Promise<void> {
  for (let waitedMs = 0; waitedMs < 120_000; waitedMs += 50) {
    if (/is serving on/.test(output()) || hasEnded(child)) break;
    await sleep(50);
  }
  // The credentials follow the line that says it serves.
  await sleep(300);
}

/** One that was killed has no exit code. */
function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
