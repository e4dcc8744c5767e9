/** The connector to the sandbox bank. */
import { openCaller } from '../http.ts';
import type { PayoutProvider } from '../provider.ts';
import { readBankCallback } from './callback.ts';
import { otherRailCodes } from './codes.ts';
import { readEnquiryReply } from './enquire.ts';
import { readStatementReply, statementPath } from './statement.ts';
import { orderBody, readSubmitReply } from './submit.ts';

export interface SandboxBankSettings {
  /** Scheme, host and port of the bank. */
  readonly url: string;
  readonly apiKey: string;
  readonly callbackSecret: string;
  /** Deadlines of a whole exchange, connecting included. */
  readonly submitTimeoutMs: number;
  readonly enquireTimeoutMs: number;
  readonly windows?: PayoutProvider['windows'];
  readonly maxInFlightMs?: number;
  /** Connections at once; not fewer than the calls the caller allows, or they wait for each other. */
  readonly connections?: number;
}

const roundTheClock = {
  opensAtMinute: null,
  closesAtMinute: null,
  workingDaysOnly: false,
} as const;

/** The bank is open day and night; its limits are those of the rails. */
const sandboxBankWindows: PayoutProvider['windows'] = {
  IMPS: { minimumMinor: 1n, maximumMinor: 5_00_000_00n, ...roundTheClock },
  NEFT: { minimumMinor: 1_00n, maximumMinor: null, ...roundTheClock },
  RTGS: { minimumMinor: 2_00_000_00n, maximumMinor: null, ...roundTheClock },
  UPI: { minimumMinor: 1n, maximumMinor: 1_00_000_00n, ...roundTheClock },
};

const maxReplyBytes = 64 * 1024;
const maxStatementBytes = 1024 * 1024;

/** Throws for a `url` that is none. After that nothing but `statement` ever throws. */
export function createSandboxBank(settings: SandboxBankSettings): PayoutProvider {
  const caller = openCaller(new URL(settings.url).origin, settings.connections ?? 32);
  const headers = { authorization: `Bearer ${settings.apiKey}`, accept: 'application/json' };
  const read = (path: string, maxBytes: number) => {
    const timeoutMs = settings.enquireTimeoutMs;
    return caller.call({ method: 'GET', path, headers, timeoutMs, maxReplyBytes: maxBytes });
  };
  return {
    name: 'sandbox-bank',
    windows: settings.windows ?? sandboxBankWindows,
    maxInFlightMs: settings.maxInFlightMs ?? 30_000,
    deduplicates: true,
    otherRailCodes,
    async submit(order) {
      const reply = await caller.call({
        method: 'POST',
        path: '/v1/transfers',
        headers: { ...headers, 'content-type': 'application/json' },
        body: orderBody(order),
        timeoutMs: settings.submitTimeoutMs,
        maxReplyBytes,
      });
      return readSubmitReply(order, reply);
    },
    async enquire(reference) {
      const path = `/v1/transfers/${encodeURIComponent(reference)}`;
      return readEnquiryReply(reference, await read(path, maxReplyBytes));
    },
    async statement(after) {
      return readStatementReply(after, await read(statementPath(after), maxStatementBytes));
    },
    readCallback: (callbackHeaders, rawBody, nowMs) =>
      readBankCallback(settings.callbackSecret, callbackHeaders, rawBody, nowMs),
    close: () => caller.close(),
  };
}
