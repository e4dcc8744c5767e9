/**
 * What has not ended and should have: payments of which nobody knows, late ones, money that is held until somebody
 * decides, and contradictions that wait for a person.
 */
import type { Queryable } from '../db/connection.ts';
import { adviceOn, isOver } from './case-advice.ts';
import { isOpen } from '../payments/payout-sets.ts';
import { findHeldPayments, releasing } from './held-payments.ts';
import type { ShelfItem, StoredItem } from './shelf-item.ts';

export interface Shelf {
  /** Oldest first. */
  readonly items: readonly ShelfItem[];
  /** Of each payment once, per currency. */
  readonly atRisk: readonly { readonly minor: bigint; readonly currency: string }[];
  /** There is more than is shown, and the sums are of what is shown. */
  readonly isCut: boolean;
}

/** Later than this a payment belongs on the shelf, whatever its provider says. */
const lateAfterMs = 10 * 60_000;
const mostShown = 500;
/** What is under way is little beside all that was ever made; so much of it, the oldest or what is due first, is looked at. */
const mostLookedAt = 5_000;

export async function readShelf(db: Queryable, nowMs: number): Promise<Shelf> {
  const values = [new Date(nowMs - lateAfterMs)];
  const [held, cases, ...lists] = await Promise.all([
    findHeldPayments(db, mostShown),
    findCases(db),
    ...[openPayouts, openPayins, openTransfers].map(async (text) => {
      const { rows } = await db.query<StoredItem>(text, values);
      return rows;
    }),
  ]);
  // The case about a held payment is why it is held: one line, not two.
  const told = new Set(held.map(({ caseId }) => caseId));
  const others = cases.filter(({ caseId }) => !told.has(caseId));
  const items: ShelfItem[] = [...held.map(advised), ...others, ...lists.flat().map(advised)];
  items.sort((a, b) => a.since.getTime() - b.since.getTime());
  const sums = new Map<string, bigint>();
  const atRisk = items.filter(({ amountMinor }) => amountMinor !== null);
  const once = new Map(atRisk.map((item) => [item.heldPaymentId ?? item.paymentId, item]));
  for (const { currency, amountMinor } of once.values())
    if (currency !== null) sums.set(currency, (sums.get(currency) ?? 0n) + (amountMinor ?? 0n));
  return {
    items: items.slice(0, mostShown),
    atRisk: [...sums]
      .filter(([, minor]) => minor > 0n)
      .map(([currency, minor]) => ({ minor, currency })),
    isCut:
      items.length > mostShown ||
      [held, others, ...lists].some(({ length }) => length >= mostShown),
  };
}

/** The last word about what a case is open on is its code. */
function advised(item: StoredItem): ShelfItem {
  const { caseId, detail: code, status } = item;
  const isCase = caseId !== null && code !== null;
  return { ...item, advice: isCase ? adviceOn({ code, status, isReleased: false }) : null };
}

type StoredCase = StoredItem & { readonly detail: string; readonly isReleased: boolean };

async function findCases(db: Queryable): Promise<ShelfItem[]> {
  const { rows } = await db.query<StoredCase>(openCases);
  return rows.map(({ isReleased, ...item }) => {
    const about = { code: item.detail, status: item.status, isReleased };
    const amountMinor = isOver(about) ? null : item.amountMinor;
    return { ...item, amountMinor, advice: adviceOn(about) };
  });
}

const shared = `m.merchant_id as "merchantId", m.name as "merchantName", p.status, p.currency,
  p.amount_minor as "amountMinor", p.created_at as since, null as "caseId", null as "heldPaymentId"`;

// Of each status the oldest: what has waited longest is first in the index of those that are under way.
const openPayouts = `
  select case when a.state in ('unknown', 'submitting') then 'unknown' else 'late' end as why, 'payout' as kind,
    ${shared}, p.payout_id as "paymentId", p.transaction_number as number,
    coalesce(a.detail, a.state, o.last_error) as detail, o.due_at as "nextLookAt"
  from unnest(array['queued', 'processing']) as open (status)
  cross join lateral (
    select * from payouts p where ${isOpen()} and p.status = open.status order by p.payout_id limit ${String(mostLookedAt)}) p
  join merchants m on m.merchant_id = p.merchant_id
  left join lateral (
    select a.state, a.detail, a.started_at from payout_attempts a
    where a.merchant_id = p.merchant_id and a.payout_id = p.payout_id order by a.attempt_no desc limit 1) a on true
  left join outbox o on o.merchant_id = p.merchant_id and o.outbox_id = p.payout_id and o.state in ('due', 'leased')
  where p.created_at < $1 or a.state = 'unknown'
  order by p.created_at limit ${String(mostShown)}`;

const openPayins = `
  select 'late' as why, 'payin' as kind, ${shared}, p.payin_id as "paymentId", p.transaction_number as number,
    o.last_error as detail, o.due_at as "nextLookAt"
  from (
    select merchant_id, subject_id, due_at, last_error from outbox
    where topic = 'payin' and state in ('due', 'leased') order by due_at limit ${String(mostLookedAt)}) o
  join payins p on p.merchant_id = o.merchant_id and p.payin_id = o.subject_id
  join merchants m on m.merchant_id = p.merchant_id
  where p.status = 'created' and p.expires_at < $1
  order by p.created_at limit ${String(mostShown)}`;

const openTransfers = `
  select case p.status when 'held' then 'held' else 'late' end as why, 'transfer' as kind, ${shared}, p.transfer_id as "paymentId", null as number,
    coalesce(o.last_error, p.status_reason) as detail, o.due_at as "nextLookAt"
  from (
    select merchant_id, subject_id, due_at, last_error from outbox
    where topic in ('transfer', 'hold') and state in ('due', 'leased') order by due_at limit ${String(mostLookedAt)}) o
  join transfers p on p.merchant_id = o.merchant_id and p.transfer_id = o.subject_id
  join merchants m on m.merchant_id = p.merchant_id
  where p.status = 'held' or p.created_at < $1 and p.status = 'booked'
  order by p.created_at limit ${String(mostShown)}`;

const openCases = `
  select 'case' as why, case when i.payin_id is null then 'payout' else 'payin' end as kind,
    c.merchant_id as "merchantId", m.name as "merchantName", c.payout_id as "paymentId",
    coalesce(p.transaction_number, i.transaction_number) as number, coalesce(p.status, i.status) as status,
    c.code as detail, coalesce(p.currency, i.currency) as currency,
    coalesce(p.amount_minor, i.amount_minor) as "amountMinor", c.opened_at as since, null as "nextLookAt",
    c.case_id as "caseId", null as "heldPaymentId",
    exists (
      select from payin_facts g
      where g.merchant_id = c.merchant_id and g.payin_id = c.payout_id and g.payment_id = c.details->>'paymentId'
        and g.seen_at > c.opened_at and ${releasing}) as "isReleased"
  from (select * from cases where closed_at is null order by opened_at limit ${String(mostShown)}) c
  join merchants m on m.merchant_id = c.merchant_id
  left join payouts p on p.merchant_id = c.merchant_id and p.payout_id = c.payout_id
  left join payins i on i.merchant_id = c.merchant_id and i.payin_id = c.payout_id
  order by c.opened_at`;
