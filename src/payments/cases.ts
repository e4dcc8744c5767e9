/** What a person has to look at: contradictions that no rule may decide. */
import { transaction, type Pool, type Queryable } from '../db/connection.ts';
import { newId, type MerchantId } from '../kit/ids.ts';
import { writeAuditEvent } from '../merchants/audit.ts';

export interface Case {
  readonly merchantId: MerchantId;
  readonly merchantNo: number;
  readonly caseId: string;
  /** Of the payout or pay-in. */
  readonly payoutId: string;
  /** Null when the case is about a payment that we do not know. */
  readonly transactionNumber: string | null;
  readonly code: string;
  readonly details: Readonly<Record<string, string>>;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

export interface CaseFilter {
  readonly merchantId?: MerchantId | undefined;
  readonly payoutId?: string | undefined;
  /** Also those that are closed. */
  readonly all: boolean;
}

/** Of a list; whoever has more closes some, or asks for those of one merchant. */
export const mostCasesListed = 1_000;

const selectCases = `select c.merchant_id as "merchantId", m.merchant_no as "merchantNo", c.case_id as "caseId",
    c.payout_id as "payoutId",
    coalesce(p.transaction_number, i.transaction_number) as "transactionNumber", c.code, c.details,
    c.opened_at as "openedAt", c.closed_at as "closedAt"
  from cases c join merchants m on m.merchant_id = c.merchant_id
  left join payouts p on p.merchant_id = c.merchant_id and p.payout_id = c.payout_id
  left join payins i on i.merchant_id = c.merchant_id and i.payin_id = c.payout_id`;

/** Oldest first, at most `mostCasesListed`. */
export async function listCases(db: Queryable, filter: CaseFilter): Promise<Case[]> {
  const { rows } = await db.query<Case>(
    `${selectCases}
     where ($1::uuid is null or c.merchant_id = $1) and ($2::uuid is null or c.payout_id = $2)
       ${filter.all ? '' : 'and c.closed_at is null'}
     order by c.opened_at, c.case_id limit $3`,
    [filter.merchantId ?? null, filter.payoutId ?? null, mostCasesListed],
  );
  return rows;
}

/** Of those that are open: opened at that moment or later. */
export async function casesOpenedSince(
  db: Queryable,
  since: Date,
): Promise<Pick<Case, 'merchantId' | 'caseId' | 'payoutId' | 'code'>[]> {
  const { rows } = await db.query<Pick<Case, 'merchantId' | 'caseId' | 'payoutId' | 'code'>>(
    `select merchant_id as "merchantId", case_id as "caseId", payout_id as "payoutId", code
     from cases where closed_at is null and opened_at >= $1 order by opened_at, case_id`,
    [since],
  );
  return rows;
}

/** How many are open, and since when the oldest. */
export async function countOpenCases(
  db: Queryable,
): Promise<{ readonly count: bigint; readonly since: Date | null }> {
  const { rows } = await db.query<{ count: bigint; since: Date | null }>(
    'select count(*) as count, min(opened_at) as since from cases where closed_at is null',
  );
  return rows[0] ?? { count: 0n, since: null };
}

export interface CaseChange {
  readonly actor: string;
  readonly note: string;
  readonly nowMs: number;
}

/** What a person wants looked at. Opening moves no money; the note stands in the case and in the audit. */
export async function openCase(
  pool: Pool,
  { merchantId, payoutId }: { readonly merchantId: MerchantId; readonly payoutId: string },
  { actor, note, nowMs }: CaseChange,
): Promise<string> {
  const caseId = newId<'case'>(nowMs);
  await transaction(pool, async (tx) => {
    await tx.query(
      `insert into cases (merchant_id, case_id, payout_id, code, details, opened_at)
       values ($1, $2, $3, 'opened_by_person', $4, $5)`,
      [merchantId, caseId, payoutId, JSON.stringify({ note, actor }), new Date(nowMs)],
    );
    const details = { caseId, payoutId, note };
    await writeAuditEvent(tx, { merchantId, actor, action: 'case.opened', details, nowMs });
  });
  return caseId;
}

/** Of this merchant, where it is given. Undefined when there is no such case. Closing moves no money; the note goes to the audit. */
export async function closeCase(
  pool: Pool,
  caseId: string,
  change: CaseChange & { readonly merchantId?: MerchantId },
): Promise<Case | 'closed before' | undefined> {
  const { rows } = await pool.query<Case>(
    `${selectCases} where c.case_id = $1 and ($2::uuid is null or c.merchant_id = $2)`,
    [caseId, change.merchantId ?? null],
  );
  const [found] = rows;
  if (found === undefined) return undefined;
  const { actor, note, nowMs } = change;
  const closedAt = new Date(nowMs);
  return transaction(pool, async (tx) => {
    const { rowCount } = await tx.query(
      `update cases set closed_at = $3
       where merchant_id = $1 and case_id = $2 and closed_at is null`,
      [found.merchantId, caseId, closedAt],
    );
    if (rowCount !== 1) return 'closed before';
    const { merchantId, code, payoutId } = found;
    const details = { caseId, payoutId, code, note };
    await writeAuditEvent(tx, { merchantId, actor, action: 'case.closed', details, nowMs });
    return { ...found, closedAt };
  });
}
