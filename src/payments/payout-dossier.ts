/** Everything that is known of one payout, for a person who has to understand it. */
import type { Queryable } from '../db/connection.ts';
import { attemptOf, type Attempt, type AttemptRow } from './attempt.ts';
import { listCases, type Case } from './cases.ts';
import type { HistoryEntry, Payout } from './payout.ts';
import { payoutColumns, payoutOf, type PayoutRow } from './payout-rows.ts';
import { isUuid, type MerchantId } from '../kit/ids.ts';

export interface FactView {
  readonly source: string;
  readonly kind: string;
  readonly amountMinor: bigint | null;
  readonly utr: string | null;
  readonly code: string | null;
  readonly message: string | null;
  /** What we made of it. */
  readonly verdict: string;
  readonly seenAt: Date;
}

export interface JournalView {
  /** The ruled account by whose numbers it stands. */
  readonly account: string;
  readonly journalNo: bigint;
  readonly kind: string;
  readonly fact: string;
  /** The hold that it ends. */
  readonly resolves: bigint | null;
  readonly debits: readonly string[];
  readonly credits: readonly string[];
  readonly amountsMinor: readonly bigint[];
  readonly recordedAt: Date;
}

/** The promise to bring the payout to its end. */
export interface PromiseView {
  readonly state: string;
  readonly dueAt: Date;
  readonly claims: number;
  readonly lastError: string | null;
}

export interface PayoutDossier {
  readonly payout: Payout;
  readonly promise: PromiseView | undefined;
  readonly history: readonly HistoryEntry[];
  readonly attempts: readonly Attempt[];
  readonly facts: readonly FactView[];
  readonly journals: readonly JournalView[];
  readonly cases: readonly Case[];
}

/** By transaction number or payout id, whoever's it is: one look-up per merchant, so for people only. */
export async function findPayoutOfAnyone(
  db: Queryable,
  numberOrId: string,
): Promise<Payout | undefined> {
  const column = isUuid(numberOrId.toLowerCase()) ? 'payout_id' : 'transaction_number';
  const { rows } = await db.query<PayoutRow>(
    `select found.* from merchants m cross join lateral (
       select ${payoutColumns} from payouts p
       where p.merchant_id = m.merchant_id and p.${column} = $1 offset 0) found
     limit 1`,
    [numberOrId],
  );
  return rows[0] && payoutOf(rows[0]);
}

export async function findPayoutById(
  db: Queryable,
  merchantId: string,
  payoutId: string,
): Promise<Payout | undefined> {
  const { rows } = await db.query<PayoutRow>(
    `select ${payoutColumns} from payouts p where p.merchant_id = $1 and p.payout_id = $2`,
    [merchantId, payoutId],
  );
  return rows[0] && payoutOf(rows[0]);
}

export async function readDossier(db: Queryable, payout: Payout): Promise<PayoutDossier> {
  const key = [payout.merchantId, payout.payoutId];
  const read = <Row extends object>(text: string) =>
    db.query<Row>(text, key).then(({ rows }) => rows);
  const ofPayout = 'where merchant_id = $1 and payout_id = $2';
  const merchantId = payout.merchantId as MerchantId;
  const [promises, history, attempts, facts, journals, cases] = await Promise.all([
    read<PromiseView>(`select state, due_at as "dueAt", claims, last_error as "lastError"
      from outbox where merchant_id = $1 and outbox_id = $2`),
    read<HistoryEntry>(`select merchant_id as "merchantId", payout_id as "payoutId", version,
        from_status as "fromStatus", to_status as "toStatus", because, at
      from payout_changes ${ofPayout} order by version`),
    read<AttemptRow>(`select * from payout_attempts ${ofPayout} order by attempt_no`),
    read<FactView>(`select source, kind, amount_minor as "amountMinor", utr, code, message, verdict,
        seen_at as "seenAt"
      from provider_facts ${ofPayout} order by seen_at, fact_key`),
    readJournals(db, { ...payout, subjectId: payout.payoutId }),
    listCases(db, { merchantId, payoutId: payout.payoutId, all: true }),
  ]);
  const [promise] = promises;
  return { payout, promise, history, attempts: attempts.map(attemptOf), facts, journals, cases };
}

/** The hold is known by its number, and whatever ends it or returns the money by an index. */
export async function readJournals(
  db: Queryable,
  about: Pick<Payout, 'merchantId' | 'currency' | 'reserveNo'> & { readonly subjectId: string },
): Promise<JournalView[]> {
  const { rows } = await db.query<
    Omit<JournalView, 'amountsMinor'> & { amounts: readonly string[] }
  >(
    `select account, journal_no as "journalNo", kind, fact, resolves, debits, credits,
       amounts_minor::text[] as amounts, recorded_at as "recordedAt"
     from journals
     where merchant_id = $1 and account = $2 and (journal_no = $3 or resolves = $3)
     union all
     select account, journal_no, kind, fact, resolves, debits, credits, amounts_minor::text[], recorded_at
     from journals
     where merchant_id = $1 and account = $2 and subject_id = $4 and kind in ('record', 'reverse')
     order by 2`,
    [about.merchantId, `wallet:${about.currency}`, about.reserveNo, about.subjectId],
  );
  return rows.map(({ amounts, ...row }) => ({ ...row, amountsMinor: amounts.map(BigInt) }));
}
