import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareEnvironment } from '../kit/environment.ts';

export const SECRET = 'callback-secret';
const MAIN = resolve(import.meta.dirname, '../../sandbox-bank/main.ts');

export type Json = Record<string, unknown>;
export type Answer = { status: number; body: Json };
export type Shown = {
  reference: string;
  bankReference: string;
  status: string;
  amount: string;
  rail: string;
  utr: string | null;
  failureCode: string | null;
  reversalReference: string | null;
};
export type Line = {
  line: number;
  reference: string;
  utr: string;
  direction: string;
  amount: string;
  balance: string;
  kind: string;
};
export type BookEntry = Shown & {
  behaviour: string | null;
  moneyMoved: boolean;
  moneyReturned: boolean;
  debits: number;
  reversals: number;
};

/** A fresh folder, removed by `remove`. */
export function bankFolder(): { dataDir: string; remove: () => void } {
  const dataDir = mkdtempSync(join(tmpdir(), 'sandbox-bank-'));
  return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
}

/** The bank as an operating-system process, before anybody knows whether it will listen. */
export function spawnBank(dataDir: string, settings: Record<string, string> = {}): ChildProcess {
  const env = {
    ...bareEnvironment,
    BANK_PORT: '0',
    BANK_DATA_DIR: dataDir,
    BANK_API_KEY: 'api-key',
    BANK_CONTROL_KEY: 'control-key',
    BANK_SETTLE_MS: '40',
    // Whatever becomes of the test, no bank outlives it.
    BANK_EXIT_WITH_PARENT: '1',
    ...settings,
  };
  return spawn(process.execPath, [MAIN], { env, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** A bank that listens. */
export class RunningBank {
  readonly child: ChildProcess;
  readonly url: string;

  constructor(child: ChildProcess, port: number) {
    this.child = child;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(dataDir: string, settings: Record<string, string> = {}): Promise<RunningBank> {
    const child = spawnBank(dataDir, settings);
    child.stderr?.pipe(process.stderr);
    if (child.stdout === null) throw new Error('the bank has no stdout');
    for await (const line of createInterface(child.stdout)) {
      const { event, port } = JSON.parse(line) as { event: string; port: number };
      if (event === 'listening') return new RunningBank(child, port);
    }
    throw new Error(`the bank ended before it listened, exit ${child.exitCode ?? 'unknown'}`);
  }

  async call(method: string, path: string, body?: unknown, key?: string): Promise<Answer> {
    const answer = await this.raw(method, path, body, key);
    return { status: answer.status, body: (await answer.json()) as Json };
  }

  raw(method: string, path: string, body?: unknown, key?: string, waitMs = 8_000) {
    const own = path.startsWith('/control') ? 'control-key' : 'api-key';
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${key ?? own}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: text }),
      signal: AbortSignal.timeout(waitMs),
    });
  }

  submit(fields: Json): Promise<Answer> {
    return this.call('POST', '/v1/transfers', fields);
  }

  async enquire(reference: string): Promise<Shown | null> {
    const { status, body } = await this.call('GET', `/v1/transfers/${reference}`);
    return status === 200 ? (body['transfer'] as Shown) : null;
  }

  async rule(accountNumber: string, behaviour: string, more: Json = {}): Promise<string> {
    const rule = { accountNumber, behaviour, ...more };
    const { status, body } = await this.call('POST', '/control/rules', rule);
    if (status !== 201) throw new Error(`the rule was refused: ${JSON.stringify(body)}`);
    return body['ruleId'] as string;
  }

  async fired(behaviour: string): Promise<number> {
    const { body } = await this.call('GET', '/control/faults');
    return (body[behaviour] as number | undefined) ?? 0;
  }

  /** The count once it is `times` or more: what a callback proves is noted a moment after it was taken. */
  async firedInTheEnd(behaviour: string, times: number): Promise<number> {
    for (let tries = 0; tries < 600 && (await this.fired(behaviour)) < times; tries += 1) {
      await sleep(50);
    }
    return this.fired(behaviour);
  }

  async book(): Promise<BookEntry[]> {
    return this.pages<BookEntry>('/control/book', 'transfers');
  }

  async statement(): Promise<Line[]> {
    return this.pages<Line>('/v1/statement', 'lines');
  }

  async entry(reference: string): Promise<BookEntry> {
    const entry = (await this.book()).find((each) => each.reference === reference);
    if (entry === undefined) throw new Error(`${reference} is not in the book`);
    return entry;
  }

  /** Waits until the enquiry shows `status`, and returns what it shows. */
  async settled(reference: string, status = 'SUCCESS'): Promise<Shown> {
    for (let tries = 0; tries < 400; tries += 1) {
      const shown = await this.enquire(reference);
      if (shown?.status === status) return shown;
      await sleep(20);
    }
    throw new Error(`${reference} never became ${status}`);
  }

  /** Ends the process as a power cut would. */
  async kill(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  /** Ends the process politely; resolves to its exit code. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
    return this.child.exitCode;
  }

  private async pages<T>(path: string, name: string): Promise<T[]> {
    const all: T[] = [];
    for (let after = 0; ;) {
      const { body } = await this.call('GET', `${path}?after=${after}&limit=500`);
      const page = body[name] as T[];
      if (page.length === 0) return all;
      all.push(...page);
      after = body['next'] as number;
    }
  }
}

let made = 0;

/** A well-formed submit under a reference of its own. */
export function order(fields: Json = {}, party: Json = {}): Json & { reference: string } {
  made += 1;
  const beneficiary = { name: 'Ravi Kumar', accountNumber: '1234567890', ifsc: 'ABCD0123456' };
  const plain = { amount: '5000.00', currency: 'INR', rail: 'IMPS' };
  const whole = { ...plain, beneficiary: { ...beneficiary, ...party }, ...fields };
  return { reference: `REF-${made}`, ...whole };
}
