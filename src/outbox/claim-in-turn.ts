/**
 * Claims of payouts that are fair to merchants. Where nobody waits they are taken oldest first, which costs one look into
 * an index. Where a queue has formed the merchants have turns, a few payouts each, from where the last turn ended.
 */
import { arrayLiteral } from '../db/columns.ts';
import type { Pool } from '../db/connection.ts';
import { claim, findDue, type Claim, type ClaimOptions, type Due } from './claim.ts';

/** Whoever has waited less waits for nobody's queue. */
const queueMs = 1_000;
/** Merchants looked at in one turn, whether anything of theirs is due or not. */
const mostLookedAt = 64;
const mostOfOne = 8;

interface Place {
  readonly merchant_id: string;
  readonly target: string;
}

/** What is found due, in whichever way. */
type Found = Pick<Due, 'merchant_id' | 'outbox_id' | 'target'>;

interface Turn extends Place {
  readonly step: number;
  /** Null when nothing of theirs is due. */
  readonly outbox_id: string | null;
  readonly nth: number | null;
}

const beginning: Place = { merchant_id: '00000000-0000-0000-0000-000000000000', target: '' };

/** The words of the index `outbox_payouts`, which each step is one look into. */
const open = `topic = 'payout' and state in ('due', 'leased')`;

const statement = {
  name: 'outbox_payouts_in_turn',
  text: `with recursive turns (merchant_id, target, step) as (
      (select merchant_id, target, 1 from outbox
        where ${open} and (merchant_id, target) > ($1::uuid, $2::text)
        order by merchant_id, target limit 1)
      union all
      select next.merchant_id, next.target, t.step + 1
      from turns t cross join lateral (
        select merchant_id, target from outbox
        where ${open} and (merchant_id, target) > (t.merchant_id, t.target)
        order by merchant_id, target limit 1) as next
      where t.step < $3
    )
    select t.merchant_id, t.target, t.step, d.outbox_id, d.nth::int as nth
    from turns t left join lateral (
      select outbox_id, row_number() over (order by due_at) as nth from (
        select outbox_id, due_at from outbox
        where ${open} and merchant_id = t.merchant_id and target = t.target and due_at <= $4
          and after_id is null and not (t.target = any ($5::text[]))
        order by due_at limit $6) as due) as d on true
    order by d.nth, t.step`,
};

export class PayoutClaims {
  /** Where the next turn begins. */
  #after = beginning;

  async claim(pool: Pool, given: Omit<ClaimOptions, 'topic'>): Promise<Claim[]> {
    const options = { ...given, topic: 'payout' } as const;
    const oldest = await findDue(pool, options);
    const waitedMs = given.now.getTime() - (oldest[0]?.due_at.getTime() ?? Infinity);
    // With a limit for each target nothing shows how many wait.
    const isFull = oldest.length >= given.limit || given.perTarget !== undefined;
    if (!isFull || waitedMs <= queueMs) return claim(pool, options, oldest);
    const inTurn = await this.#turn(pool, given);
    const taken = new Set(inTurn.map(({ outbox_id }) => outbox_id));
    const others = oldest.filter(({ outbox_id }) => !taken.has(outbox_id));
    const picked = firstOfEach([...inTurn, ...others], given.perTarget);
    return claim(pool, options, picked.slice(0, given.limit));
  }

  async #turn(pool: Pool, options: Omit<ClaimOptions, 'topic'>): Promise<Found[]> {
    const { limit } = options;
    let turns = await this.#look(pool, options);
    if (turns.length === 0 && this.#after !== beginning) {
      this.#after = beginning;
      turns = await this.#look(pool, options);
    }
    // Whoever is not reached in this turn is first in the next one.
    const firsts = turns.filter(({ nth }) => nth === 1);
    const furthest = turns.reduce((last, turn) => Math.max(last, turn.step), 0);
    const lastStep = firsts.length >= limit ? firsts[limit - 1]?.step : furthest;
    const isEnd = firsts.length < limit && furthest < mostLookedAt;
    this.#after = (isEnd ? undefined : turns.find(({ step }) => step === lastStep)) ?? beginning;
    return turns
      .flatMap(({ merchant_id, outbox_id, target }) =>
        outbox_id === null ? [] : [{ merchant_id, outbox_id, target }],
      )
      .slice(0, options.perTarget === undefined ? limit : undefined);
  }

  async #look(pool: Pool, { now, busyTargets = [] }: Omit<ClaimOptions, 'topic'>): Promise<Turn[]> {
    const { merchant_id, target } = this.#after;
    const { rows } = await pool.query<Turn>({
      ...statement,
      values: [merchant_id, target, mostLookedAt, now, arrayLiteral(busyTargets), mostOfOne],
    });
    return rows;
  }
}

function firstOfEach(found: readonly Found[], most = Infinity): Found[] {
  const counts = new Map<string, number>();
  return found.filter(({ target }) => {
    const count = (counts.get(target) ?? 0) + 1;
    counts.set(target, count);
    return count <= most;
  });
}
