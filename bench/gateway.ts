/** The gateway as its own process, started as an operator starts it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../torture/free-port.ts';

export interface GatewayProcess {
  readonly port: number;
  readonly pid: number;
  /** From the start of the process to the first answer that says it is ready. */
  readonly readyAfterMs: number;
  stop(): Promise<void>;
}

export interface GatewayOrder {
  /** Its data folder, and where its output goes. */
  readonly dataDir: string;
  /** Undefined: the embedded server in `dataDir`. */
  readonly databaseUrl?: string;
  readonly role: 'all' | 'api' | 'worker';
  readonly profileDir?: string | undefined;
  readonly bankUrl?: string;
}

const program = fileURLToPath(new URL('../bin/start.mjs', import.meta.url));
/** Flags of the runtime that `npm start` gives, so that what is measured is what operators run. */
export const startFlags = flagsOf(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
const readyWithinMs = 60_000;
const stopWithinMs = 20_000;

/** Throws when it is not ready within a minute. */
export async function startGateway(order: GatewayOrder): Promise<GatewayProcess> {
  mkdirSync(order.dataDir, { recursive: true });
  const port = await freePort();
  const output = openSync(join(order.dataDir, 'gateway.log'), 'a');
  const profile =
    order.profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${order.profileDir}`];
  const startedMs = performance.now();
  const child = spawn(process.execPath, [...startFlags, ...profile, program], {
    stdio: ['ignore', output, output],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      HUNDI_DATA_DIR: order.dataDir,
      HUNDI_ROLE: order.role,
      HUNDI_LOG_LEVEL: 'warn',
      HUNDI_BANK_PORT: String(await freePort()),
      HUNDI_CARDS: 'off',
      HUNDI_MPESA: 'off',
      PORT: String(port),
      ...(order.databaseUrl !== undefined && { DATABASE_URL: order.databaseUrl }),
      ...(order.bankUrl !== undefined && {
        HUNDI_BANK_URL: order.bankUrl,
        HUNDI_BANK_API_KEY: 'bench',
        HUNDI_BANK_CALLBACK_SECRET: 'bench',
      }),
    },
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  await untilReady(child, port, order.dataDir);
  return {
    port,
    pid: child.pid ?? 0,
    readyAfterMs: performance.now() - startedMs,
    stop: () => stop(child),
  };
}

const running = new Set<ChildProcess>();
// A bench that is ended in the middle must not leave gateways that look for their database for ever.
process.once('exit', () => {
  for (const child of running) child.kill('SIGTERM');
});

function flagsOf(manifest: string): string[] {
  const { scripts } = JSON.parse(manifest) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

async function untilReady(child: ChildProcess, port: number, dataDir: string): Promise<void> {
  const deadlineMs = performance.now() + readyWithinMs;
  while (performance.now() < deadlineMs) {
    if (child.exitCode !== null) break;
    try {
      const { status } = await fetch(`http://127.0.0.1:${port}/health/ready`);
      if (status === 200) return;
    } catch {
      // Not listening yet.
    }
    await sleep(5);
  }
  child.kill('SIGKILL');
  throw new Error(`The gateway did not become ready; see ${join(dataDir, 'gateway.log')}.`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await ended;
  clearTimeout(timer);
}
