/**
 * The verbs of the ledger over the ruled accounts that a batch has locked: reserve, post, void, record, reverse.
 * Pure: it collects the journals and the new counters; writing them is `write-book.ts`.
 */
import type { Currency } from '../kit/money.ts';
import type { AccountId } from './accounts.ts';

export interface Leg {
  readonly debit: AccountId;
  readonly credit: AccountId;
  readonly amountMinor: bigint;
}

export type JournalKind = 'reserve' | 'post' | 'void' | 'record' | 'reverse';

export interface Journal {
  readonly merchantId: string;
  /** The ruled account under whose lock the journal was numbered. */
  readonly account: AccountId;
  readonly journalNo: bigint;
  readonly kind: JournalKind;
  readonly currency: Currency;
  readonly subjectId: string;
  /** What made it happen, in a word or two; with `record` and `reverse` the same fact is booked once only. */
  readonly fact: string;
  readonly resolves: bigint | null;
  readonly legs: readonly Leg[];
  readonly recordedAt: Date;
}

/** Counters in minor units. available = posted - held. */
export interface RuledAccount {
  readonly merchantId: string;
  readonly account: AccountId;
  readonly currency: Currency;
  postedMinor: bigint;
  heldMinor: bigint;
  journalCount: bigint;
}

export interface Entry {
  readonly subjectId: string;
  readonly fact: string;
  readonly legs: readonly Leg[];
  /** Another one than that of the account that orders the journal; then no leg is on that account. */
  readonly currency?: Currency;
  readonly at: Date;
}

export class Book {
  readonly journals: Journal[] = [];
  /** By merchant, who has few. */
  readonly #accounts = new Map<string, RuledAccount[]>();
  readonly #touched = new Set<RuledAccount>();

  constructor(accounts: readonly RuledAccount[]) {
    for (const account of accounts) {
      const ofMerchant = this.#accounts.get(account.merchantId);
      if (ofMerchant === undefined) this.#accounts.set(account.merchantId, [account]);
      else ofMerchant.push(account);
    }
  }

  /** Undefined when the merchant has no such account. */
  find(merchantId: string, account: AccountId): RuledAccount | undefined {
    return this.#accounts.get(merchantId)?.find((ofMerchant) => ofMerchant.account === account);
  }

  /** The accounts whose counters changed. */
  changed(): readonly RuledAccount[] {
    return [...this.#touched];
  }

  /** Sets money aside. Returns the number of the hold, or undefined when it does not fit: then nothing happened. */
  reserve(account: RuledAccount, entry: Entry): bigint | undefined {
    const total = taken(account, entry.legs);
    if (account.postedMinor - account.heldMinor < total) return undefined;
    account.heldMinor += total;
    return this.#append(account, 'reserve', entry, null);
  }

  /** Makes a hold final; `legs` are those of the hold. */
  post(account: RuledAccount, reserveNo: bigint, entry: Entry): bigint {
    const total = taken(account, entry.legs);
    account.heldMinor -= total;
    account.postedMinor -= total;
    return this.#append(account, 'post', entry, reserveNo);
  }

  /** Releases a hold; `legs` are those of the hold. */
  void(account: RuledAccount, reserveNo: bigint, entry: Entry): bigint {
    account.heldMinor -= taken(account, entry.legs);
    return this.#append(account, 'void', entry, reserveNo);
  }

  /** Books a fact at once. The rule of the account still holds: throws RangeError when it would be overdrawn. */
  record(account: RuledAccount, entry: Entry): bigint {
    return this.#book(account, 'record', entry);
  }

  /** Books the opposite of `legs` as a new journal; nothing earlier is touched. */
  reverse(account: RuledAccount, entry: Entry): bigint {
    return this.#book(account, 'reverse', { ...entry, legs: entry.legs.map(swapped) });
  }

  #book(account: RuledAccount, kind: 'record' | 'reverse', entry: Entry): bigint {
    const posted = account.postedMinor + given(account, entry.legs) - taken(account, entry.legs);
    if (posted < account.heldMinor) throw new RangeError('The account would be overdrawn.');
    account.postedMinor = posted;
    return this.#append(account, kind, entry, null);
  }

  #append(account: RuledAccount, kind: JournalKind, entry: Entry, resolves: bigint | null): bigint {
    account.journalCount += 1n;
    this.#touched.add(account);
    this.journals.push({
      merchantId: account.merchantId,
      account: account.account,
      journalNo: account.journalCount,
      kind,
      currency: entry.currency ?? account.currency,
      subjectId: entry.subjectId,
      fact: entry.fact,
      resolves,
      legs: entry.legs,
      recordedAt: entry.at,
    });
    return account.journalCount;
  }
}

function taken(account: RuledAccount, legs: readonly Leg[]): bigint {
  let total = 0n;
  for (const leg of legs) if (leg.debit === account.account) total += leg.amountMinor;
  return total;
}

function given(account: RuledAccount, legs: readonly Leg[]): bigint {
  let total = 0n;
  for (const leg of legs) if (leg.credit === account.account) total += leg.amountMinor;
  return total;
}

function swapped(leg: Leg): Leg {
  return { debit: leg.credit, credit: leg.debit, amountMinor: leg.amountMinor };
}
