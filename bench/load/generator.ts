/** The load generator: a process that is given one load, runs it and tells what came of it. */
import { percentile } from '../figures.ts';
import { Connection } from './connection.ts';
import { slot, type Load, type LoadResult } from './load.ts';
import { sign, signingOf, type Signing } from './signing.ts';

interface Template {
  readonly bytes: Buffer;
  readonly slots: readonly number[];
  readonly signing: Signing | undefined;
}

class Generator {
  readonly #load: Load;
  readonly #templates: readonly Template[];
  readonly #run = process.hrtime.bigint().toString(36).slice(-7).padStart(7, '0');
  readonly #latencies: number[] = [];
  readonly #refused: Record<string, number> = {};
  readonly #idle: Connection[] = [];
  #sent = 0;
  #random = 0x9e3779b9;
  #measuring = false;
  #ended = false;
  #onEnd: () => void = () => undefined;

  constructor(load: Load) {
    this.#load = load;
    this.#templates = load.requests.map((text, nth) => templateOf(text, load.secrets?.[nth]));
  }

  async run(): Promise<LoadResult> {
    const { load } = this.#load.perSecond === undefined ? this.#closedLoop() : this.#openLoop();
    const connections = Array.from(
      { length: this.#load.connections },
      () => new Connection((connection, status) => this.#answered(connection, status)),
    );
    await Promise.all(connections.map((connection) => connection.open(this.#load.port)));
    const stopLoad = load(connections);
    await pause(this.#load.warmSeconds * 1_000);
    const startedMs = performance.now();
    const cpu = process.cpuUsage();
    this.#measuring = true;
    await this.#untilEnd();
    const elapsedMs = performance.now() - startedMs;
    const { user, system } = process.cpuUsage(cpu);
    this.#ended = true;
    stopLoad();
    for (const connection of connections) connection.close();
    return {
      perSecond: (this.#latencies.length / elapsedMs) * 1_000,
      answers: this.#latencies.length,
      refused: this.#refused,
      p50Ms: percentile(this.#latencies, 0.5),
      p99Ms: percentile(this.#latencies, 0.99),
      maxMs: percentile(this.#latencies, 1),
      generatorCpu: (user + system) / 1_000 / elapsedMs,
    };
  }

  #untilEnd(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#load.seconds * 1_000);
      this.#onEnd = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Every connection sends its next request as soon as it is answered. */
  #closedLoop() {
    this.#next = (connection) => {
      this.#send(connection, performance.now());
    };
    return {
      load: (connections: readonly Connection[]) => {
        for (const connection of connections) this.#send(connection, performance.now());
        return () => undefined;
      },
    };
  }

  /** Requests have their time. One that finds no free connection waits, and its waiting counts. */
  #openLoop() {
    const gapMs = 1_000 / (this.#load.perSecond ?? 1);
    let dueMs = 0;
    const sendDue = () => {
      const nowMs = performance.now();
      while (dueMs <= nowMs) {
        // In turn, so that none rests so long that the server hangs up.
        const connection = this.#idle.shift();
        if (connection === undefined) return;
        this.#send(connection, dueMs);
        dueMs += gapMs;
      }
    };
    this.#next = (connection) => {
      this.#idle.push(connection);
      sendDue();
    };
    return {
      load: (connections: readonly Connection[]) => {
        this.#idle.push(...connections);
        dueMs = performance.now();
        const timer = setInterval(sendDue, 1);
        return () => {
          clearInterval(timer);
        };
      },
    };
  }

  #next: (connection: Connection) => void = () => undefined;

  #answered(connection: Connection, status: number): void {
    if (this.#ended) return;
    if (status !== this.#load.status) {
      this.#refused[status] = (this.#refused[status] ?? 0) + 1;
    } else if (this.#measuring) {
      this.#latencies.push(performance.now() - connection.dueMs);
      if (this.#latencies.length === this.#load.mostAnswers) this.#onEnd();
    }
    this.#next(connection);
  }

  #send(connection: Connection, dueMs: number): void {
    const template = this.#pick();
    if (connection.scratch.length < template.bytes.length)
      connection.scratch = Buffer.alloc(template.bytes.length + 1_024);
    const request = connection.scratch.subarray(0, template.bytes.length);
    template.bytes.copy(request);
    for (const offset of template.slots) {
      this.#sent += 1;
      request.write(this.#run + String(this.#sent).padStart(9, '0'), offset, 'latin1');
    }
    if (template.signing !== undefined) sign(request, template.signing);
    connection.dueMs = dueMs;
    connection.send(request);
  }

  /** Which merchant calls next is chance, as in life; the chance is the same in every run. */
  #pick(): Template {
    let x = this.#random;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#random = x;
    const template = this.#templates[(x >>> 0) % this.#templates.length];
    if (template === undefined) throw new Error('The load has no requests.');
    return template;
  }
}

function templateOf(text: string, secret: string | undefined): Template {
  const slots: number[] = [];
  for (let at = text.indexOf(slot); at >= 0; at = text.indexOf(slot, at + slot.length))
    slots.push(at);
  const signing = secret === undefined ? undefined : signingOf(text, secret);
  return { bytes: Buffer.from(text, 'latin1'), slots, signing };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

process.once('message', (load) => {
  void new Generator(load as Load).run().then((result) => {
    process.send?.(result, undefined, {}, () => process.exit(0));
  });
});
