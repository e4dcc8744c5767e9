import { constants, publicEncrypt } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareEnvironment } from '../kit/environment.ts';

const MAIN = resolve(import.meta.dirname, '../../sandbox-mpesa/main.ts');

export type Json = Record<string, unknown>;
export type Answer = { status: number; body: Json };
export type BookedPrompt = {
  checkoutId: string;
  msisdn: string;
  status: string;
  resultCode: string | null;
  receipt: string | null;
  deposits: number;
  reversals: number;
};
export type BookedPayout = {
  originatorId: string;
  status: string;
  resultCode: string | null;
  receipt: string;
  debits: number;
};
export type BookedBill = {
  billReference: string;
  status: string;
  resultCode: string | null;
  receipt: string;
  deposits: number;
};
type Book = {
  accounts: { working: string; utility: string };
  prompts: BookedPrompt[];
  payouts: BookedPayout[];
  bills: BookedBill[];
};

/** A fresh folder, removed by `remove`. */
export function mpesaFolder(): { dataDir: string; remove: () => void } {
  const dataDir = mkdtempSync(join(tmpdir(), 'sandbox-mpesa-'));
  return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
}

const CONTROL_KEY = 'control-key';

/** The credentials that the operator has, in the names of the connector's settings. */
export const operator = {
  consumerKey: 'consumer',
  consumerSecret: 'consumer-secret',
  shortCode: '600999',
  passkey: 'a-passkey',
  initiatorName: 'hundi',
  initiatorPassword: 'initiator-password',
} as const;

export function spawnMpesa(dataDir: string, settings: Record<string, string> = {}): ChildProcess {
  const env = {
    ...bareEnvironment,
    MPESA_PORT: '0',
    MPESA_DATA_DIR: dataDir,
    MPESA_CONTROL_KEY: CONTROL_KEY,
    MPESA_CONSUMER_KEY: operator.consumerKey,
    MPESA_CONSUMER_SECRET: operator.consumerSecret,
    MPESA_PASSKEY: operator.passkey,
    MPESA_INITIATOR_PASSWORD: operator.initiatorPassword,
    MPESA_SETTLE_MS: '50',
    // Whatever becomes of the test, it does not outlive it.
    MPESA_EXIT_WITH_PARENT: '1',
    ...settings,
  };
  const node = ['--disable-warning=ExperimentalWarning', MAIN];
  return spawn(process.execPath, node, { env, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** A sandbox that listens, and an operator who calls it. */
export class RunningMpesa {
  readonly child: ChildProcess;
  readonly url: string;
  #token = '';

  constructor(child: ChildProcess, port: number) {
    this.child = child;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(dataDir: string, settings: Record<string, string> = {}) {
    const child = spawnMpesa(dataDir, settings);
    child.stderr?.pipe(process.stderr);
    if (child.stdout === null) throw new Error('the sandbox has no stdout');
    for await (const line of createInterface(child.stdout)) {
      const { event, port } = JSON.parse(line) as { event: string; port: number };
      if (event === 'listening') return new RunningMpesa(child, port);
    }
    throw new Error(`the sandbox ended before it listened, exit ${child.exitCode ?? 'unknown'}`);
  }

  async send(method: string, path: string, authorization: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    return { status: answer.status, body: (await answer.json()) as Json };
  }

  control(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.send(method, `/control/${path}`, `Bearer ${CONTROL_KEY}`, body);
  }

  async newToken(): Promise<string> {
    const pair = `${operator.consumerKey}:${operator.consumerSecret}`;
    const basic = `Basic ${Buffer.from(pair).toString('base64')}`;
    const path = '/oauth/v1/generate?grant_type=client_credentials';
    const { body } = await this.send('GET', path, basic);
    this.#token = body['access_token'] as string;
    return this.#token;
  }

  async api(path: string, body: unknown): Promise<Answer> {
    if (this.#token === '') await this.newToken();
    return this.send('POST', path, `Bearer ${this.#token}`, body);
  }

  async certificate(): Promise<string> {
    const { body } = await this.send('GET', '/certificate', '');
    return body['certificate'] as string;
  }

  async credential(password: string = operator.initiatorPassword): Promise<string> {
    const key = { key: await this.certificate(), padding: constants.RSA_PKCS1_PADDING };
    return publicEncrypt(key, Buffer.from(password)).toString('base64');
  }

  async rule(on: string, behaviour: string, more: Json = {}): Promise<void> {
    const { status, body } = await this.control('POST', 'rules', { on, behaviour, ...more });
    if (status !== 201) throw new Error(`the rule was refused: ${JSON.stringify(body)}`);
  }

  async book(): Promise<Book> {
    return (await this.control('GET', 'book')).body as Book;
  }

  /** Waits until what it reads from the book is there. */
  async booked<T>(find: (book: Book) => T | undefined): Promise<T> {
    for (let tries = 0; tries < 1_000; tries += 1) {
      const found = find(await this.book());
      if (found !== undefined) return found;
      await sleep(20);
    }
    throw new Error('it never came into the book');
  }

  async holds(): Promise<boolean> {
    return (await this.control('GET', 'proof')).body['holds'] === true;
  }

  /** Ends the process as a power cut would. */
  async kill(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
    return this.child.exitCode;
  }
}

/** Somebody's server that takes results, and what it is asked; below `/answers/` with the code that follows. */
export async function openInbox() {
  const received: { path: string; body: Json }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Json;
      received.push({ path: request.url ?? '', body });
      const code = /^\/answers\/(\w+)$/.exec(request.url ?? '')?.[1] ?? 0;
      response.end(JSON.stringify({ ResultCode: code }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const at = (path: string) =>
    received.filter((each) => each.path === path).map(({ body }) => body);
  return {
    url: `http://127.0.0.1:${port}`,
    at,
    /** Waits for `count` results at one path, in the order they came. */
    async heard(path: string, count = 1): Promise<Json[]> {
      for (let tries = 0; tries < 1_000 && at(path).length < count; tries += 1) await sleep(20);
      return at(path);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
