/** One HTTP exchange of a connector: sent at most once, bounded in time and size, and never an exception. */
import type { Dispatcher } from 'undici';
import { Pool } from '../kit/undici.ts';

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes may be wiped once the call has settled. */
  readonly body?: string | Buffer;
  /** For everything together: waiting for a connection, sending, and reading to the end. */
  readonly timeoutMs: number;
  readonly maxReplyBytes: number;
}

export type Reply =
  | { readonly kind: 'answered'; readonly status: number; readonly body: Buffer }
  /** Proof that no byte of the request was written, and that none will be. */
  | { readonly kind: 'not_sent'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

export interface Caller {
  call(call: Call): Promise<Reply>;
  /** Waits for the calls under way, which end by their own deadlines. */
  close(): Promise<void>;
}

/** Redirects are not followed, and nothing is sent again. `connections` is the most that are open at once. */
export function openCaller(origin: string, connections: number): Caller {
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    connect: { timeout: 5_000 },
    // The deadline of the call takes the place of the timeouts between two bytes.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    call: (call) =>
      new Promise((resolve) => {
        const { method, path, headers, body } = call;
        const exchange = new Exchange(call, resolve);
        pool.dispatch({ method, path, headers, ...(body === undefined ? {} : { body }) }, exchange);
      }),
    close: () => pool.close(),
  };
}

/**
 * undici announces a request right before it writes the first byte, so an exchange that ends without the
 * announcement was not sent. One announced too late, or a second time, is stopped before it is written.
 */
class Exchange implements Dispatcher.DispatchHandler {
  private readonly maxReplyBytes: number;
  private readonly resolve: (reply: Reply) => void;
  private readonly timer: NodeJS.Timeout;
  private readonly chunks: Buffer[] = [];
  private controller: Dispatcher.DispatchController | undefined;
  private over = false;
  private status = 0;
  private bytes = 0;

  constructor(call: Call, resolve: (reply: Reply) => void) {
    this.maxReplyBytes = call.maxReplyBytes;
    this.resolve = resolve;
    this.timer = setTimeout(() => this.giveUp('no complete answer in time'), call.timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.controller !== undefined) this.giveUp('the connection was lost');
    this.controller = controller;
    if (this.over) controller.abort(new Error('given up'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes > this.maxReplyBytes) this.giveUp('the answer is too large');
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const body = Buffer.concat(this.chunks, this.bytes);
    this.end({ kind: 'answered', status: this.status, body });
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.fail(`the exchange failed (${codeOf(error)})`);
  }

  private giveUp(why: string): void {
    this.fail(why);
    this.controller?.abort(new Error(why));
  }

  private fail(why: string): void {
    this.end({ kind: this.controller === undefined ? 'not_sent' : 'unknown', why });
  }

  private end(reply: Reply): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    this.resolve(reply);
  }
}

function codeOf(error: Error): string {
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'no code';
}
