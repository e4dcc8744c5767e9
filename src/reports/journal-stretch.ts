/**
 * The journals of a wallet are numbered without gaps and only ever added to. A report fixes the last number when it
 * begins and reads up to it, a stretch at a time, so all of it is of one moment, however long the reading takes.
 */
import type { Currency } from '../kit/money.ts';
import type { ReportScope } from './report.ts';

/** A wallet and how many journals it had when the report began. */
export interface FixedWallet {
  readonly account: string;
  readonly currency: Currency;
  readonly journalCount: bigint;
}

/** Bounds how long one statement takes, however many journals there are. */
const journalsAtOnce = 50_000n;

/** In SQL: kinds that move money; a hold and its release move none. */
export const bookedKinds = `('post', 'record', 'reverse')`;

export async function fixWallets({ db, merchantId }: ReportScope): Promise<FixedWallet[]> {
  const { rows } = await db.query<{ account: string; currency: Currency; journal_count: bigint }>(
    `select account, currency, journal_count from accounts
     where merchant_id = $1 and ruled order by account`,
    [merchantId],
  );
  return rows.map((row) => ({
    account: row.account,
    currency: row.currency,
    journalCount: row.journal_count,
  }));
}

/** Behind `after`, up to and with `upTo`. */
export interface Stretch {
  readonly after: bigint;
  readonly upTo: bigint;
}

export function* stretchesOf({ after, upTo }: Stretch): Generator<Stretch> {
  for (let from = after; from < upTo; from += journalsAtOnce)
    yield { after: from, upTo: from + journalsAtOnce < upTo ? from + journalsAtOnce : upTo };
}
