/** The bank's book, line by line: every line is one movement of the operator's money. */
import { isJsonObject, JsonNumber, type JsonValue } from '../../kit/json.ts';
import type { CollectionNews } from '../collection.ts';
import type { Reply } from '../http.ts';
import type { ProviderNews, StatementPage } from '../provider.ts';
import { readObject } from '../read-object.ts';
import { isText, readAmount, textOrNull } from './transfer.ts';

/** The operator's account at this bank is kept in rupees, and its lines do not repeat it. */
const currency = 'INR';
const linesPerPage = 1_000;
const lineNumber = /^(?:0|[1-9][0-9]{0,14})$/;

/** A page that is not as documented is refused whole: a skipped line would hide a movement of money. */
export class StatementError extends Error {
  override readonly name = 'StatementError';
}

/** `after` is a line number or '' for the start of the book. Throws StatementError for anything else. */
export function statementPath(after: string): string {
  if (after !== '' && !lineNumber.test(after)) throw new StatementError('No such line.');
  return `/v1/statement?after=${after === '' ? '0' : after}&limit=${linesPerPage}`;
}

/** What the lines say of payouts. */
export function readStatementReply(after: string, reply: Reply): StatementPage {
  const { lines, next } = readStatementPage(after, reply);
  return { news: lines.flatMap(readLine), next };
}

export function readStatementPage(
  after: string,
  reply: Reply,
): { readonly lines: readonly JsonValue[]; readonly next: string } {
  if (reply.kind !== 'answered') throw new StatementError(`No statement: ${reply.why}.`);
  if (reply.status !== 200) throw new StatementError(`No statement: answered ${reply.status}.`);
  const page = readObject(reply.body);
  const lines = page?.['lines'];
  const next = page?.['next'];
  if (!Array.isArray(lines) || !(next instanceof JsonNumber) || !lineNumber.test(next.text)) {
    throw new StatementError('The page of the statement is malformed.');
  }
  const from = BigInt(after === '' ? '0' : after);
  const to = BigInt(next.text);
  if (lines.length === 0 ? to !== from : to <= from) {
    throw new StatementError('The page of the statement does not say where to go on.');
  }
  return { lines, next: next.text };
}

function readLine(line: JsonValue): ProviderNews[] {
  if (!isJsonObject(line)) throw new StatementError('A line of the statement is malformed.');
  const { reference, bankReference, kind, direction } = line;
  if (kind === 'funding' || isAboutCollections(kind)) return [];
  const amountMinor = readAmount(line['amount'], currency);
  const utr = textOrNull(line['utr'], 64);
  const isNamed = isText(reference, 64) && isText(bankReference, 64);
  if (!isNamed || amountMinor === undefined || utr === undefined) {
    throw new StatementError('A line of the statement is malformed.');
  }
  const movement = { amountMinor, currency, utr };
  if (kind === 'transfer' && direction === 'debit') {
    return [{ reference, outcome: { kind: 'succeeded', ...movement } }];
  }
  if (kind === 'reversal' && direction === 'credit') {
    const reversalReference = bankReference;
    return [{ reference, outcome: { kind: 'reversed', ...movement, reversalReference } }];
  }
  throw new StatementError('A line of the statement is of an unknown kind.');
}

function isAboutCollections(kind: JsonValue | undefined): boolean {
  return kind === 'collection' || kind === 'chargeback' || kind === 'refund';
}

/** What the lines say of payments of customers. A refund is our own doing, and tells nothing new. */
export function collectionLinesOf(lines: readonly JsonValue[]): CollectionNews[] {
  return lines.flatMap((line): CollectionNews[] => {
    if (!isJsonObject(line) || !isAboutCollections(line['kind'])) {
      // Judged as strictly as where it belongs, so that an unknown kind is never passed over.
      readLine(line);
      return [];
    }
    const { reference, bankReference: paymentId, kind } = line;
    const amountMinor = readAmount(line['amount'], currency);
    const utr = textOrNull(line['utr'], 64);
    const isNamed = isText(reference, 64) && isText(paymentId, 64);
    if (!isNamed || amountMinor === undefined || utr === undefined) {
      throw new StatementError('A line of the statement is malformed.');
    }
    if (kind === 'refund') return [];
    const payment = { paymentId, amountMinor, currency, utr, payerVpa: null } as const;
    return [{ kind: kind === 'collection' ? 'received' : 'reversed', reference, payment }];
  });
}
