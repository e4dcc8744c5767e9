/** One gateway process: started as `npm start` starts it, killed as a power cut would. */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { staleWorker } from '../src/payments/payout-worker.ts';
import type { Leash } from './leash.ts';
import { bareEnvironment } from '../test/kit/environment.ts';

const root = path.join(import.meta.dirname, '..');
const readyWithinMs = 60_000;
const pollMs = 20;

export interface GatewaySettings {
  readonly name: string;
  readonly port: number;
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** The settings that lead to the bank, the acquirer and M-Pesa. */
  readonly providers: Readonly<Record<string, string>>;
  readonly leash: Leash;
  /** Hears every line that the process logs as an error, and its last words. */
  readonly onTrouble: (line: string) => void;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The failpoint that ended it. */
  readonly failpoint: string | undefined;
}

export class Gateway {
  readonly name: string;
  readonly url: string;
  /** Times that it ended although nobody killed it and no failpoint was armed. */
  endedByItself = 0;
  /** Times that it was about to go on with what had passed to the other one, and did not. */
  refusals = 0;
  readonly #settings: GatewaySettings;
  #child: ChildProcess | undefined;
  #exit: Promise<Exit> | undefined;
  #expected = false;

  constructor(settings: GatewaySettings) {
    this.#settings = settings;
    this.name = settings.name;
    this.url = `http://127.0.0.1:${settings.port}`;
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  /** Undefined before the first start. */
  get exit(): Promise<Exit> | undefined {
    return this.#exit;
  }

  /** Resolves to whether it serves; false when it ended or took too long. */
  async start(failpoints = ''): Promise<boolean> {
    const child = this.#spawn(failpoints);
    const deadlineMs = performance.now() + readyWithinMs;
    while (this.#child === child && performance.now() < deadlineMs) {
      if (await this.isReady()) return true;
      await sleep(pollMs);
    }
    return false;
  }

  async isReady(): Promise<boolean> {
    try {
      const answer = await request(`${this.url}/health/ready`, { headersTimeout: 2_000 });
      await answer.body.dump();
      return answer.statusCode === 200;
    } catch {
      return false;
    }
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** It stands still where it is, as a frozen container does, until it is told to go on. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  goOn(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Politely; by force when it does not end in time. */
  async stop(): Promise<void> {
    const ended = this.#end('SIGTERM');
    const timer = setTimeout(() => void this.#end('SIGKILL'), 16_000);
    await ended;
    clearTimeout(timer);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#expected = true;
    this.#child?.kill(signal);
    await this.#exit;
  }

  #spawn(failpoints: string): ChildProcess {
    const { port, dataDir, databaseUrl, providers, leash } = this.#settings;
    const child = spawn(process.execPath, [path.join(root, 'src/main.ts')], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...bareEnvironment,
        HUNDI_ENV: 'sandbox',
        PORT: String(port),
        HUNDI_DATA_DIR: dataDir,
        DATABASE_URL: databaseUrl,
        HUNDI_LOG_LEVEL: 'warn',
        ...providers,
        HUNDI_PAYIN_MINUTES: '1',
        HUNDI_FAILPOINTS: failpoints,
      },
    });
    leash.hold(child);
    this.#child = child;
    this.#expected = failpoints !== '';
    this.#exit = this.#exitOf(child);
    return child;
  }

  #exitOf(child: ChildProcess): Promise<Exit> {
    let failpoint: string | undefined;
    const lastWords: string[] = [];
    if (child.stderr !== null)
      createInterface(child.stderr).on('line', (line) => {
        const fired = /^failpoint (\S+)$/.exec(line)?.[1];
        if (fired === undefined) lastWords.push(line);
        else failpoint = fired;
      });
    if (child.stdout !== null)
      createInterface(child.stdout).on('line', (line) => {
        if (line.startsWith('{"level":40')) this.refusals += line.includes(staleWorker) ? 1 : 0;
        else if (line.startsWith('{"level":')) this.#settings.onTrouble(line);
      });
    return new Promise((resolve) => {
      child.once('close', (code, signal) => {
        if (this.#child === child) this.#child = undefined;
        if (!this.#expected) {
          this.endedByItself += 1;
          this.#settings.onTrouble(`ended by itself, ${signal ?? `code ${code}`}`);
        }
        if (lastWords.length > 0) this.#settings.onTrouble(lastWords.slice(0, 6).join(' | '));
        resolve({ code, signal, failpoint });
      });
      child.once('error', () => {
        if (this.#child === child) this.#child = undefined;
      });
    });
  }
}
