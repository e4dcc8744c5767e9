import type { DatabaseSync } from 'node:sqlite';
import { Agent, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { setAlarm, type Clock } from '../sandbox-bank/alarm.ts';
import { numberOf, numberOrNull, textOf } from '../sandbox-bank/rows.ts';
import type { Store } from './store.ts';
import type { Told } from './told.ts';

/**
 * The durable queue of results, and who sends them: unsigned, each to the address of its own request, and once.
 * Whoever was away has to ask.
 */
export type Callbacks = {
  /** Queues a body; belongs inside a transaction. `follows`: only after that one was tried. */
  add(url: string, body: object, dueAt: number, follows?: number): number;
  /** Hears what was answered, inside the transaction that writes it down; `status` 0 and no text when nothing was. */
  onAnswer(hear: (id: number, status: number, text: string, at: number) => void): void;
  /** Something may be due: look. */
  wake(): void;
  stop(): void;
};

type Callback = { id: number; url: string; body: string };
type Parts = { store: Store; told: Told; clock: Clock; report: (error: unknown) => void };

const AT_ONCE = 32;
const ATTEMPT_MS = 5_000;

export function startCallbacks({ store, told, clock, report }: Parts): Callbacks {
  const { db } = store;
  const queue = openQueue(db);
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const flying = new Set<number>();
  let stopped = false;
  let hear: Parameters<Callbacks['onAnswer']>[0] = () => undefined;

  const send = async (callback: Callback) => {
    const { status, text } = await attempt(callback, agent);
    flying.delete(callback.id);
    if (stopped) return;
    store.commit(() => {
      const at = clock();
      queue.answered(callback.id, status, at);
      hear(callback.id, status, text, at);
    });
    alarm.at(clock());
  };
  const pump = () => {
    if (stopped || !told.callbacksOn()) return;
    for (const callback of queue.due(clock(), AT_ONCE + flying.size)) {
      if (flying.size >= AT_ONCE) return;
      if (flying.has(callback.id)) continue;
      flying.add(callback.id);
      send(callback).catch(report);
    }
  };
  const alarm = setAlarm(
    clock,
    async () => {
      // Before the look: what falls due during it is after this, and rings again.
      const before = clock();
      pump();
      alarm.at(queue.firstDueAfter(before));
    },
    report,
  );
  alarm.at(clock());
  return {
    add: (url, body, dueAt, follows) =>
      queue.add(url, JSON.stringify(body), dueAt, clock(), follows ?? null),
    onAnswer(given) {
      hear = given;
    },
    wake: () => alarm.at(clock()),
    stop() {
      stopped = true;
      alarm.stop();
      agent.destroy();
    },
  };
}

function openQueue(db: DatabaseSync) {
  const insert = db.prepare(`insert into callbacks (url, body, follows, due_at, created_at)
    values (?,?,?,?,?) returning id`);
  const due = db.prepare(`select id, url, body from callbacks where due_at <= ?
    order by due_at, id limit ?`);
  const firstDue = db.prepare('select min(due_at) as due from callbacks where due_at > ?');
  const done = db.prepare(
    'update callbacks set answered = ?, answered_at = ?, due_at = null where id = ?',
  );
  const free = db.prepare(
    'update callbacks set due_at = ? where follows = ? and answered_at is null',
  );
  return {
    add(url: string, body: string, dueAt: number, at: number, follows: number | null): number {
      const row = insert.get(url, body, follows, follows === null ? dueAt : null, at);
      return numberOf(row?.['id']);
    },
    due: (at: number, limit: number): Callback[] =>
      due.all(at, limit).map((row) => ({
        id: numberOf(row['id']),
        url: textOf(row['url']),
        body: textOf(row['body']),
      })),
    firstDueAfter: (at: number) => numberOrNull(firstDue.get(at)?.['due']),
    answered(id: number, status: number, at: number) {
      done.run(status, at, id);
      free.run(at, id);
    },
  };
}

type Answer = { status: number; text: string };
const NO_ANSWER: Answer = { status: 0, text: '' };
const MOST_ANSWER_BYTES = 65_536;

/** Resolves to `NO_ANSWER` when there was none in time. */
function attempt({ url, body }: Callback, agent: Agent): Promise<Answer> {
  const secure = url.startsWith('https:');
  const request = secure ? requestHttps : requestHttp;
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(ATTEMPT_MS);
    const options = { method: 'POST', headers, signal, ...(secure ? {} : { agent }) };
    const outgoing = request(url, options, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        if (text.length < MOST_ANSWER_BYTES) text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on('error', () => resolve(NO_ANSWER));
      answer.on('close', () => resolve(NO_ANSWER));
    });
    outgoing.on('error', () => resolve(NO_ANSWER));
    outgoing.end(body);
  });
}
