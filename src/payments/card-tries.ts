/**
 * How often a card may be tried, and how many cards one customer may try, within 24 hours: against those who try stolen
 * cards. Counted over all processes, a card over all merchants; of either nothing but hashes under a key is kept.
 */
import { createHash, createHmac } from 'node:crypto';
import { transaction, type Pool, type Queryable, type Transaction } from '../db/connection.ts';
import type { CardCustomer } from '../providers/card-acquirer.ts';

/** Undefined: as often as anybody likes. */
export interface CardLimits {
  readonly triesOfCard: number | undefined;
  readonly cardsOfCustomer: number | undefined;
}

export interface CardTry {
  readonly merchantId: string;
  readonly payinId: string;
  /** From `CardNumber.fingerprint`. */
  readonly cardPrint: string;
  readonly customer: Pick<CardCustomer, 'name' | 'email' | 'mobile'>;
  readonly at: Date;
}

/** Which limit is reached. */
export type CardLimit = 'card_tries' | 'customer_cards';

const dayMs = 24 * 3_600_000;

// One statement under the lock of its row, so that any number at the same time are no more than there is room for.
const countOne = `
  insert into card_tries as t (bucket, what, tried_at, last_at)
  values ($1, array[$2::bytea], array[$3::timestamptz], $3)
  on conflict (bucket) do update set
    (what, tried_at) = (
      select array_agg(k.what), array_agg(k.at) from (
        select * from unnest(t.what, t.tried_at) as one (what, at)
        where one.at > $4 and one.what <> $2
        union all select $2, $3
      ) k),
    last_at = $3
  where (select count(*) from unnest(t.what, t.tried_at) as one (what, at)
         where one.at > $4 and one.what <> $2) < $5`;

/** Undefined when the card may be told to the acquirer: then it is counted. A refused try counts nowhere. */
export async function countCardTry(
  pool: Pool,
  tried: CardTry,
  limits: CardLimits,
  printKey: Buffer,
): Promise<CardLimit | undefined> {
  const { triesOfCard, cardsOfCustomer } = limits;
  if (triesOfCard === undefined && cardsOfCustomer === undefined) return undefined;
  const card = createHash('sha256').update(`card ${tried.cardPrint}`).digest();
  const payment = Buffer.from(tried.payinId.replaceAll('-', ''), 'hex');
  try {
    await transaction(pool, async (tx) => {
      const count = (bucket: Buffer, what: Buffer, most: number, limit: CardLimit) =>
        countIn(tx, { bucket, what, most, limit, at: tried.at });
      if (cardsOfCustomer !== undefined)
        for (const customer of bucketsOf(tried, printKey))
          await count(customer, card, cardsOfCustomer, 'customer_cards');
      if (triesOfCard !== undefined) await count(card, payment, triesOfCard, 'card_tries');
    });
    return undefined;
  } catch (error) {
    if (error instanceof LimitReached) return error.limit;
    throw error;
  }
}

/** Ends the transaction, so that nothing of a refused try stays. */
class LimitReached extends Error {
  readonly limit: CardLimit;

  constructor(limit: CardLimit) {
    super(`The limit ${limit} is reached.`);
    this.limit = limit;
  }
}

interface Counted {
  readonly bucket: Buffer;
  readonly what: Buffer;
  readonly most: number;
  readonly limit: CardLimit;
  readonly at: Date;
}

async function countIn(tx: Transaction, counted: Counted): Promise<void> {
  const { bucket, what, most, limit, at } = counted;
  const since = new Date(at.getTime() - dayMs);
  const { rowCount } = await tx.query(countOne, [bucket, what, at, since, most]);
  if (rowCount !== 1) throw new LimitReached(limit);
}

/** By everything that tells a customer of this merchant, so that a second address makes no second customer. */
function bucketsOf({ merchantId, customer }: CardTry, printKey: Buffer): Buffer[] {
  const { email, mobile, name } = customer;
  const known = [email?.toLowerCase() ?? null, mobile].filter((one) => one !== null);
  return (known.length === 0 ? [name.toLowerCase()] : known).map((one) =>
    createHmac('sha256', printKey).update(`customer ${merchantId} ${one}`).digest(),
  );
}

/** Of tries that count no longer. */
export async function pruneCardTries(db: Queryable, now: Date): Promise<void> {
  await db.query('delete from card_tries where last_at < $1', [new Date(now.getTime() - dayMs)]);
}
