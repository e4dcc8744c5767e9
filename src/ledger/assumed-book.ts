/**
 * A book over wallets that nobody has read. A batch is decided as if each of its wallets held enough and had no journal yet. The
 * server then moves the counters by what that comes to, behind its locks, and journals are numbered on from where each wallet
 * is. Where a wallet does not cover its part the rule of the accounts fails, where one is missing its numbers do, and with
 * them the transaction.
 */
import type pg from 'pg';
import { arraysOf, rowsFrom, type Columns } from '../db/columns.ts';
import type { Currency } from '../kit/money.ts';
import type { AccountId } from './accounts.ts';
import { Book, type RuledAccount } from './book.ts';

interface MoveRow {
  place: number;
  merchant_id: string;
  account: string;
  held_minor: bigint;
  journal_count: bigint;
}

const columns: Columns<MoveRow> = {
  place: 'integer',
  merchant_id: 'uuid',
  account: 'text',
  held_minor: 'bigint',
  journal_count: 'bigint',
};

/** More than any wallet holds. */
const enoughMinor = 2n ** 62n;

/** Kept by the server until the transaction ends: how many journals each wallet had before, by its place. */
const kept = 'hundi.journals_before';

const move = {
  name: 'move_account_counters',
  text: `with moved as (
      update accounts a
      set held_minor = a.held_minor + r.held_minor, journal_count = a.journal_count + r.journal_count
      from ${rowsFrom(columns)}
      where a.merchant_id = r.merchant_id and a.account = r.account and a.ruled
      returning r.place, a.journal_count - r.journal_count as before
    )
    select set_config('${kept}', (
      select case when count(*) = $6::int then array_agg(before order by place)::text else '' end from moved
    ), true)`,
};

/**
 * SQL for how many journals the wallet at `place` (SQL for a number from 1) had before; for statements behind `moveCounters` in
 * its transaction. Null when any of the wallets is missing.
 */
export function journalsBefore(place: string): string {
  return `(select nullif(current_setting('${kept}', true), '')::bigint[])[${place}]`;
}

export interface AssumedWallet {
  readonly merchantId: string;
  readonly account: AccountId;
  readonly currency: Currency;
}

export class AssumedBook {
  /** Its journals, and the holds that are told by their numbers, are numbered from 1 in each wallet. */
  readonly book: Book;
  readonly #wallets: readonly RuledAccount[];
  readonly #places: ReadonlyMap<RuledAccount, number>;

  /** `wallets` must not name one twice. */
  constructor(wallets: readonly AssumedWallet[]) {
    // As `lockAccounts` does, in the order of their ids.
    this.#wallets = wallets
      .toSorted((a, b) => compare(a.merchantId, b.merchantId) || compare(a.account, b.account))
      .map(({ merchantId, account, currency }) => ({
        merchantId,
        account,
        currency,
        postedMinor: enoughMinor,
        heldMinor: 0n,
        journalCount: 0n,
      }));
    this.#places = new Map(this.#wallets.map((wallet, index) => [wallet, index + 1]));
    this.book = new Book(this.#wallets);
  }

  /** Of a wallet, for `journalsBefore`. Throws RangeError for one that was not given. */
  placeOf({ merchantId, account }: Pick<AssumedWallet, 'merchantId' | 'account'>): number {
    const wallet = this.book.find(merchantId, account);
    const place = wallet === undefined ? undefined : this.#places.get(wallet);
    if (place === undefined) throw new RangeError('Nothing was assumed of this wallet.');
    return place;
  }

  /** The first statement of the transaction, because it takes the locks; sent without waiting. */
  moveCounters(client: pg.ClientBase): Promise<unknown> {
    const rows = this.#wallets.map((wallet, index) => ({
      place: index + 1,
      merchant_id: wallet.merchantId,
      account: wallet.account,
      held_minor: wallet.heldMinor,
      journal_count: wallet.journalCount,
    }));
    return client.query({ ...move, values: [...arraysOf(columns, rows), String(rows.length)] });
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
