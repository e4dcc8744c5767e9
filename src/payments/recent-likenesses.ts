/**
 * Payouts of the last minutes that go to the same account as a new one without a reference, with the same amount, whatever became
 * of them: of one that failed a repeat may still be on its way, and must not pay after a top-up.
 */
import type pg from 'pg';
import { binaryArray } from '../db/binary-array.ts';
import { noneOf } from '../db/sqlstate.ts';
import { firstIdAt } from '../kit/ids.ts';
import { likenessOf, nearDuplicateWindowMs, type CreatePayout } from './create-payout.ts';
import { isPriced } from './payout-sets.ts';

/**
 * The index by amount has all but those that are under way and have a reference. These are looked for by the key of the
 * payouts, among what the merchant has made in the time, once for all that a batch asks, and only where it has ever given a
 * reference. `limit 1` and `offset 0` keep each look with its merchant; the planner would else join all payouts there are.
 */
const text = `with asked as materialized (
    select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::uuid[])
      with ordinality as r (merchant_id, account_number, ifsc, amount_minor, since_id, nth)
  ), named as materialized (
    select p.* from (select distinct merchant_id from asked) m
    cross join lateral (
      select p.merchant_id, p.payout_id, p.beneficiary_account_number, p.beneficiary_ifsc, p.amount_minor
      from payouts p where p.merchant_id = m.merchant_id and p.payout_id >= $6 and not ${isPriced}
        and (select true from payouts n where n.merchant_id = m.merchant_id and n.reference is not null limit 1)
      offset 0) p
  )
  select r.nth::int as nth from asked r
  where (
    select true from payouts p
    where p.merchant_id = r.merchant_id and p.amount_minor = r.amount_minor and ${isPriced}
      and p.payout_id >= r.since_id
      and p.beneficiary_account_number = r.account_number and p.beneficiary_ifsc = r.ifsc limit 1)
  union
  select r.nth::int from asked r
  join named p on p.merchant_id = r.merchant_id and p.amount_minor = r.amount_minor and p.payout_id >= r.since_id
    and p.beneficiary_account_number = r.account_number and p.beneficiary_ifsc = r.ifsc`;

const alike = { name: 'payouts_near_duplicates', text };
const unlike = { name: 'payouts_not_near_duplicates', text: noneOf(text) };

/** Fails when any of those commands that are guarded, and come without a reference, is like such a payout. Sent without waiting. */
export function assumeNoneAlike(
  client: pg.ClientBase,
  commands: readonly CreatePayout[],
): Promise<unknown>[] {
  const guarded = commands.filter(isCompared);
  if (guarded.length === 0) return [];
  return [client.query({ ...unlike, values: valuesOf(guarded) })];
}

/** The likenesses of those commands that are guarded, come without a reference, and are like a payout. */
export async function loadRecentLikenesses(
  client: pg.ClientBase,
  commands: readonly CreatePayout[],
): Promise<Set<string>> {
  const guarded = commands.filter(isCompared);
  if (guarded.length === 0) return new Set();
  const { rows } = await client.query<{ nth: number }>({ ...alike, values: valuesOf(guarded) });
  const found = rows.map(({ nth }) => guarded[nth - 1]).filter((each) => each !== undefined);
  return new Set(found.map(likenessOf));
}

function isCompared({ reference, nearDuplicateGuard }: CreatePayout): boolean {
  return reference === null && nearDuplicateGuard;
}

function valuesOf(guarded: readonly CreatePayout[]): unknown[] {
  const sinceIds = guarded.map(({ at }) => firstIdAt(at.getTime() - nearDuplicateWindowMs));
  return [
    binaryArray(
      'uuid',
      guarded.map(({ merchantId }) => merchantId),
    ),
    binaryArray(
      'text',
      guarded.map(({ beneficiaryAccountNumber }) => beneficiaryAccountNumber),
    ),
    binaryArray(
      'text',
      guarded.map(({ beneficiaryIfsc }) => beneficiaryIfsc),
    ),
    binaryArray(
      'bigint',
      guarded.map(({ amountMinor }) => amountMinor),
    ),
    binaryArray('uuid', sinceIds),
    sinceIds.toSorted()[0],
  ];
}
