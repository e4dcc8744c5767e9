import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endLeftovers } from './leftover.ts';
import { type Launch, type Postmaster, startPostmaster } from './postmaster.ts';
import { stopPostmaster, untilReady } from './postmaster.ts';
import { signal } from './processes.ts';
import type { Watchdog } from './watchdog.ts';

const FIRST_START_ATTEMPTS = 3;
const RETRY_DELAY_MS = 500;

/** Keeps the server running until it is told to stop. */
export class Supervisor {
  readonly #launch: Launch;
  readonly #watchdog: Watchdog;
  #postmaster: Postmaster | undefined;
  #stopping = false;
  #keeping: Promise<void> = Promise.resolve();
  #restarts = 0;

  constructor(launch: Launch, watchdog: Watchdog) {
    this.#launch = launch;
    this.#watchdog = watchdog;
  }

  /** How often it was tried to start the server again. */
  get restarts(): number {
    return this.#restarts;
  }

  /** The server's process id; undefined while it is down. */
  pid(): number | undefined {
    return this.#postmaster?.hasExited() === false ? this.#postmaster.pid : undefined;
  }

  /** Starts the server and waits until it takes connections. */
  async start(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#bringUp();
        break;
      } catch (error) {
        // An orphan may have been born a moment ago and found the folder before us; look again.
        if (attempt === FIRST_START_ATTEMPTS) throw error;
        await sleep(100);
      }
    }
    this.#keeping = this.#keepUp();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#postmaster) await stopPostmaster(this.#postmaster);
    await this.#keeping;
  }

  /** Ends the server at once, as a crash does, and so has it recover from its log. */
  crash(): void {
    if (this.#postmaster?.hasExited() === false) signal([this.#postmaster.pid], 'SIGQUIT');
  }

  async #bringUp(): Promise<void> {
    const { pgData, socketDir, onLog } = this.#launch;
    await endLeftovers(pgData, onLog);
    if (this.#stopping) return;
    // A killed server leaves its socket locked, and the process it names may be a zombie or a stranger.
    rmSync(join(socketDir, '.s.PGSQL.5432.lock'), { force: true });
    const postmaster = startPostmaster(this.#launch);
    this.#postmaster = postmaster;
    this.#watchdog.follow(postmaster.pid);
    await untilReady(postmaster, this.#launch);
  }

  async #keepUp(): Promise<void> {
    for (;;) {
      await this.#postmaster?.exited;
      if (this.#stopping) return;
      this.#launch.onLog('PostgreSQL ended unexpectedly; it is started again.');
      await this.#bringBack();
    }
  }

  async #bringBack(): Promise<void> {
    for (;;) {
      this.#restarts += 1;
      try {
        await this.#bringUp();
        return;
      } catch (error) {
        if (this.#stopping) return;
        this.#launch.onLog(`PostgreSQL is not back yet: ${String(error)}`);
        await sleep(RETRY_DELAY_MS);
      }
    }
  }
}
