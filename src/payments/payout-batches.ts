/** Payouts ordered together, as rows: what was confirmed, what became of each, and how far it is. */
import { insertStatement, arraysOf, rowsFrom, type Columns } from '../db/columns.ts';
import { transaction, type Pool, type Queryable } from '../db/connection.ts';
import { newId, type MerchantId } from '../kit/ids.ts';
import type { Currency } from '../kit/money.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { writePromises } from '../outbox/outbox.ts';
import type { FilledPayout, PayoutMeans } from './payout-form.ts';

export type BatchOutcome =
  | 'created'
  /** A payout of the same reference and fields was there before the batch. */
  | 'paid_before'
  | 'insufficient_funds'
  | 'limit_exceeded'
  | 'reference_conflict'
  | 'not_served'
  /** Somebody stopped the batch before. */
  | 'stopped';

export interface BatchRow extends Omit<FilledPayout, 'reference'> {
  readonly rowNo: number;
  readonly payoutId: string;
  readonly reference: string;
  /** Null: not carried out yet. */
  readonly outcome: BatchOutcome | null;
  readonly transactionNumber: string | null;
}

export interface Batch {
  readonly batchId: string;
  readonly fileName: string;
  readonly rowCount: number;
  readonly orderedBy: string;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly stoppedAt: Date | null;
  /** A name. */
  readonly stoppedBy: string | null;
}

export interface BatchKey {
  readonly merchantId: MerchantId;
  readonly batchId: string;
}

export interface NewBatch {
  readonly merchantId: MerchantId;
  readonly formKey: string;
  readonly fileName: string;
  readonly orderedBy: string;
  readonly actor: string;
  readonly nowMs: number;
  readonly rows: readonly { readonly rowNo: number; readonly filled: FilledPayout }[];
}

interface StoredRow {
  merchant_id: string;
  batch_id: string;
  row_no: number;
  payout_id: string;
  reference: string;
  means: PayoutMeans;
  beneficiary_name: string;
  beneficiary_account_number: string;
  beneficiary_ifsc: string;
  beneficiary_vpa: string | null;
  beneficiary_mobile: string | null;
  currency: Currency;
  amount_minor: bigint;
}

const rowColumns: Columns<StoredRow> = {
  merchant_id: 'uuid',
  batch_id: 'uuid',
  row_no: 'integer',
  payout_id: 'uuid',
  reference: 'text',
  means: 'text',
  beneficiary_name: 'text',
  beneficiary_account_number: 'text',
  beneficiary_ifsc: 'text',
  beneficiary_vpa: 'text',
  beneficiary_mobile: 'text',
  currency: 'text',
  amount_minor: 'bigint',
};
const insertRows = insertStatement<StoredRow>('payout_batch_rows', rowColumns);

const columns = `b.batch_id as "batchId", b.file_name as "fileName", b.row_count as "rowCount",
  b.ordered_by as "orderedBy", b.created_at as "createdAt", b.ended_at as "endedAt",
  b.stopped_at as "stoppedAt", b.stopped_by as "stoppedBy"`;

/** Kept whole, with the promise to carry it out; a form that was confirmed before finds the batch it made. */
export async function confirmBatch(pool: Pool, order: NewBatch): Promise<Batch> {
  const { merchantId, formKey, fileName, orderedBy, actor, nowMs, rows } = order;
  const batchId = newId<'payout_batch'>(nowMs);
  const at = new Date(nowMs);
  return transaction(pool, async (tx) => {
    const made = await tx.query<Batch>(
      `insert into payout_batches as b
         (merchant_id, batch_id, form_key, file_name, row_count, ordered_by, created_at)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (merchant_id, form_key) do nothing returning ${columns}`,
      [merchantId, batchId, formKey, fileName, rows.length, orderedBy, at],
    );
    const [batch] = made.rows;
    if (batch === undefined) return earlierOf(await findBatchOfForm(tx, merchantId, formKey));
    const stored = rows.map(({ rowNo, filled }) => storedOf(order, batchId, rowNo, filled));
    await tx.query(insertRows.text, insertRows.values(stored));
    await Promise.all(
      writePromises(tx, [
        {
          ...{ merchantId, outboxId: batchId, topic: 'payout_batch', subjectId: batchId, at },
          ...{ subjectVersion: 1, target: '', payload: null },
        },
      ]),
    );
    const details = { batchId, fileName, rowCount: rows.length };
    const action = 'payout_batch.confirmed';
    await writeAuditEvent(tx, { merchantId, actor, action, details, nowMs });
    return batch;
  });
}

/** Undefined while nothing was confirmed from that form. */
export async function findBatchOfForm(
  db: Queryable,
  merchantId: MerchantId,
  formKey: string,
): Promise<Batch | undefined> {
  const { rows } = await db.query<Batch>(
    `select ${columns} from payout_batches b where b.merchant_id = $1 and b.form_key = $2`,
    [merchantId, formKey],
  );
  return rows[0];
}

function earlierOf(batch: Batch | undefined): Batch {
  if (batch === undefined) throw new Error('A batch that is in the way cannot be seen.');
  return batch;
}

/** The reference of a row that has none is made of its form and its line, so that it is the same whenever it is made. */
function referenceOfRow(formKey: string, rowNo: number): string {
  return `B-${formKey.replaceAll('-', '')}-${String(rowNo)}`;
}

function storedOf(
  { merchantId, formKey, nowMs }: NewBatch,
  batchId: string,
  rowNo: number,
  filled: FilledPayout,
): StoredRow {
  return {
    merchant_id: merchantId,
    batch_id: batchId,
    row_no: rowNo,
    payout_id: newId<'payout'>(nowMs),
    reference: filled.reference ?? referenceOfRow(formKey, rowNo),
    means: filled.means,
    beneficiary_name: filled.beneficiaryName,
    beneficiary_account_number: filled.beneficiaryAccountNumber,
    beneficiary_ifsc: filled.beneficiaryIfsc,
    beneficiary_vpa: filled.beneficiaryVpa,
    beneficiary_mobile: filled.beneficiaryMobile,
    currency: filled.currency,
    amount_minor: filled.amountMinor,
  };
}

const selectRows = `select r.row_no as "rowNo", r.payout_id as "payoutId", r.reference, r.means,
    r.beneficiary_name as "beneficiaryName", r.beneficiary_account_number as "beneficiaryAccountNumber",
    r.beneficiary_ifsc as "beneficiaryIfsc", r.beneficiary_vpa as "beneficiaryVpa",
    r.beneficiary_mobile as "beneficiaryMobile", r.currency, r.amount_minor as "amountMinor",
    r.outcome, r.transaction_number as "transactionNumber"
  from payout_batch_rows r where r.merchant_id = $1 and r.batch_id = $2`;

/** In the order of the file, up to `throughRow`; `onlyOpen`: those that are not carried out yet. */
export async function readBatchRows(
  db: Queryable,
  { merchantId, batchId }: BatchKey,
  page: {
    readonly afterRow?: number;
    readonly throughRow?: number;
    readonly limit: number;
    readonly onlyOpen?: boolean;
  },
): Promise<BatchRow[]> {
  const { rows } = await db.query<BatchRow>(
    `${selectRows} and r.row_no > $3 and ($5::int is null or r.row_no <= $5)
       ${page.onlyOpen === true ? 'and r.outcome is null' : ''}
     order by r.row_no limit $4`,
    [merchantId, batchId, page.afterRow ?? 0, page.limit, page.throughRow ?? null],
  );
  return rows;
}

/** What was kept before stays: somebody else may have carried on the same rows. */
export async function keepOutcomes(
  db: Queryable,
  { merchantId, batchId }: BatchKey,
  outcomes: readonly {
    readonly rowNo: number;
    readonly outcome: BatchOutcome;
    readonly transactionNumber: string | null;
  }[],
): Promise<void> {
  const shape: Columns<{ row_no: number; outcome: string; transaction_number: string | null }> = {
    row_no: 'integer',
    outcome: 'text',
    transaction_number: 'text',
  };
  const rows = outcomes.map(({ rowNo, outcome, transactionNumber }) => ({
    row_no: rowNo,
    outcome,
    transaction_number: transactionNumber,
  }));
  await db.query(
    `update payout_batch_rows b set outcome = r.outcome, transaction_number = r.transaction_number
     from ${rowsFrom(shape, 3)}
     where b.merchant_id = $1 and b.batch_id = $2 and b.row_no = r.row_no and b.outcome is null`,
    [merchantId, batchId, ...arraysOf(shape, rows)],
  );
}

export async function findBatch(
  db: Queryable,
  { merchantId, batchId }: BatchKey,
): Promise<(Batch & { readonly counts: Readonly<Record<string, number>> }) | undefined> {
  const [batches, counts] = await Promise.all([
    db.query<Batch>(
      `select ${columns} from payout_batches b where b.merchant_id = $1 and b.batch_id = $2`,
      [merchantId, batchId],
    ),
    db.query<{ outcome: string; count: number }>(
      `select coalesce(outcome, 'waiting') as outcome, count(*)::int as count
       from payout_batch_rows where merchant_id = $1 and batch_id = $2 group by 1`,
      [merchantId, batchId],
    ),
  ]);
  const [batch] = batches.rows;
  if (batch === undefined) return undefined;
  return {
    ...batch,
    counts: Object.fromEntries(counts.rows.map(({ outcome, count }) => [outcome, count])),
  };
}

export interface BatchPage {
  /** Part of the file's name or of the person's; empty: all. */
  readonly search: string;
  /** The last id of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Newest first. A merchant has a few a day, so all of them are looked through. */
export async function listBatches(
  db: Queryable,
  merchantId: MerchantId,
  { search, before, limit }: BatchPage,
): Promise<Batch[]> {
  const { rows } = await db.query<Batch>(
    `select ${columns} from payout_batches b
     where b.merchant_id = $1 and ($2::uuid is null or b.batch_id < $2)
       and ($4 = '' or strpos(lower(b.file_name), lower($4)) > 0 or strpos(lower(b.ordered_by), lower($4)) > 0)
     order by b.batch_id desc limit $3`,
    [merchantId, before ?? null, limit, search],
  );
  return rows;
}
