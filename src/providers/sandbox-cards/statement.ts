/** The acquirer's book, line by line: every line is one movement of the operator's money. */
import { isJsonObject, type JsonValue } from '../../kit/json.ts';
import { isCurrency } from '../../kit/money.ts';
import type { CollectionNews } from '../collection.ts';
import { StatementError } from '../sandbox-bank/statement.ts';
import { isText, readAmount } from '../sandbox-bank/transfer.ts';

const kinds = { capture: 'received', dispute: 'reversed' } as const;

/** A refund is our own doing and tells nothing new. Throws StatementError for a line that is not as documented. */
export function readLine(line: JsonValue): CollectionNews[] {
  if (!isJsonObject(line)) throw malformed();
  const { reference, paymentId, rrn: utr, kind, currency } = line;
  if (!isText(reference, 64) || !isText(paymentId, 64) || !isText(utr, 64)) throw malformed();
  if (typeof currency !== 'string' || !isCurrency(currency)) throw malformed();
  const amountMinor = readAmount(line['amount'], currency);
  if (amountMinor === undefined) throw malformed();
  if (kind === 'refund') return [];
  if (kind !== 'capture' && kind !== 'dispute')
    throw new StatementError('A line of the statement is of an unknown kind.');
  const payment = { paymentId, amountMinor, currency, utr, payerVpa: null };
  return [{ kind: kinds[kind], reference, payment }];
}

function malformed(): StatementError {
  return new StatementError('A line of the statement is malformed.');
}
