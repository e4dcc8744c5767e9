/**
 * The sandbox bank beside the program: a process of its own with its own book, found again by every process
 * of the deployment through the database, started by whoever finds it missing.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ensureDeploymentValue, setDeploymentValue } from './db/deployment-values.ts';
import type { Queryable } from './db/connection.ts';
import { randomSecret } from './identity/secrets.ts';

export interface BankFacts {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly apiKey: string;
  readonly controlKey: string;
  readonly callbackSecret: string;
}

export interface BankOptions {
  readonly db: Queryable;
  readonly dataDir: string;
  readonly port: number;
  readonly settleMs: number;
  /** Where the bank sends its callbacks: this program. */
  readonly callbackUrl: string;
  /** Where it tells of what customers pay. */
  readonly collectionCallbackUrl: string;
  readonly collectVpa: string;
  readonly onLog: (line: string) => void;
}

const factsName = 'sandbox.bank';
const program = path.join(import.meta.dirname, '../sandbox-bank/main.ts');
const folderInUse = 3;
const lookEveryMs = 1_000;

export function bankUrlOf(facts: BankFacts): string {
  return `http://${facts.host}:${String(facts.port)}`;
}

/** Keeps the bank running until `stop`. */
export class SandboxBank {
  readonly #options: BankOptions;
  facts: BankFacts;
  #child: ChildProcess | undefined;
  #stopping = false;
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: BankOptions, facts: BankFacts) {
    this.#options = options;
    this.facts = facts;
  }

  /** Resolves when the bank answers. Throws with a sentence when it cannot be brought up. */
  static async start(options: BankOptions): Promise<SandboxBank> {
    const made = await ensureDeploymentValue(options.db, factsName, () =>
      JSON.stringify({
        host: '127.0.0.1',
        port: options.port,
        dataDir: bookOf(options.dataDir),
        apiKey: randomSecret(),
        controlKey: randomSecret(),
        callbackSecret: randomSecret(),
      } satisfies BankFacts),
    );
    const bank = new SandboxBank(options, whereItIs(JSON.parse(made) as BankFacts, options));
    await bank.#bringUp();
    bank.#watch();
    return bank;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }

  async #bringUp(): Promise<void> {
    for (let tries = 0; tries < 20; tries++) {
      if (this.facts.port !== 0 && (await answers(this.facts))) return;
      const { port, code } = await this.#spawn(tries > 2 ? 0 : this.#options.port);
      if (port !== undefined) return this.#remember(port);
      // Another process has the book open: it is about to answer, or about to be gone.
      await new Promise((resolve) => setTimeout(resolve, code === folderInUse ? 500 : 200));
    }
    throw new Error('The sandbox bank does not start; its reason is in the lines above.');
  }

  async #remember(port: number): Promise<void> {
    if (port === this.facts.port) return;
    this.facts = { ...this.facts, port };
    await setDeploymentValue(this.#options.db, factsName, JSON.stringify(this.facts));
  }

  #watch(): void {
    if (this.#stopping) return;
    this.#timer = setTimeout(() => {
      void answers(this.facts)
        .then(async (up) => {
          if (!up && !this.#stopping) await this.#bringUp();
        })
        .catch((error: unknown) => {
          this.#options.onLog(String(error));
        })
        .finally(() => {
          this.#watch();
        });
    }, lookEveryMs);
  }

  #spawn(port: number): Promise<{ port?: number; code?: number | null }> {
    const { facts } = this;
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Ctrl-C reaches the whole group; the bank is stopped by us, after the gateway.
      detached: true,
      env: {
        BANK_HOST: facts.host,
        BANK_PORT: String(port),
        BANK_DATA_DIR: facts.dataDir,
        BANK_API_KEY: facts.apiKey,
        BANK_CONTROL_KEY: facts.controlKey,
        BANK_CALLBACK_SECRET: facts.callbackSecret,
        BANK_CALLBACK_URL: this.#options.callbackUrl,
        BANK_COLLECTION_CALLBACK_URL: this.#options.collectionCallbackUrl,
        BANK_COLLECT_VPA: this.#options.collectVpa,
        BANK_SETTLE_MS: String(this.#options.settleMs),
        BANK_EXIT_WITH_PARENT: '1',
      },
    });
    createInterface({ input: child.stderr }).on('line', (line) => {
      this.#options.onLog(`sandbox bank: ${line}`);
    });
    return new Promise((resolve) => {
      child.once('error', () => {
        resolve({});
      });
      child.once('exit', (code) => {
        if (this.#child === child) this.#child = undefined;
        resolve({ code });
      });
      createInterface({ input: child.stdout }).once('line', (line) => {
        this.#child = child;
        const said = JSON.parse(line) as { port: number };
        resolve({ port: said.port });
      });
    });
  }
}

/** A data folder that was moved took the bank's book along. */
function whereItIs(facts: BankFacts, options: BankOptions): BankFacts {
  const dataDir = bookOf(options.dataDir);
  return existsSync(facts.dataDir) || !existsSync(dataDir) ? facts : { ...facts, dataDir };
}

function bookOf(dataDir: string): string {
  return path.join(dataDir, 'bank');
}

async function answers(facts: BankFacts): Promise<boolean> {
  try {
    const response = await fetch(`${bankUrlOf(facts)}/v1/balance`, {
      headers: { authorization: `Bearer ${facts.apiKey}` },
      signal: AbortSignal.timeout(2_000),
    });
    return response.ok;
  } catch {
    return false;
  }
}
