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
/** Merchants looked at for one list of turns, whether anything of theirs is queued or not. */
const mostLookedAt = 256;
const mostOfOne = 8;
/** A list is used up before the next one is made: a look at many merchants for each place would cost more than the payout. */
const mostListed = 64;

type Listed = Omit<Due, 'due_at'>;

/** A merchant, and one of what is due of the merchant's, or nulls. */
interface Turn {
  readonly merchant_id: string;
  readonly step: number;
  readonly outbox_id: string | null;
  readonly target: string | null;
  readonly nth: number | null;
}

const beginning = '00000000-0000-0000-0000-000000000000';

/** Each step is one look into `payouts_not_succeeded`; a promise to pay has the id of its payout. */
const statement = {
  name: 'payouts_in_turn',
  text: `with recursive turns (merchant_id, step) as (
      (select merchant_id, 1 from payouts
        where status <> 'succeeded' and merchant_id > $1::uuid order by merchant_id limit 1)
      union all
      select next.merchant_id, t.step + 1
      from turns t cross join lateral (
        select merchant_id from payouts
        where status <> 'succeeded' and merchant_id > t.merchant_id order by merchant_id limit 1) as next
      where t.step < $2
    )
    select t.merchant_id, t.step, d.payout_id as outbox_id, d.target, d.nth::int as nth
    from turns t left join lateral (
      select q.payout_id, o.target, row_number() over (order by q.payout_id) as nth
      from (select payout_id from payouts p
        where p.merchant_id = t.merchant_id and p.status = 'queued' order by p.payout_id limit $3) as q
      join outbox o on o.merchant_id = t.merchant_id and o.outbox_id = q.payout_id
      where o.state not in ('done', 'dead') and o.due_at <= $4 and o.after_id is null
        and not (o.target = any ($5::text[]))) as d on true
    order by d.nth, t.step`,
};

export class PayoutClaims {
  /** The merchant behind whom the next list begins. */
  #after = beginning;
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

  async #list(pool: Pool, options: PayoutClaimOptions): Promise<Listed[]> {
    let turns = await this.#look(pool, options);
    if (turns.length === 0 && this.#after !== beginning) {
      this.#after = beginning;
      turns = await this.#look(pool, options);
    }
    // Whoever is not reached by this list is first in the next one.
    const firsts = turns.filter(({ nth }) => nth === 1);
    const last =
      firsts.length >= mostListed
        ? firsts[mostListed - 1]
        : turns.find(({ step }) => step === mostLookedAt);
    this.#after = last?.merchant_id ?? beginning;
    return turns
      .flatMap(({ merchant_id, outbox_id, target }) =>
        outbox_id === null || target === null ? [] : [{ merchant_id, outbox_id, target }],
      )
      .slice(0, mostListed);
  }

  async #look(pool: Pool, { now, busyTargets = [] }: PayoutClaimOptions): Promise<Turn[]> {
    const { rows } = await pool.query<Turn>({
      ...statement,
      values: [this.#after, mostLookedAt, mostOfOne, now, arrayLiteral(busyTargets)],
    });
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
