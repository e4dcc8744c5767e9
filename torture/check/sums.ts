/** Sums of the gateway's own ledger, by what they are compared with. */
import type pg from 'pg';

export interface Sums {
  /** What went out through providers, by merchant and currency; and what customers paid in and was not given back. */
  readonly clearedMinor: ReadonlyMap<string, bigint>;
  readonly collectedMinor: ReadonlyMap<string, bigint>;
  /** What has left one wallet and is in no other, by currency. */
  readonly inTransitMinor: ReadonlyMap<string, bigint>;
  /** What is held of merchants and people who have nothing under way, by merchant and currency. */
  readonly idlyHeldMinor: ReadonlyMap<string, bigint>;
}

interface Moved {
  readonly merchantId: string;
  readonly currency: string;
  readonly minor: bigint;
}

/** One merchant's money of one currency. */
export function purseOf({ merchantId, currency }: Omit<Moved, 'minor'>): string {
  return `${merchantId} ${currency}`;
}

type Read = <Row extends pg.QueryResultRow>(sql: string) => Promise<Row[]>;

/** `read`: within the snapshot of everything else. */
export async function readSums(read: Read): Promise<Sums> {
  const cleared = await read<Moved>(netOf('payout_clearing', 'credit'));
  const collected = await read<Moved>(netOf('payin_clearing', 'debit'));
  const inTransit = await read<Moved>(netOf('in_transit', 'credit'));
  const idlyHeld = await read<Moved>(idlyHeldSql);
  return {
    clearedMinor: minorBy(purseOf, cleared),
    collectedMinor: minorBy(purseOf, collected),
    inTransitMinor: minorBy(({ currency }) => currency, inTransit),
    idlyHeldMinor: minorBy(purseOf, idlyHeld),
  };
}

/** What stands on an account of each merchant, counted on the side that grows it. */
function netOf(account: string, side: 'debit' | 'credit'): string {
  return `select merchant_id as "merchantId", currency, sum(case when ${side}_account like '${account}:%'
      then amount_minor else -amount_minor end)::bigint as minor
    from postings
    where kind in ('post', 'record', 'reverse')
      and (credit_account like '${account}:%' or debit_account like '${account}:%')
    group by merchant_id, currency`;
}

const idlyHeldSql = `select a.merchant_id as "merchantId", a.currency, a.held_minor as minor from accounts a
  where a.held_minor <> 0
    and not exists (select from payouts p where p.merchant_id = a.merchant_id
      and p.currency = a.currency and p.status in ('queued', 'processing'))
    and not exists (select from transfers t where t.merchant_id = a.merchant_id
      and t.currency = a.currency and t.status = 'held')
    and not exists (select from settlements s where s.merchant_id = a.merchant_id)`;

function minorBy(keyOf: (row: Moved) => string, rows: readonly Moved[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0n) + row.minor);
  return sums;
}
