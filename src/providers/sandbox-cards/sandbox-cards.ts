/** The connector to the card acquirer of the sandbox. */
import type { CancelOutcome, CardAcquirer } from '../card-acquirer.ts';
import type { CollectionAnswer, CollectionReading } from '../collection.ts';
import { openCaller, type Reply } from '../http.ts';
import { readObject } from '../read-object.ts';
import { readSignedBody } from '../sandbox-bank/callback.ts';
import { readRefund, refundBody } from '../sandbox-bank/collections.ts';
import { readStatementPage, statementPath } from '../sandbox-bank/statement.ts';
import { isText, readError } from '../sandbox-bank/transfer.ts';
import { newsOf, readAuthorisation } from './authorisation.ts';
import { orderBody, readAuthoriseReply } from './authorise.ts';
import { readLine } from './statement.ts';

export interface SandboxCardsSettings {
  /** Scheme, host and port of the acquirer. */
  readonly url: string;
  readonly apiKey: string;
  readonly callbackSecret: string;
  /** Deadlines of a whole exchange, connecting included. */
  readonly authoriseTimeoutMs: number;
  readonly timeoutMs: number;
}

const maxReplyBytes = 64 * 1024;
const maxStatementBytes = 1024 * 1024;
const connections = 32;

/** Throws for a `url` that is none. After that nothing but `statement` ever throws. */
export function createSandboxCards(settings: SandboxCardsSettings): CardAcquirer {
  const caller = openCaller(new URL(settings.url).origin, connections);
  const headers = { authorization: `Bearer ${settings.apiKey}`, accept: 'application/json' };
  const { timeoutMs } = settings;
  const read = (path: string, maxBytes = maxReplyBytes) =>
    caller.call({ method: 'GET', path, headers, timeoutMs, maxReplyBytes: maxBytes });
  const write = (path: string, body: string | Buffer, withinMs = timeoutMs) => {
    const typed = { ...headers, 'content-type': 'application/json' };
    const bounds = { timeoutMs: withinMs, maxReplyBytes };
    return caller.call({ method: 'POST', path, headers: typed, body, ...bounds });
  };
  const pathOf = (reference: string) => `/v1/authorisations/${encodeURIComponent(reference)}`;
  return {
    name: 'sandbox-cards',
    async authorise(order, card) {
      const body = orderBody(order, card);
      try {
        const reply = await write('/v1/authorisations', body, settings.authoriseTimeoutMs);
        return readAuthoriseReply(order, card, reply);
      } finally {
        body.fill(0);
      }
    },
    async cancel(reference) {
      return readCancel(reference, await write(`${pathOf(reference)}/cancel`, '{}'));
    },
    async enquire(reference) {
      return readEnquiry(reference, await read(pathOf(reference)));
    },
    async refund(order) {
      return readRefund(order, await write('/v1/refunds', refundBody(order)));
    },
    async statement(after) {
      const reply = await read(statementPath(after), maxStatementBytes);
      const page = readStatementPage(after, reply);
      return { news: page.lines.flatMap(readLine), next: page.next };
    },
    readCallback: (callbackHeaders, rawBody, nowMs) =>
      readCallback(readSignedBody(settings.callbackSecret, callbackHeaders, rawBody, nowMs)),
    close: () => caller.close(),
  };
}

/** A reference that the acquirer does not know is an answer: it has made nothing of it so far. */
function readEnquiry(reference: string, reply: Reply): CollectionAnswer {
  if (reply.kind !== 'answered') return { kind: 'unknown', why: reply.why };
  const { status, body } = reply;
  if (status === 404 && readError(body)?.code === 'NOT_FOUND') return { kind: 'known', news: [] };
  if (status !== 200) return { kind: 'unknown', why: `the acquirer answered ${status}` };
  const found = readAuthorisation(readObject(body)?.['authorisation']);
  if (found?.reference !== reference)
    return { kind: 'unknown', why: 'the answer holds no authorisation of ours' };
  return { kind: 'known', news: newsOf(found) };
}

function readCancel(reference: string, reply: Reply): CancelOutcome {
  if (reply.kind !== 'answered') return { kind: 'unknown', why: reply.why };
  const { status, body } = reply;
  const answer = readObject(body);
  if (status === 200 && answer?.['reference'] === reference && answer['cancelled'] === true)
    return { kind: 'cancelled' };
  const found = readAuthorisation(answer?.['authorisation']);
  const isCharged = found?.status === 'CAPTURED' || found?.status === 'DISPUTED';
  if (status === 409 && found?.reference === reference && isCharged)
    return { kind: 'charged', news: newsOf(found) };
  return { kind: 'unknown', why: `the acquirer answered ${status}` };
}

/** What it says last is the news; that a challenge was open is none. */
function readCallback(signed: ReturnType<typeof readSignedBody>): CollectionReading {
  if ('reason' in signed) return { kind: 'refused', reason: signed.reason };
  const { eventId, type } = signed.body;
  const found = readAuthorisation(signed.body['authorisation']);
  if (found === undefined || !isText(eventId, 100) || type !== 'authorisation.updated')
    return { kind: 'refused', reason: 'malformed' };
  const news = newsOf(found).at(-1);
  return news === undefined ? { kind: 'taken' } : { kind: 'news', news };
}
