/**
 * The provider's whole book against ours, payment by payment and in both directions. Reading a statement finds what it
 * says and we do not know; only this finds what we have booked and it never says.
 */
import type { Queryable } from '../db/connection.ts';
import type { CollectionProvider } from '../providers/collection.ts';
import type { PayoutProvider } from '../providers/provider.ts';
import { parseCollectionReference, parseProviderReference } from '../providers/references.ts';
import { readBookedMoves, type BookedMove } from './booked-moves.ts';

export interface Difference {
  readonly flow: 'out' | 'in';
  readonly merchantNo: number | undefined;
  /** Our number of the payment; the provider's reference where it is none of ours. */
  readonly payment: string;
  /** In minor units of the provider's currency: gone its way, and come back. */
  readonly atProvider: Moved;
  readonly inBooks: Moved;
}

export interface Moved {
  readonly thereMinor: bigint;
  readonly backMinor: bigint;
}

export interface Comparison {
  readonly lines: number;
  /** Payments that moved or are under way since the reading began; nothing is said of them. */
  readonly underWay: number;
  readonly differences: readonly Difference[];
}

interface Account {
  readonly merchantNo: number | undefined;
  readonly name: string;
  there: bigint;
  back: bigint;
}

type Accounts = Map<string, Account>;

export async function comparePayouts(
  db: Queryable,
  provider: Pick<PayoutProvider, 'name' | 'statement'>,
  now: Date,
): Promise<Comparison> {
  const accounts: Accounts = new Map();
  const lines = await readAll(provider, ({ reference, outcome }) => {
    const key = parseProviderReference(reference);
    const account = accountOf(accounts, key?.merchantNo, key?.payoutId, reference);
    if (outcome.kind === 'succeeded') account.there += outcome.amountMinor;
    if (outcome.kind === 'reversed') account.back += outcome.amountMinor;
  });
  return compare('out', accounts, lines, readBookedMoves(db, 'out', provider.name, now));
}

/** What we gave back ourselves is told by no statement, and so not compared. */
export async function comparePayins(
  db: Queryable,
  provider: Pick<CollectionProvider, 'name' | 'statement'>,
  now: Date,
): Promise<Comparison> {
  const accounts: Accounts = new Map();
  const lines = await readAll(provider, (news) => {
    const { reference } = news;
    const key = parseCollectionReference(reference);
    const account = accountOf(accounts, key?.merchantNo, key?.payinId, reference);
    if (news.kind === 'received') account.there += news.payment.amountMinor;
    if (news.kind === 'reversed') account.back += news.payment.amountMinor;
  });
  return compare('in', accounts, lines, readBookedMoves(db, 'in', provider.name, now));
}

async function readAll<News>(
  provider: {
    readonly statement: (after: string) => Promise<{ news: readonly News[]; next: string }>;
  },
  take: (news: News) => void,
): Promise<number> {
  let lines = 0;
  for (let after = ''; ;) {
    const page = await provider.statement(after);
    page.news.forEach(take);
    lines += page.news.length;
    if (page.next === after) return lines;
    after = page.next;
  }
}

function accountOf(
  accounts: Accounts,
  merchantNo: number | undefined,
  paymentId: string | undefined,
  reference: string,
): Account {
  const key = merchantNo === undefined ? reference : `${String(merchantNo)} ${String(paymentId)}`;
  const found = accounts.get(key) ?? { merchantNo, name: reference, there: 0n, back: 0n };
  accounts.set(key, found);
  return found;
}

async function compare(
  flow: 'out' | 'in',
  accounts: Accounts,
  lines: number,
  booked: AsyncIterable<BookedMove>,
): Promise<Comparison> {
  const differences: Difference[] = [];
  let underWay = 0;
  for await (const { merchantNo, paymentId, number, there, back, isUnderWay } of booked) {
    const key = `${String(merchantNo)} ${paymentId}`;
    const account = accounts.get(key);
    accounts.delete(key);
    if (isUnderWay) underWay += 1;
    else if ((account?.there ?? 0n) !== there || (account?.back ?? 0n) !== back)
      differences.push(differenceOf(flow, account, { merchantNo, number, there, back }));
  }
  for (const account of accounts.values())
    if (account.there !== 0n || account.back !== 0n)
      differences.push(differenceOf(flow, account, undefined));
  return { lines, underWay, differences };
}

function differenceOf(
  flow: 'out' | 'in',
  account: Account | undefined,
  booked: Pick<BookedMove, 'merchantNo' | 'number' | 'there' | 'back'> | undefined,
): Difference {
  return {
    flow,
    merchantNo: booked?.merchantNo ?? account?.merchantNo,
    payment: booked?.number ?? account?.name ?? '',
    atProvider: { thereMinor: account?.there ?? 0n, backMinor: account?.back ?? 0n },
    inBooks: { thereMinor: booked?.there ?? 0n, backMinor: booked?.back ?? 0n },
  };
}
