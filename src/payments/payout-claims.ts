/**
 * Claims of payouts that are fair to merchants. Where nobody waits they are taken oldest first. Where a queue has formed
 * every second place is given to merchants in turn, a few payouts each, so that one merchant's hundred thousand delay
 * its own; the other places stay with the oldest, among them what is to be asked after.
 */
import { arrayLiteral } from '../db/columns.ts';
import type { Pool } from '../db/connection.ts';
import { claim, findDue, type Claim, type ClaimOptions, type Due } from '../outbox/claim.ts';

type PayoutClaimOptions = Omit<ClaimOptions, 'topic'>;

/** Whoever has waited less waits for nobody's queue. */
const queueMs = 1_000;
/** Of what is due, so many of the newest are looked at for a list, and as many from where the list before it came to. */
const lookedAt = 4_000;
const mostOfOne = 8;
/** A list is used up before the next one is made: a look at thousands for each place would cost more than the payout. */
const mostListed = 64;

type Listed = Omit<Due, 'due_at'>;

interface Turns extends Listed {
  /** When the last of those that were looked at became due; null: the look reached the newest. */
  readonly came_to: Date | null;
}

/**
 * Both looks are ranges of the index of what is open. Who has just come is among the newest, however long the queue; who
 * came while nobody looked is met by going through it.
 */
const statement = {
  name: 'payouts_in_turn',
  text: `with due as not materialized (
      select merchant_id, outbox_id, target, due_at from outbox
      where topic = 'payout' and state in ('due', 'leased') and due_at <= $1 and after_id is null
        and not (target = any ($2::text[]))
    ), further as materialized (
      select * from due where due_at > $3 order by due_at limit $4
    ), ranked as (
      select looked.*, row_number() over (partition by merchant_id order by due_at, outbox_id) as nth
      from (select * from further union (select * from due order by due_at desc limit $4)) looked
    )
    select merchant_id, outbox_id, target,
      (select case when count(*) = $4 then max(due_at) end from further) as came_to
    from ranked where nth <= $5 order by nth, due_at, outbox_id limit $6`,
};

const beginning = new Date(0);

export class PayoutClaims {
  /** What became due later is what the next list goes through. */
  #cameTo = beginning;
  #listed: Listed[] = [];
  /** Of two places one is for a turn, also where there is one place at a time. */
  #half = 0;

  async claim(pool: Pool, given: PayoutClaimOptions): Promise<Claim[]> {
    const options = { ...given, topic: 'payout' } as const;
    if (given.perTarget !== undefined)
      return claim(pool, options, await firstOfEachTarget(pool, options));
    const oldest = await findDue(pool, options);
    const waitedMs = given.now.getTime() - (oldest[0]?.due_at.getTime() ?? Infinity);
    if (oldest.length < given.limit || waitedMs <= queueMs) {
      this.#listed = [];
      return claim(pool, options, oldest);
    }
    const halves = given.limit + this.#half;
    this.#half = halves % 2;
    const inTurn = await this.#next(pool, given, halves >> 1);
    const others = without(oldest, inTurn).slice(0, given.limit - inTurn.length);
    this.#listed = without(this.#listed, others);
    const claims = await claim(pool, options, [...inTurn, ...others]);
    // Another process may have come first to what a list of some time ago names.
    return claims.length > 0 ? claims : claim(pool, options, oldest);
  }

  async #next(pool: Pool, options: PayoutClaimOptions, count: number): Promise<Listed[]> {
    const { busyTargets = [] } = options;
    this.#listed = this.#listed.filter(({ target }) => !busyTargets.includes(target));
    if (this.#listed.length < count) this.#listed = await this.#list(pool, options);
    return this.#listed.splice(0, count);
  }

  async #list(pool: Pool, { now, busyTargets = [] }: PayoutClaimOptions): Promise<Listed[]> {
    const targets = arrayLiteral(busyTargets);
    const { rows } = await pool.query<Turns>({
      ...statement,
      values: [now, targets, this.#cameTo, lookedAt, mostOfOne, mostListed],
    });
    this.#cameTo = rows[0]?.came_to ?? beginning;
    return rows;
  }
}

/** The queue of one target may be longer than any look: each is looked at by itself, while there are places. */
async function firstOfEachTarget(pool: Pool, options: ClaimOptions): Promise<Due[]> {
  const firsts: Due[] = [];
  while (firsts.length < options.limit) {
    const seen = firsts.map(({ target }) => target);
    const busyTargets = [...(options.busyTargets ?? []), ...seen];
    const found = await findDue(pool, { ...options, busyTargets });
    if (found.length === 0) break;
    firsts.push(...found);
  }
  return firsts.slice(0, options.limit);
}

function without<Item extends Listed>(items: readonly Item[], taken: readonly Listed[]): Item[] {
  const ids = new Set(taken.map(({ outbox_id }) => outbox_id));
  return items.filter(({ outbox_id }) => !ids.has(outbox_id));
}
