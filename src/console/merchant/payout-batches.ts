/** Payouts from a file: checked row by row, confirmed together, carried out by a worker. */
import { DomainError } from '../../kit/errors.ts';
import { formatMoney } from '../../kit/money.ts';
import type { MerchantId } from '../../kit/ids.ts';
import { checkBatch, totalsOfBatch, type CheckedRow } from '../../payments/check-batch.ts';
import {
  confirmBatch,
  findBatch,
  findBatchOfForm,
  listBatches,
  readBatchRows,
  type Batch,
  type BatchRow,
} from '../../payments/payout-batches.ts';
import { csvLine } from '../../reports/csv.ts';
import { stopBatch } from '../../payments/stop-batch.ts';
import { mostBatchRows, readBatch } from '../../payments/read-batch.ts';
import type {
  BatchAnswer,
  BatchesAnswer,
  BatchRowAnswer,
  BatchRowsAnswer,
  BatchSummary,
  BatchTotalAnswer,
  CheckedBatchAnswer,
  CheckedRowAnswer,
} from '../answers/payouts.ts';
import { Download, merchantOf, type RouteRequest, type TeamRoute } from '../route.ts';
import { actorOf } from './actor.ts';
import type { TeamDeps } from './deps.ts';
import { availableOf, formKeyOf } from './payouts.ts';
import { isoOf, money } from './present.ts';
import { cursorOf, idOf, invalid, limitOf, searchOf, textOf } from './reading.ts';

export function payoutBatchRoutes(deps: TeamDeps): readonly TeamRoute[] {
  const write = { permission: 'payouts.create' } as const;
  const read = { method: 'GET', permission: 'payments.read' } as const;
  const ids = { batchId: 'batch' } as const;
  return [
    { ...write, method: 'POST', path: '/payout-batches/check', handle: (ask) => check(deps, ask) },
    {
      ...write,
      method: 'POST',
      path: '/payout-batches',
      stepUp: true,
      handle: (ask) => confirm(deps, ask),
    },
    {
      ...write,
      method: 'POST',
      path: '/payout-batches/:batchId/stop',
      ids,
      handle: (ask) => stop(deps, ask),
    },
    { ...read, path: '/payout-batches', handle: (ask) => list(deps, ask) },
    { ...read, path: '/payout-batches/:batchId', ids, handle: (ask) => show(deps, ask) },
    { ...read, path: '/payout-batches/:batchId/rows', ids, handle: (ask) => rows(deps, ask) },
    { ...read, path: '/payout-batches/:batchId/result', ids, handle: (ask) => result(deps, ask) },
  ];
}

const mostFileCharacters = 200_000;

async function checkedOf(
  { pool, payouts }: TeamDeps,
  { caller, body, nowMs }: RouteRequest,
): Promise<CheckedRow[]> {
  const terms = await payouts.desk.termsOf(merchantOf(caller));
  const read = readBatch(fileOf(body));
  if (!read.ok) throw invalid('lines', read.reason);
  return checkBatch(pool, payouts.desk, terms, read.rows, nowMs);
}

/** By lines, since no text of a body may hold a line break. */
function fileOf({ lines }: RouteRequest['body']): string {
  if (!Array.isArray(lines) || !lines.every((line) => typeof line === 'string'))
    throw invalid('lines', 'Send the lines of the file.');
  const text = lines.join('\n');
  if (text.length > mostFileCharacters) throw invalid('lines', 'The file is larger than 200 kB.');
  return text;
}

async function check(deps: TeamDeps, asked: RouteRequest): Promise<CheckedBatchAnswer> {
  const checked = await checkedOf(deps, asked);
  const goodRows = checked.filter(({ payable }) => payable !== undefined).length;
  return {
    rows: checked.map(checkedRow),
    goodRows,
    badRows: checked.length - goodRows,
    totals: await totalsFor(deps, merchantOf(asked.caller), checked),
  };
}

/**
 * What is paid is what was shown: the same totals, or nothing. Once it runs its references are taken and its file would
 * not pass again, so a second click is answered before that.
 */
async function confirm(deps: TeamDeps, asked: RouteRequest): Promise<BatchSummary> {
  const { caller, body, nowMs } = asked;
  const merchantId = merchantOf(caller);
  const formKey = formKeyOf(body);
  const fileName = textOf(body, 'fileName', 120) || 'payouts.csv';
  const earlier = await findBatchOfForm(deps.pool, merchantId, formKey);
  if (earlier !== undefined) return summaryOf(earlier);
  const checked = await checkedOf(deps, asked);
  const payable = checked.flatMap(({ line, payable: row }) =>
    row === undefined ? [] : [{ rowNo: line, filled: row.filled }],
  );
  if (payable.length === 0) throw invalid('lines', 'No row of the file can be paid.');
  if (shownText(checked) !== textOf(body, 'shown', 300))
    throw new DomainError('console.conflict', {
      reason: 'What would be paid is no longer what was shown. Check the file again.',
    });
  const batch = await confirmBatch(deps.pool, {
    ...{ merchantId, formKey, fileName, nowMs, rows: payable },
    orderedBy: caller.name,
    actor: actorOf(caller),
  });
  deps.payouts.onBatch();
  return summaryOf(batch);
}

/** `INR 12 500000`: rows and minor units that leave the wallet. */
function shownText(checked: readonly CheckedRow[]): string {
  return totalsOfBatch(checked)
    .map(
      ({ currency, rowCount, totalMinor }) =>
        `${currency} ${String(rowCount)} ${String(totalMinor)}`,
    )
    .join(', ');
}

async function list({ pool }: TeamDeps, { caller, query }: RouteRequest): Promise<BatchesAnswer> {
  const limit = limitOf(query);
  const page = { search: searchOf(query), before: cursorOf(query), limit: limit + 1 };
  const found = await listBatches(pool, merchantOf(caller), page);
  const shown = found.slice(0, limit).map(summaryOf);
  return { rows: shown, next: found.length > limit ? (shown.at(-1)?.batchId ?? null) : null };
}

async function batchOf({ pool }: TeamDeps, { caller, params }: RouteRequest) {
  const key = { merchantId: merchantOf(caller), batchId: idOf(params, 'batchId') };
  const batch = await findBatch(pool, key);
  if (batch === undefined) throw new DomainError('console.not_found');
  return { key, batch };
}

async function show(deps: TeamDeps, asked: RouteRequest): Promise<BatchAnswer> {
  const { batch } = await batchOf(deps, asked);
  return { ...summaryOf(batch), counts: batch.counts };
}

/** What is not begun is never made; what is being made at this instant still is. */
async function stop(deps: TeamDeps, asked: RouteRequest): Promise<BatchAnswer> {
  const { caller, nowMs } = asked;
  const { key } = await batchOf(deps, asked);
  const by = { name: caller.name, actor: actorOf(caller), nowMs };
  if ((await stopBatch(deps.pool, key, by)) === 'ended_before')
    throw new DomainError('console.conflict', { reason: 'All of it has been made already.' });
  deps.payouts.onBatch();
  return show(deps, asked);
}

async function rows(deps: TeamDeps, asked: RouteRequest): Promise<BatchRowsAnswer> {
  const { key } = await batchOf(deps, asked);
  const { cursor = '0' } = asked.query;
  if (!/^\d{1,7}$/.test(cursor)) throw invalid('cursor', 'This is no cursor of ours.');
  const limit = limitOf(asked.query, 100);
  const page = { afterRow: parseInt(cursor, 10), limit: limit + 1 };
  const found = await readBatchRows(deps.pool, key, page);
  const shown = found.slice(0, limit).map(rowAnswer);
  return { rows: shown, next: found.length > limit ? String(shown.at(-1)?.line) : null };
}

async function result(deps: TeamDeps, asked: RouteRequest): Promise<Download> {
  const { key, batch } = await batchOf(deps, asked);
  const all = await readBatchRows(deps.pool, key, { limit: mostBatchRows });
  const head = ['line', 'name', 'to', 'amount', 'currency', 'reference', 'outcome'];
  const lines = all.map((row) => [
    ...[String(row.rowNo), row.beneficiaryName, placeOf(row)],
    formatMoney({ minor: row.amountMinor, currency: row.currency }),
    ...[row.currency, row.reference, row.outcome ?? 'waiting', row.transactionNumber ?? ''],
  ]);
  const text = [[...head, 'transaction_number'], ...lines].map(csvLine).join('');
  const name = `${batch.fileName.replace(/\.csv$/i, '')}-result.csv`;
  return new Download(name, 'text/csv; charset=utf-8', text);
}

function summaryOf({
  batchId,
  fileName,
  rowCount,
  orderedBy,
  stoppedBy,
  ...at
}: Batch): BatchSummary {
  return {
    ...{ batchId, fileName, orderedBy, rows: rowCount },
    createdAt: at.createdAt.toISOString(),
    endedAt: isoOf(at.endedAt),
    stoppedAt: isoOf(at.stoppedAt),
    stoppedBy,
  };
}

function checkedRow({ line, form, payable, faults, marks }: CheckedRow): CheckedRowAnswer {
  const filled = payable?.filled;
  return {
    ...{ line, faults, marks, name: form.name, reference: form.reference },
    to: [form.ifsc, form.accountNumber, form.vpa, form.mobile]
      .filter((part) => part !== '')
      .join(' '),
    amount: filled === undefined ? form.amount : money(filled.amountMinor, filled.currency),
    charges: payable === undefined ? null : money(payable.chargesMinor, payable.filled.currency),
  };
}

async function totalsFor(
  { pool }: TeamDeps,
  merchantId: MerchantId,
  checked: readonly CheckedRow[],
): Promise<BatchTotalAnswer[]> {
  return Promise.all(
    totalsOfBatch(checked).map(async ({ currency, rowCount, ...total }) => ({
      rows: rowCount,
      amount: money(total.amountMinor, currency),
      charges: money(total.chargesMinor, currency),
      total: money(total.totalMinor, currency),
      isCovered: total.totalMinor <= (await availableOf(pool, merchantId, currency)),
    })),
  );
}

function rowAnswer(row: BatchRow): BatchRowAnswer {
  const { outcome } = row;
  const hasPayout = ['created', 'insufficient_funds', 'limit_exceeded'].includes(outcome ?? '');
  return {
    line: row.rowNo,
    name: row.beneficiaryName,
    to: placeOf(row),
    amount: money(row.amountMinor, row.currency),
    reference: row.reference,
    outcome: outcome ?? 'waiting',
    paymentId: hasPayout && row.transactionNumber !== null ? row.payoutId : null,
    transactionNumber: row.transactionNumber,
  };
}

function placeOf(row: BatchRow): string {
  const { beneficiaryVpa, beneficiaryMobile, beneficiaryIfsc, beneficiaryAccountNumber } = row;
  return beneficiaryVpa ?? beneficiaryMobile ?? `${beneficiaryIfsc} ${beneficiaryAccountNumber}`;
}
