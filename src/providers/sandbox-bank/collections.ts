/** The connector to the UPI side of the sandbox bank: what customers pay, and giving it back. */
import { isJsonObject, type JsonValue } from '../../kit/json.ts';
import { formatMoney, isCurrency } from '../../kit/money.ts';
import type {
  CollectionAnswer,
  CollectionNews,
  CollectionProvider,
  CollectionReading,
  RefundOrder,
  RefundOutcome,
} from '../collection.ts';
import { openCaller, type Reply } from '../http.ts';
import { readObject } from '../read-object.ts';
import { readSignedBody } from './callback.ts';
import { collectionLinesOf, readStatementPage, statementPath } from './statement.ts';
import { isText, readAmount, readError, textOrNull } from './transfer.ts';

export interface SandboxCollectionsSettings {
  /** Scheme, host and port of the bank. */
  readonly url: string;
  readonly apiKey: string;
  readonly callbackSecret: string;
  readonly payeeVpa: string;
  /** Deadline of a whole exchange, connecting included. */
  readonly timeoutMs: number;
}

/** What the bank documents: refusals after which no money has moved and none will. */
const refundRefusals: ReadonlySet<string> = new Set([
  'NOT_REFUNDABLE',
  'REFUND_TOO_LARGE',
  'INSUFFICIENT_FUNDS',
]);
const failureCodes: ReadonlySet<string> = new Set([
  'PAYER_CANCELLED',
  'PAYER_FUNDS',
  'PAYER_LIMIT',
]);

const maxReplyBytes = 256 * 1024;
const maxStatementBytes = 1024 * 1024;
const connections = 16;

/** Throws for a `url` that is none. After that nothing but `statement` ever throws. */
export function createSandboxCollections(settings: SandboxCollectionsSettings): CollectionProvider {
  const caller = openCaller(new URL(settings.url).origin, connections);
  const headers = { authorization: `Bearer ${settings.apiKey}`, accept: 'application/json' };
  const { timeoutMs } = settings;
  const read = (path: string, maxBytes: number) =>
    caller.call({ method: 'GET', path, headers, timeoutMs, maxReplyBytes: maxBytes });
  return {
    name: 'sandbox-upi',
    payeeVpa: settings.payeeVpa,
    async enquire(reference) {
      const path = `/v1/collections/${encodeURIComponent(reference)}`;
      return readEnquiry(reference, await read(path, maxReplyBytes));
    },
    async refund(order) {
      const reply = await caller.call({
        method: 'POST',
        path: '/v1/refunds',
        headers: { ...headers, 'content-type': 'application/json' },
        body: refundBody(order),
        timeoutMs,
        maxReplyBytes,
      });
      return readRefund(order, reply);
    },
    async statement(after) {
      const page = readStatementPage(after, await read(statementPath(after), maxStatementBytes));
      return { news: collectionLinesOf(page.lines), next: page.next };
    },
    readCallback: (callbackHeaders, rawBody, nowMs) =>
      readCallback(readSignedBody(settings.callbackSecret, callbackHeaders, rawBody, nowMs)),
    close: () => caller.close(),
  };
}

/** One entry that cannot be read makes the whole answer unknown: it might be the payment. */
function readEnquiry(reference: string, reply: Reply): CollectionAnswer {
  if (reply.kind !== 'answered') return { kind: 'unknown', why: reply.why };
  if (reply.status !== 200) return { kind: 'unknown', why: `the bank answered ${reply.status}` };
  const list = readObject(reply.body)?.['collections'];
  if (!Array.isArray(list)) return { kind: 'unknown', why: 'the answer holds no payments' };
  const news = list.flatMap(newsOf);
  const isWhole = list.every((entry) => newsOf(entry).length > 0);
  if (!isWhole || news.some((each) => each.reference !== reference))
    return { kind: 'unknown', why: 'the answer holds something else' };
  return { kind: 'known', news };
}

/** A payment that was taken back was received before: both are told, in that order. */
function newsOf(value: JsonValue | undefined): CollectionNews[] {
  if (!isJsonObject(value)) return [];
  const { reference, paymentId, status, currency } = value;
  if (!isText(reference, 40) || !isText(paymentId, 64) || typeof currency !== 'string') return [];
  if (!isCurrency(currency)) return [];
  const amountMinor = readAmount(value['amount'], currency);
  const utr = textOrNull(value['utr'], 64);
  const payerVpa = textOrNull(value['payerVpa'], 255);
  if (amountMinor === undefined || utr === undefined || payerVpa === undefined) return [];
  const payment = { paymentId, amountMinor, currency, utr, payerVpa };
  if (status === 'RECEIVED') return [{ kind: 'received', reference, payment }];
  if (status === 'REVERSED')
    return [
      { kind: 'received', reference, payment },
      { kind: 'reversed', reference, payment },
    ];
  const { failureCode: code, failureMessage: message } = value;
  // A code that is not documented is no failure: the customer may have paid.
  if (status !== 'FAILED' || !isText(code, 64) || !failureCodes.has(code)) return [];
  return [
    { kind: 'failed', reference, payment, code, message: isText(message, 500) ? message : '' },
  ];
}

/** The body of `POST /v1/refunds`, and what its answer means: the wire of refunds is one for bank and acquirer. */
export function refundBody({ refundId, paymentId, amountMinor, currency }: RefundOrder): string {
  const amount = formatMoney({ minor: amountMinor, currency });
  return JSON.stringify({ refundId, paymentId, amount, currency });
}

export function readRefund(order: RefundOrder, reply: Reply): RefundOutcome {
  if (reply.kind !== 'answered') return { kind: 'unknown', why: reply.why };
  if (reply.status === 422) {
    const error = readError(reply.body);
    if (error !== undefined && refundRefusals.has(error.code))
      return { kind: 'rejected', ...error };
  }
  if (reply.status !== 200 && reply.status !== 201)
    return { kind: 'unknown', why: `the bank answered ${reply.status}` };
  const refund = readObject(reply.body)?.['refund'];
  if (!isJsonObject(refund) || refund['refundId'] !== order.refundId)
    return { kind: 'unknown', why: 'the answer is about another refund' };
  return { kind: 'refunded', utr: textOrNull(refund['utr'], 64) ?? null };
}

function readCallback(signed: ReturnType<typeof readSignedBody>): CollectionReading {
  if ('reason' in signed) return { kind: 'refused', reason: signed.reason };
  const { eventId, type, collection } = signed.body;
  const kind = typeof type === 'string' ? /^collection\.(\w+)$/.exec(type)?.[1] : undefined;
  const news = newsOf(collection).find((each) => each.kind === kind);
  if (!isText(eventId, 100) || news === undefined) return { kind: 'refused', reason: 'malformed' };
  return { kind: 'news', news };
}
