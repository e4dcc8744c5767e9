/**
 * Holds a filter against everything above some instant, which is guessed and guessed again by what was met: after bursts
 * and quiet nights the first guess is wrong by a lot. Ids are ordered by time, and so, nearly, are the rows: an index of
 * blocks (`*_by_time`) says where a stretch of time stands.
 */
import type { Queryable } from '../db/connection.ts';
import { firstIdAt } from '../kit/ids.ts';
import { Statement } from '../payments/statement.ts';
import {
  merchantsOf,
  newestIds,
  timeOf,
  type FoundId,
  type FoundIds,
  type Stretch,
} from './newest-ids.ts';
import {
  answeredOf,
  isKeyed,
  isTimed,
  narrowedTo,
  type KindTable,
  type PaymentFilter,
} from './payment-filter.ts';

/** A filter that no index answers is held against so many payments, and the next page goes on behind them. */
const mostLookedAt = 6_000;
/** One that has to ask another table about each. */
const mostAskedAbout = 2_000;
/** Enough for nearly every filter to fill a page. */
const firstLook = 1_000;
const firstSpanMs = 60_000;
const mostLooks = 20;

/** `newest`: what is known already of what the filter's own index answers. */
export async function lookDown(
  db: Queryable,
  of: KindTable,
  filter: PaymentFilter,
  stretch: Stretch,
  newest?: readonly FoundId[],
): Promise<FoundIds> {
  const most = filter.provider === undefined || of.kind === 'payin' ? mostLookedAt : mostAskedAbout;
  const earliestMs = stretch.from === undefined ? 0 : timeOf(stretch.from);
  const isAllKnown = newest !== undefined && newest.length < stretch.limit;
  const { topMs, guessMs } = firstGuess(stretch, newest);
  let best: FoundIds | undefined;
  // Spans that held few enough, and too many.
  let [fewMs, manyMs] = [0, Infinity];
  let spanMs = guessMs;
  for (let looks = 0; looks < mostLooks && spanMs > fewMs && spanMs < manyMs; looks += 1) {
    const isAll = isAllKnown || topMs - spanMs <= earliestMs;
    const floor = isAll ? null : firstIdAt(topMs - spanMs);
    const { looked, ids } = await look(db, of, filter, stretch, floor ?? stretch.from, most);
    if (looked > most) {
      manyMs = spanMs;
      spanMs = fewMs === 0 ? Math.floor(spanMs / 8) : Math.floor((fewMs + manyMs) / 2);
      continue;
    }
    best = { ids, floor };
    if (isAll || ids.length >= stretch.limit || looked >= most / 4) return best;
    fewMs = spanMs;
    const further = spanMs * Math.min(16, Math.ceil(most / 2 / Math.max(looked, 1)));
    spanMs = Math.min(further, Math.floor((fewMs + manyMs) / 2));
  }
  if (best !== undefined && best.ids.length > 0) return best;
  // The newest themselves are looked at, so that the next page begins further down.
  const last = (newest ?? (await newestIds(db, of, filter, stretch))).at(-1)?.paymentId;
  if (last === undefined) return { ids: [], floor: null };
  const { ids } = await look(db, of, filter, stretch, last, stretch.limit);
  return { ids, floor: last };
}

function firstGuess({ topMs }: Stretch, newest: readonly FoundId[] = []) {
  const [first, last] = [newest[0], newest.at(-1)];
  if (first === undefined || last === undefined) return { topMs, guessMs: firstSpanMs };
  const newestMs = timeOf(first.paymentId);
  const perPaymentMs = Math.ceil((newestMs - timeOf(last.paymentId) + 1) / newest.length);
  return { topMs: newestMs, guessMs: perPaymentMs * firstLook };
}

interface Look {
  /** More than `most`: the reading was broken off, and `ids` say nothing. */
  readonly looked: number;
  readonly ids: FoundId[];
}

async function look(
  db: Queryable,
  of: KindTable,
  filter: PaymentFilter,
  { before, limit }: Stretch,
  from: string | undefined,
  most: number,
): Promise<Look> {
  const statement = new Statement(before);
  const least = from === undefined ? '' : ` and p.${of.id} >= ${statement.add(from)}`;
  const within = `p.${of.id} < $1${least}${answeredOf(statement, of, filter)}`;
  const fits = narrowedTo(statement, of, filter).replace(/^ and /, '') || 'true';
  const columns = `p.merchant_id, p.${of.id} as id, (${fits}) as fits`;
  // `offset 0` keeps every other order out of the branch: each merchant's stretch is read once, by its key.
  const rowsWithin =
    isKeyed(of, filter) && !isTimed(of, filter)
      ? `select found.* from ${merchantsOf(statement, filter)} cross join lateral (
         select ${columns} from ${of.table} p where p.merchant_id = m.merchant_id and ${within} offset 0) found`
      : `select ${columns} from ${of.table} p where ${within}`;
  const { rows } = await db.query<{ looked: number; merchants: string[]; ids: string[] }>(
    `with found as materialized (${rowsWithin} limit ${String(most + 1)}),
       page as materialized (select merchant_id, id from found where fits order by id desc limit ${String(limit)})
     select (select count(*)::int from found) as looked,
       array(select merchant_id::text from page order by id desc) as merchants,
       array(select id::text from page order by id desc) as ids`,
    statement.values,
  );
  const { looked = 0, merchants = [], ids = [] } = rows[0] ?? {};
  const found = ids.map((paymentId, nth) => ({ paymentId, merchantId: merchants[nth] ?? '' }));
  return { looked, ids: found };
}
