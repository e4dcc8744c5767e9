/** What moved one wallet, whichever contract asked for it: its journals, with what the contracts know of them. */
import type { Queryable } from '../db/connection.ts';
import { accountOf } from '../ledger/accounts.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { WalletCurrency } from '../merchants/wallets.ts';
import type { XprizoKind } from '../payments/xprizo-transactions.ts';
import { bookedKinds } from './journal-stretch.ts';
import { findSubjects, type Subject } from './subjects.ts';

/** Whose wallet, and in which currency: one account of the ledger. */
export interface EntriesOf {
  readonly merchantId: MerchantId;
  readonly currency: WalletCurrency;
}

export interface WalletEntry {
  /** Counted within the wallet. */
  readonly journalNo: bigint;
  readonly recordedAt: Date;
  /** True when it takes back what an earlier one had booked. */
  readonly isReturn: boolean;
  /** Out of the wallet and into it, with fee and tax. */
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  /** Fee and tax together; below zero when they came back. */
  readonly feeMinor: bigint;
  /** Undefined for what no payment was, such as a funding. */
  readonly subject: Subject | undefined;
  readonly isFunding: boolean;
  readonly beside: BesideEntry | undefined;
  /** The wallet on the other side of a transfer or an exchange. */
  readonly otherWalletNo: bigint | undefined;
}

/** What the Xprizo contract keeps beside it; a payment of another contract has none. */
export interface BesideEntry {
  readonly kind: XprizoKind;
  readonly transactionNo: bigint;
  readonly approvalKey: string;
  readonly description: string;
  readonly reference: string;
}

interface EntryRow {
  journal_no: bigint;
  recorded_at: Date;
  kind: string;
  fact: string;
  subject_id: string;
  debit_minor: bigint;
  credit_minor: bigint;
  fee_minor: bigint;
}

const isCharge = (side: 'debit' | 'credit') =>
  `split_part(leg.${side}, ':', 1) in ('fee_income', 'gst_payable')`;

/** `$1` is the merchant, `$2` the account. */
const entries = (journals: string) => `
  select j.journal_no, j.recorded_at, j.kind, j.fact, j.subject_id,
    side.debit_minor, side.credit_minor, side.fee_minor
  from (${journals}) j cross join lateral (
    select coalesce(sum(leg.amount) filter (where leg.debit = j.account), 0)::bigint as debit_minor,
      coalesce(sum(leg.amount) filter (where leg.credit = j.account), 0)::bigint as credit_minor,
      (coalesce(sum(leg.amount) filter (where ${isCharge('credit')}), 0)
        - coalesce(sum(leg.amount) filter (where ${isCharge('debit')}), 0))::bigint as fee_minor
    from unnest(j.debits, j.credits, j.amounts_minor) as leg (debit, credit, amount)) side
  where side.debit_minor > 0 or side.credit_minor > 0
  order by j.journal_no desc`;

const ofDays = `${entries(`
    select * from journals where merchant_id = $1 and account = $2 and kind in ${bookedKinds}
      and recorded_at >= $3 and recorded_at < $4`)}
  limit $5 offset $6`;

/** A hold is known by its number, and what ended it by the index over holds; everything else by its subject. */
const ofSubject = entries(`
    select * from journals where merchant_id = $1 and account = $2 and subject_id = $3
      and kind in ('record', 'reverse')
    union all
    select * from journals where merchant_id = $1 and account = $2 and kind = 'post' and resolves in (
      select reserve_no from payouts where merchant_id = $1 and payout_id = $3
      union all
      select reserve_no from transfers where merchant_id = $1 and transfer_id = $3)`);

const ofNumber = entries(`
    select * from journals where merchant_id = $1 and account = $2 and journal_no = $3
      and kind in ${bookedKinds}`);

/** Newest first. */
export async function walletEntries(
  db: Queryable,
  of: EntriesOf,
  page: {
    readonly fromAt: Date;
    /** Exclusive. */
    readonly toAt: Date;
    readonly limit: number;
    readonly offset: number;
  },
): Promise<WalletEntry[]> {
  const { fromAt, toAt, limit, offset } = page;
  return read(db, of, ofDays, [fromAt, toAt, limit, offset]);
}

/** All that was booked for one payment in this wallet, newest first. */
export function entriesOfSubject(
  db: Queryable,
  of: EntriesOf,
  subjectId: string,
): Promise<WalletEntry[]> {
  return read(db, of, ofSubject, [subjectId]);
}

export async function entryNumbered(
  db: Queryable,
  of: EntriesOf,
  journalNo: bigint,
): Promise<WalletEntry | undefined> {
  return (await read(db, of, ofNumber, [journalNo]))[0];
}

/**
 * The payments of the owner that have this reference, newest first, whichever contract they came by and whichever way
 * they went; behind them what was exchanged, as a deposit may be that has the same reference.
 */
export async function subjectsReferenced(
  db: Queryable,
  merchantId: MerchantId,
  reference: string,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from (
       select transaction_id as id, kind = 'exchange' as is_exchange from xprizo_transactions
         where merchant_id = $1 and reference = $2
       union select payout_id, false from payouts where merchant_id = $1 and reference = $2
       union select payin_id, false from payins where merchant_id = $1 and reference = $2) found
     order by is_exchange, id desc`,
    [merchantId, reference],
  );
  return rows.map(({ id }) => id);
}

/** The payment that this number names in the Xprizo contract. */
export async function subjectNumbered(
  db: Queryable,
  merchantId: MerchantId,
  transactionNo: bigint,
): Promise<{ readonly subjectId: string; readonly walletNo: bigint } | undefined> {
  const { rows } = await db.query<{ subjectId: string; walletNo: bigint }>(
    `select transaction_id as "subjectId", wallet_no as "walletNo" from xprizo_transactions
     where merchant_id = $1 and transaction_no = $2`,
    [merchantId, transactionNo],
  );
  return rows[0];
}

async function read(
  db: Queryable,
  { merchantId, currency }: EntriesOf,
  text: string,
  values: readonly unknown[],
): Promise<WalletEntry[]> {
  const account = accountOf('wallet', currency);
  const { rows } = await db.query<EntryRow>(text, [merchantId, account, ...values]);
  const ids = [...new Set(rows.map((row) => row.subject_id))];
  const [subjects, beside, others] = await Promise.all([
    findSubjects({ db, merchantId }, ids),
    findBeside(db, merchantId, ids),
    findOthers(db, { merchantId, currency }, ids),
  ]);
  return rows.map((row) => ({
    journalNo: row.journal_no,
    recordedAt: row.recorded_at,
    isReturn: row.kind === 'reverse',
    debitMinor: row.debit_minor,
    creditMinor: row.credit_minor,
    feeMinor: row.fee_minor,
    subject: subjects.get(row.subject_id),
    isFunding: row.fact === 'funded',
    beside: beside.get(row.subject_id),
    otherWalletNo: others.get(row.subject_id),
  }));
}

/** An exchange stands in two wallets of its owner: in one of them by what was given, in the other by what came for it. */
async function findOthers(
  db: Queryable,
  { merchantId, currency }: EntriesOf,
  ids: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await db.query<{ id: string; other: bigint }>(
    `select transfer_id as id,
       case when kind = 'exchange' and currency <> $3 then wallet_no else payee_wallet_no end as other
     from transfers where merchant_id = $1 and transfer_id = any($2::uuid[])
     union all
     select transfer_id, payer_wallet_no from incoming_transfers
     where merchant_id = $1 and transfer_id = any($2::uuid[])`,
    [merchantId, ids, currency],
  );
  return new Map(rows.map(({ id, other }) => [id, other]));
}

async function findBeside(
  db: Queryable,
  merchantId: MerchantId,
  ids: readonly string[],
): Promise<ReadonlyMap<string, BesideEntry>> {
  const { rows } = await db.query<BesideEntry & { id: string }>(
    `select transaction_id as id, kind, transaction_no as "transactionNo",
       approval_key as "approvalKey", description, reference
     from xprizo_transactions where merchant_id = $1 and transaction_id = any($2::uuid[])`,
    [merchantId, ids],
  );
  return new Map(rows.map(({ id, ...beside }) => [id, beside]));
}
