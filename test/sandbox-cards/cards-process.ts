/** The card acquirer of the sandbox as an operating-system process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareEnvironment } from '../kit/environment.ts';

export const SECRET = 'callback-secret';
const MAIN = resolve(import.meta.dirname, '../../sandbox-cards/main.ts');

export type Json = Record<string, unknown>;
export interface Answer {
  readonly status: number;
  readonly body: Json;
}
export interface Shown {
  readonly reference: string;
  readonly paymentId: string;
  readonly status: string;
  readonly amount: string;
  readonly currency: string;
  readonly failureCode: string | null;
  readonly challengeUrl?: string | null;
}
export interface Entry extends Shown {
  readonly captures: number;
  readonly disputes: number;
  readonly refunds: number;
}

/** Any number that is published for tests: challenged, and approved with the right code. */
export const CARD = '4100280000001007';
export const RIGHT_CODE = '123456';

/** A fresh folder, removed by `remove`. */
export function cardsFolder(): { dataDir: string; remove: () => void } {
  const dataDir = mkdtempSync(join(tmpdir(), 'sandbox-cards-'));
  return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
}

export function spawnAcquirer(
  dataDir: string,
  settings: Record<string, string> = {},
): ChildProcess {
  const env = {
    ...bareEnvironment,
    CARDS_PORT: '0',
    CARDS_DATA_DIR: dataDir,
    CARDS_API_KEY: 'api-key',
    CARDS_CONTROL_KEY: 'control-key',
    CARDS_HASH_KEY: 'hash-key',
    // Whatever becomes of the test, no acquirer outlives it.
    CARDS_EXIT_WITH_PARENT: '1',
    ...settings,
  };
  const args = ['--disable-warning=ExperimentalWarning', MAIN];
  return spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** An acquirer that listens. */
export class RunningAcquirer {
  readonly child: ChildProcess;
  readonly url: string;

  constructor(child: ChildProcess, port: number) {
    this.child = child;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(
    dataDir: string,
    settings: Record<string, string> = {},
  ): Promise<RunningAcquirer> {
    const child = spawnAcquirer(dataDir, settings);
    child.stderr?.pipe(process.stderr);
    if (child.stdout === null) throw new Error('the acquirer has no stdout');
    for await (const line of createInterface(child.stdout)) {
      const { event, port } = JSON.parse(line) as { event: string; port: number };
      if (event === 'listening') return new RunningAcquirer(child, port);
    }
    throw new Error('the acquirer ended before it listened');
  }

  async call(method: string, path: string, body?: unknown, key?: string): Promise<Answer> {
    const own = path.startsWith('/control') ? 'control-key' : 'api-key';
    const answer = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${key ?? own}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    return { status: answer.status, body: (await answer.json()) as Json };
  }

  authorise(fields: Json): Promise<Answer> {
    return this.call('POST', '/v1/authorisations', fields);
  }

  async shown(reference: string): Promise<Shown | null> {
    const { status, body } = await this.call('GET', `/v1/authorisations/${reference}`);
    return status === 200 ? shownIn(body) : null;
  }

  /** Waits until the enquiry shows `status`. */
  async settled(reference: string, status: string): Promise<Shown> {
    for (let tries = 0; tries < 1_500; tries += 1) {
      const found = await this.shown(reference);
      if (found?.status === status) return found;
      await sleep(20);
    }
    throw new Error(`${reference} never became ${status}`);
  }

  /** What a customer does with an open challenge. */
  async answer(reference: string, pressed: Json): Promise<Shown> {
    const path = `/control/authorisations/${reference}/answer`;
    return shownIn((await this.call('POST', path, pressed)).body);
  }

  async rule(behaviour: string, more: Json = {}): Promise<void> {
    const { status, body } = await this.call('POST', '/control/rules', { behaviour, ...more });
    if (status !== 201) throw new Error(`the rule was refused: ${JSON.stringify(body)}`);
  }

  async entry(reference: string): Promise<Entry> {
    const { body } = await this.call('GET', '/control/book');
    const found = (body['authorisations'] as Entry[]).find((each) => each.reference === reference);
    if (found === undefined) throw new Error(`${reference} is not in the book`);
    return found;
  }

  async proof(): Promise<Json> {
    return (await this.call('GET', '/control/proof')).body;
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
}

export function shownIn(body: Json): Shown {
  return body['authorisation'] as Shown;
}

export function codeIn(body: Json): unknown {
  return (body['error'] as Json | undefined)?.['code'];
}

let made = 0;

/** A well-formed request under a reference of its own. */
export function order(fields: Json = {}, card: Json = {}): Json & { reference: string } {
  made += 1;
  const plain = {
    ...{ amount: '50.00', currency: 'USD', routeCode: null, description: 'Tea' },
    customer: { name: 'Asha Rao', email: null, mobile: null, ipAddress: null },
    returnUrl: 'http://127.0.0.1:9/back?order=1',
  };
  const secret = { holder: 'ASHA RAO', expiryMonth: 12, expiryYear: 2070, securityCode: '739' };
  const whole = { ...plain, card: { number: CARD, ...secret, ...card }, ...fields };
  return { reference: `REF-${made}`, ...whole };
}
