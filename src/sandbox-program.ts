/**
 * A program of the sandbox beside the gateway: a process of its own with its own book, found again by every process
 * of the deployment through the database, started by whoever finds it missing.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { getCompileCacheDir } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ensureDeploymentValue, setDeploymentValue } from './db/deployment-values.ts';
import type { Queryable } from './db/connection.ts';
import { randomSecret } from './identity/secrets.ts';

export interface ProgramFacts {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly apiKey: string;
  readonly controlKey: string;
  readonly callbackSecret: string;
}

export interface ProgramOptions<Facts extends ProgramFacts> {
  readonly db: Queryable;
  /** As it is called in the log: `sandbox bank`. */
  readonly name: string;
  /** Under which the deployment remembers it. */
  readonly factsName: string;
  /** Its first file, from the root of the project. */
  readonly script: string;
  /** Where it keeps its book. */
  readonly bookDir: string;
  readonly port: number;
  /** What it answers while it lives, to whoever holds the key; its balance where this is left out. */
  readonly lifeSign?: (facts: Facts) => { readonly path: string; readonly key: string };
  /** What is remembered beside what every program has. */
  readonly more: () => Omit<Facts, keyof ProgramFacts>;
  readonly environmentOf: (facts: Facts) => Readonly<Record<string, string>>;
  readonly onLog: (line: string) => void;
}

/** The message is a sentence for the operator. */
export class SandboxProgramError extends Error {}

const folderInUse = 3;
const lookEveryMs = 1_000;

export function urlOf(facts: ProgramFacts): string {
  return `http://${facts.host}:${String(facts.port)}`;
}

/** Keeps the program running until `stop`. */
export class SandboxProgram<Facts extends ProgramFacts = ProgramFacts> {
  readonly #options: ProgramOptions<Facts>;
  facts: Facts;
  #child: ChildProcess | undefined;
  #stopping = false;
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: ProgramOptions<Facts>, facts: Facts) {
    this.#options = options;
    this.facts = facts;
  }

  /** Resolves when the program answers. Throws with a sentence when it cannot be brought up. */
  static async start<Facts extends ProgramFacts>(
    options: ProgramOptions<Facts>,
  ): Promise<SandboxProgram<Facts>> {
    const made = await ensureDeploymentValue(options.db, options.factsName, () =>
      JSON.stringify({
        host: '127.0.0.1',
        port: options.port,
        dataDir: options.bookDir,
        apiKey: randomSecret(),
        controlKey: randomSecret(),
        callbackSecret: randomSecret(),
        ...options.more(),
      }),
    );
    const facts = whereItIs(JSON.parse(made) as Facts, options.bookDir);
    const program = new SandboxProgram(options, facts);
    await program.#bringUp();
    program.#watch();
    return program;
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
      if (this.facts.port !== 0 && (await this.#answers())) return;
      // Connectors and open pages know where it was, so where any port will do it comes back to its own.
      const wanted = this.#options.port === 0 ? this.facts.port : this.#options.port;
      const { port, code } = await this.#spawn(tries > 2 ? 0 : wanted);
      if (port !== undefined) return this.#remember(port);
      // Another process has the book open: it is about to answer, or about to be gone.
      await new Promise((resolve) => setTimeout(resolve, code === folderInUse ? 500 : 200));
    }
    throw new SandboxProgramError(
      `the ${this.#options.name} does not come up; its reason is in the lines above.`,
    );
  }

  async #remember(port: number): Promise<void> {
    if (port === this.facts.port) return;
    this.facts = { ...this.facts, port };
    await setDeploymentValue(this.#options.db, this.#options.factsName, JSON.stringify(this.facts));
  }

  async #answers(): Promise<boolean> {
    const { facts } = this;
    const { path: place, key } = this.#options.lifeSign?.(facts) ?? {
      path: '/v1/balance',
      key: facts.apiKey,
    };
    try {
      const response = await fetch(urlOf(facts) + place, {
        headers: { authorization: `Bearer ${key}` },
        signal: AbortSignal.timeout(2_000),
      });
      return response.ok;
    } catch {
      return false;
    }
  }

  #watch(): void {
    if (this.#stopping) return;
    this.#timer = setTimeout(() => {
      void this.#answers()
        .then(async (up) => {
          if (!up && !this.#stopping) await this.#bringBack();
        })
        .catch((error: unknown) => {
          this.#options.onLog(String(error));
        })
        .finally(() => {
          this.#watch();
        });
    }, lookEveryMs);
  }

  #tellEnd(how: string): void {
    if (this.#stopping) return;
    this.#options.onLog(
      `the ${this.#options.name} ended unexpectedly (${how}); it is started again.`,
    );
  }

  async #bringBack(): Promise<void> {
    const { name, onLog } = this.#options;
    const before = this.facts.port;
    if (this.#child !== undefined)
      onLog(`the ${name} does not answer, though its process ${String(this.#child.pid)} lives.`);
    await this.#bringUp();
    const { port } = this.facts;
    // The connectors were told once where it is.
    const moved = `not on ${String(before)}, where it is still looked for: stop Hundi and start it again`;
    onLog(
      `the ${name} answers again on port ${String(port)}${port === before ? '' : `, ${moved}`}.`,
    );
  }

  #spawn(port: number): Promise<{ port?: number; code?: number | null }> {
    const script = path.join(import.meta.dirname, '..', this.#options.script);
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Ctrl-C reaches the whole group; the program is stopped by us, after the gateway.
      detached: true,
      env: { ...compileCache(), ...this.#options.environmentOf({ ...this.facts, port }) },
    });
    createInterface({ input: child.stderr }).on('line', (line) => {
      this.#options.onLog(`${this.#options.name}: ${line}`);
    });
    return new Promise((resolve) => {
      child.once('error', () => {
        resolve({});
      });
      child.once('exit', (code, signal) => {
        if (this.#child === child) {
          this.#child = undefined;
          this.#tellEnd(signal ?? `exit code ${String(code)}`);
        }
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

/** A data folder that was moved took the book along. */
function whereItIs<Facts extends ProgramFacts>(facts: Facts, bookDir: string): Facts {
  return existsSync(facts.dataDir) || !existsSync(bookDir) ? facts : { ...facts, dataDir: bookDir };
}

/** Where we keep compiled code, if we do, the program does too. */
function compileCache(): Readonly<Record<string, string>> {
  const folder = getCompileCacheDir();
  // Node.js names the folder of its own version in the one that it was given.
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: path.dirname(folder) };
}
