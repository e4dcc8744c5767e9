/** A program of the sandbox as a process of the harness: it outlives the gateways, and is killed on its own account. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import type { Leash } from './leash.ts';
import { bareEnvironment } from '../test/kit/environment.ts';

export interface ProgramSettings {
  readonly name: string;
  /** Its folder beside this one. */
  readonly folder: string;
  readonly port: number;
  readonly controlKey: string;
  readonly env: Readonly<Record<string, string>>;
  readonly leash: Leash;
}

type Method = 'GET' | 'POST' | 'DELETE';

export class SandboxProgram {
  readonly name: string;
  readonly url: string;
  readonly #settings: ProgramSettings;
  #child: ChildProcess | undefined;

  constructor(settings: ProgramSettings) {
    this.#settings = settings;
    this.name = settings.name;
    this.url = `http://127.0.0.1:${settings.port}`;
  }

  /** Throws when it does not listen. */
  async start(): Promise<void> {
    const { name, folder, env, leash } = this.#settings;
    const program = path.join(import.meta.dirname, '..', folder, 'main.ts');
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...bareEnvironment, ...env },
    });
    leash.hold(child);
    this.#child = child;
    child.once('exit', (code, signal) => {
      if (this.#child === child)
        process.stderr.write(`The ${name} ended by itself: ${signal ?? `code ${code}`}\n`);
    });
    const lines = createInterface(child.stdout);
    const heard = await Promise.race([
      once(lines, 'line').then(() => true),
      once(child, 'exit').then(() => false),
      sleep(15_000).then(() => false),
    ]);
    if (!heard) throw new Error(`The ${name} does not start.`);
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  async addRule(rule: Readonly<Record<string, unknown>>): Promise<void> {
    await this.control('POST', '/control/rules', rule);
  }

  async clearRules(): Promise<void> {
    await this.control('DELETE', '/control/rules');
  }

  async switchCallbacks(callbacks: 'on' | 'off'): Promise<void> {
    await this.control('POST', '/control/settings', { callbacks });
  }

  /** How often each misbehaviour really happened. */
  async faults(): Promise<Readonly<Record<string, number>>> {
    return (await this.control('GET', '/control/faults')) as Record<string, number>;
  }

  async proofHolds(): Promise<boolean> {
    return ((await this.control('GET', '/control/proof')) as { holds: boolean }).holds;
  }

  protected async readAll(place: string, name: string): Promise<unknown[]> {
    const all: unknown[] = [];
    for (let after = 0; ;) {
      const answer = await this.control('GET', `${place}?after=${after}&limit=1000`);
      const page = answer as { readonly next: number } & Readonly<Record<string, unknown[]>>;
      const entries = page[name] ?? [];
      if (entries.length === 0) return all;
      all.push(...entries);
      after = page.next;
    }
  }

  protected control(method: Method, place: string, body?: unknown): Promise<unknown> {
    return this.call(method, place, this.#settings.controlKey, body);
  }

  protected async call(
    method: Method,
    place: string,
    key: string,
    body?: unknown,
  ): Promise<unknown> {
    const answer = await request(this.url + place, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      // The book of a long run, read on a busy machine.
      headersTimeout: 120_000,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300)
      throw new Error(`The ${this.name} answered ${method} ${place}: ${text}`);
    return JSON.parse(text);
  }

  /** A form as a browser sends it. Throws unless it was taken. */
  protected async sendForm(url: string, form: Readonly<Record<string, string>>): Promise<void> {
    const answer = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      headersTimeout: 20_000,
      body: new URLSearchParams(form).toString(),
    });
    await answer.body.dump();
    if (answer.statusCode >= 400)
      throw new Error(`The ${this.name} answered ${answer.statusCode}.`);
  }
}
