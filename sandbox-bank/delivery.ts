import { createHmac } from 'node:crypto';
import { Agent, request as requestHttp } from 'node:http';
import { Agent as TlsAgent, request as requestHttps } from 'node:https';
import { setAlarm, type Clock } from './alarm.ts';
import type { Callback, Callbacks } from './callbacks.ts';
import type { Chance } from './chance.ts';
import type { Settings } from './settings.ts';
import type { Store } from './store.ts';
import type { Told } from './told.ts';

/** Sends the queued callbacks. */
export type Delivery = {
  /** Something may be due: look. */
  wake: () => void;
  /** True as soon as a callback of the transfer is delivered, false after `patienceMs`. */
  awaitDelivered(subjectSeq: number, patienceMs: number): Promise<boolean>;
  stop: () => void;
};

type Parts = {
  store: Store;
  callbacks: Pick<Callbacks, 'due' | 'firstDueAfter' | 'delivered' | 'failed'>;
  told: Pick<Told, 'callbacksOn'>;
  chance: Chance;
  clock: Clock;
  target: Settings['callback'];
  report: (error: unknown) => void;
};

const AT_ONCE = 64;
const REFILL = 256;
const ATTEMPT_MS = 5_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 15 * 60_000;
const GIVE_UP_MS = 24 * 3_600_000;

export function startDelivery(parts: Parts): Delivery {
  const { store, callbacks, told, chance, clock, target, report } = parts;
  const agents = { keepAlive: true, maxSockets: AT_ONCE };
  const agent = target?.url.protocol === 'https:' ? new TlsAgent(agents) : new Agent(agents);
  const flying = new Set<number>();
  const waiting = new Map<number, () => void>();
  let ready: Callback[] = [];
  let stopped = false;
  const isStopped = () => stopped;

  const settleAttempt = async (callback: Callback, taken: boolean) => {
    if (isStopped()) return;
    await store.jot(() => {
      if (taken) callbacks.delivered(callback, clock());
      else callbacks.failed(callback, retryAt(callback, clock(), chance));
    });
    if (isStopped()) return;
    flying.delete(callback.id);
    if (taken) waiting.get(callback.subjectSeq)?.();
    else alarm.at(callbacks.firstDueAfter(clock()));
    pump();
  };
  const launch = (callback: Callback, to: { url: URL; secret: string }) => {
    flying.add(callback.id);
    attempt(callback.body, to, agent, clock())
      .then((status) => settleAttempt(callback, status >= 200 && status < 300))
      .catch(report);
  };
  const pump = () => {
    if (stopped || target === null || !told.callbacksOn()) return;
    if (ready.length === 0) {
      const rows = callbacks.due(clock(), REFILL + flying.size);
      ready = rows.filter((row) => !flying.has(row.id));
    }
    while (flying.size < AT_ONCE) {
      const next = ready.shift();
      if (next === undefined) break;
      launch(next, target);
    }
  };
  const alarm = setAlarm(
    clock,
    async () => {
      const before = clock(); // What falls due during the look is after this, and rings again.
      pump();
      alarm.at(callbacks.firstDueAfter(before));
    },
    report,
  );
  alarm.at(clock());

  return {
    wake: () => alarm.at(clock()),
    awaitDelivered: (subjectSeq, patienceMs) =>
      new Promise((resolve) => {
        const end = (delivered: boolean) => {
          clearTimeout(timer);
          waiting.delete(subjectSeq);
          resolve(delivered);
        };
        const timer = setTimeout(() => end(false), patienceMs);
        waiting.set(subjectSeq, () => end(true));
      }),
    stop() {
      stopped = true;
      alarm.stop();
      agent.destroy();
    },
  };
}

function retryAt(callback: Callback, now: number, chance: Chance): number | null {
  if (now - callback.createdAt > GIVE_UP_MS) return null;
  const backOffMs = Math.min(FIRST_RETRY_MS * 2 ** callback.attempts, LONGEST_RETRY_MS);
  return (
    now + Math.round(backOffMs * (0.8 + 0.4 * chance.fraction(callback.id, callback.attempts)))
  );
}

/** The signature over what was sent: hex HMAC-SHA256 of the Unix seconds, a full stop and the raw body. */
function signatureOf(secret: string, timestamp: string, body: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
}

/** One attempt; resolves to the status of the answer, 0 when there was none in time. */
function attempt(
  body: string,
  to: { url: URL; secret: string },
  agent: Agent,
  now: number,
): Promise<number> {
  const timestamp = String(Math.floor(now / 1_000));
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-bank-timestamp': timestamp,
    'x-bank-signature': signatureOf(to.secret, timestamp, body),
  };
  const request = to.url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(ATTEMPT_MS);
    const outgoing = request(to.url, { method: 'POST', headers, agent, signal }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
      answer.on('error', () => resolve(0));
      answer.on('close', () => resolve(0));
    });
    outgoing.on('error', () => resolve(0));
    outgoing.end(body);
  });
}
