/** What a reader asks for, and the conditions it becomes. */
import type { Currency } from '../kit/money.ts';
import type { PayoutStatus } from './payout.ts';
import { spanConditions } from './closed-days.ts';
import { daySpanOf } from './numbered-days.ts';
import { indexConditions, partsByAmount } from './payout-sets.ts';
import type { Statement } from './statement.ts';

export interface PayoutFilter {
  /** Left out: payouts in every currency. */
  readonly currency?: Currency;
  readonly status?: PayoutStatus;
  readonly fromMs?: number;
  /** Exclusive. */
  readonly toMs?: number;
  readonly reference?: string;
  readonly transactionNumber?: string;
  readonly utr?: string;
  /** Beginning of a transaction number in any case, its day and more, or of a reference or a UTR as it is. */
  readonly search?: string;
  readonly minAmountMinor?: bigint;
  readonly maxAmountMinor?: bigint;
  readonly sortBy: 'createdAt' | 'amount';
  readonly sortOrder: 'asc' | 'desc';
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

export type Conditions = Omit<PayoutFilter, 'sortBy' | 'sortOrder' | 'page' | 'pageSize'>;

/** On `payouts p`: conditions of which each payout fulfils one, and with which an index answers the filter. */
export function partsOf({ status, minAmountMinor, maxAmountMinor }: Conditions): readonly string[] {
  const isByAmount = minAmountMinor !== undefined || maxAmountMinor !== undefined;
  return isByAmount ? partsByAmount(status) : ['true'];
}

/** On `payouts p`: the merchant's, and everything that the filter says but its search. */
export function whereOf(statement: Statement, filter: Conditions): string {
  const { status, reference, transactionNumber, utr, minAmountMinor, maxAmountMinor } = filter;
  const conditions = ['p.merchant_id = $1', ...spanConditions(statement, filter)];
  const add = (condition: string, value: unknown) => {
    if (value !== undefined) conditions.push(`${condition} ${statement.add(value)}`);
  };
  if (status !== undefined) conditions.push(...indexConditions([status]));
  add('p.currency =', filter.currency);
  add('p.status =', status);
  add('p.reference =', reference);
  add('p.transaction_number =', transactionNumber);
  add('p.utr =', utr);
  add('p.amount_minor >=', minAmountMinor);
  add('p.amount_minor <=', maxAmountMinor);
  return conditions.join(' and ');
}

/** The columns that a search looks at, each with an index that finds what begins with a text. */
export const searchColumns = ['transaction_number', 'reference', 'utr'] as const;
export type SearchColumn = (typeof searchColumns)[number];

/** The parameters between which a column of others begins with the text. */
export interface SearchBounds {
  readonly from: string;
  readonly after: string;
}

/** A parameter comes with its first use: one that no condition names is refused. */
export function searchBounds(statement: Statement, text: string): () => SearchBounds {
  let known: SearchBounds | undefined;
  return () => (known ??= { from: statement.add(text), after: statement.add(afterPrefix(text)) });
}

/**
 * On `payouts p`: the column begins with the text. References and UTRs are others' and are taken as they are; it says what
 * their partial indexes want to hear. Numbers are ours and in capitals, so the case of what is looked for does not matter.
 */
export function beginsWith(statement: Statement, text: string, boundsOf: () => SearchBounds) {
  let number: string | undefined;
  return (column: SearchColumn): string => {
    if (column === 'transaction_number') return (number ??= numberBegins(statement, text));
    const { from, after } = boundsOf();
    return `(p.${column} is not null and p.${column} >= ${from} and p.${column} < ${after})`;
  };
}

/** Without a whole day it would be nearly all of a merchant's, which nobody looks for. */
function numberBegins(statement: Statement, text: string): string {
  const prefix = text.toUpperCase();
  const span = daySpanOf(prefix);
  if (span === undefined) return 'false';
  const [fromId, toId] = [statement.add(span.fromId), statement.add(span.toId)];
  const [from, after] = [statement.add(prefix), statement.add(afterPrefix(prefix))];
  return `(p.payout_id >= ${fromId} and p.payout_id < ${toId}
    and p.transaction_number >= ${from} and p.transaction_number < ${after})`;
}

/** The smallest text behind all that begin with `prefix`, in the byte order of the columns. */
function afterPrefix(prefix: string): string {
  return `${prefix}\u{10FFFF}`;
}
