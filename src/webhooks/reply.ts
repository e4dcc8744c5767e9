import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { BlockedError } from './connect.ts';

/** How a delivery ended. Times are milliseconds; reasons may be shown to the merchant. */
export type EgressReply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly replyHead: string;
      readonly retryAfterMs?: number;
      readonly durationMs: number;
    }
  | { readonly kind: 'blocked'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly durationMs: number };

export interface ReplyLimits {
  readonly totalTimeoutMs: number;
  readonly maxReplyBytes: number;
  readonly keepBytes: number;
}

/**
 * Reads one reply within its limits and settles exactly once. A reply longer than the limit is still an answer: its
 * status has arrived, so the rest is cut off. A reply that is not complete at the deadline is a failure.
 */
export class ReplyReader implements Dispatcher.DispatchHandler {
  private readonly limits: ReplyLimits;
  private readonly settle: (reply: EgressReply) => void;
  private readonly startedAtMs = performance.now();
  private readonly deadline: NodeJS.Timeout;
  private readonly kept: Buffer[] = [];
  private controller: Dispatcher.DispatchController | null = null;
  private isSettled = false;
  private receivedBytes = 0;
  private status = 0;
  private retryAfterMs: number | undefined;

  constructor(limits: ReplyLimits, settle: (reply: EgressReply) => void) {
    this.limits = limits;
    this.settle = settle;
    this.deadline = setTimeout(() => {
      this.fail('No complete reply in time.');
      this.controller?.abort(new Error('The deadline has passed.'));
    }, limits.totalTimeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // It may have waited for a free connection until after its deadline; then nothing is sent.
    if (this.isSettled) controller.abort(new Error('The deadline has passed.'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return;
    this.status = status;
    this.retryAfterMs = readRetryAfter(headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.isSettled) return;
    const missingBytes = this.limits.keepBytes - this.receivedBytes;
    if (missingBytes > 0) this.kept.push(chunk.subarray(0, missingBytes));
    this.receivedBytes += chunk.length;
    if (this.receivedBytes > this.limits.maxReplyBytes) {
      this.answer();
      controller.abort(new Error('The reply is too long.'));
    }
  }

  onResponseEnd(): void {
    this.answer();
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (error instanceof BlockedError) this.end({ kind: 'blocked', reason: error.message });
    else this.fail(failureOf(error));
  }

  private answer(): void {
    const { status, retryAfterMs } = this;
    this.end({
      kind: 'answer',
      status,
      replyHead: showable(Buffer.concat(this.kept)),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      durationMs: this.elapsedMs(),
    });
  }

  private fail(reason: string): void {
    this.end({ kind: 'failed', reason, durationMs: this.elapsedMs() });
  }

  private elapsedMs(): number {
    return Math.ceil(performance.now() - this.startedAtMs);
  }

  private end(reply: EgressReply): void {
    if (this.isSettled) return;
    this.isSettled = true;
    clearTimeout(this.deadline);
    this.settle(reply);
  }
}

/** Text that a database column and a page can hold: valid, without control characters, long numbers covered up. */
function showable(bytes: Buffer): string {
  return bytes
    .toString('utf8')
    .replace(/(?![\t\n\r])\p{Cc}/gu, '\ufffd')
    .replace(/\d{12,}/g, (digits) => '*'.repeat(digits.length - 4) + digits.slice(-4));
}

/** Seconds, or a date, which is compared with the receiver's own clock as its reply states it. */
function readRetryAfter(headers: IncomingHttpHeaders): number | undefined {
  const text = headers['retry-after'];
  if (typeof text !== 'string') return undefined;
  if (/^\d{1,9}$/.test(text)) return parseInt(text, 10) * 1000;
  const waitMs = Date.parse(text) - Date.parse(headers.date ?? '');
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : undefined;
}

const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was closed before the reply was complete.',
  EPIPE: 'The connection was closed before the reply was complete.',
  UND_ERR_SOCKET: 'The connection was closed before the reply was complete.',
  ETIMEDOUT: 'The connection could not be opened in time.',
  UND_ERR_CONNECT_TIMEOUT: 'The connection could not be opened in time.',
  EHOSTUNREACH: 'The host could not be reached.',
  ENETUNREACH: 'The host could not be reached.',
  ENOTFOUND: 'The host name was not found.',
  ENODATA: 'The host name was not found.',
  ESERVFAIL: 'The host name could not be looked up.',
  ETIMEOUT: 'The host name could not be looked up.',
  EAI_AGAIN: 'The host name could not be looked up.',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'The reply is not HTTP.',
  UND_ERR_HEADERS_OVERFLOW: 'The reply has too many headers.',
};

function failureOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/CERT|TLS|SSL|EPROTO|SIGNATURE|ISSUER/.test(code)) return 'The TLS certificate was refused.';
  if (error.name === 'HTTPParserError') return 'The reply is not HTTP.';
  return failures[code] ?? 'The request failed.';
}
