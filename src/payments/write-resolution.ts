/** Writes what a batch of resolutions decided. The statements are sent without waiting for one another. */
import type pg from 'pg';
import {
  insertStatement,
  arraysOf,
  rowsFrom,
  type BatchStatement,
  type Columns,
} from '../db/columns.ts';
import { attemptRow, insertAttempts, updateAttempts } from './attempt.ts';
import { historyRow, insertHistory, payoutRow, type PayoutRow } from './payout-rows.ts';
import type { OpenedCase, Resolution, StoredFact } from './resolve-state.ts';

type ChangeRow = Pick<
  PayoutRow,
  | 'merchant_id'
  | 'payout_id'
  | 'version'
  | 'status'
  | 'status_reason'
  | 'rail'
  | 'utr'
  | 'remarks'
  | 'updated_at'
>;

const changeColumns: Columns<ChangeRow> = {
  merchant_id: 'uuid',
  payout_id: 'uuid',
  version: 'integer',
  status: 'text',
  status_reason: 'text',
  rail: 'text',
  utr: 'text',
  remarks: 'text',
  updated_at: 'timestamptz',
};

const updatePayouts = {
  name: 'update_payouts',
  text: `update payouts p
    set version = r.version, status = r.status, status_reason = r.status_reason, rail = r.rail,
      utr = r.utr, remarks = r.remarks, updated_at = r.updated_at
    from ${rowsFrom(changeColumns)}
    where p.merchant_id = r.merchant_id and p.payout_id = r.payout_id`,
};

const insertFacts = insertStatement<ReturnType<typeof factRow>>('provider_facts', {
  merchant_id: 'uuid',
  payout_id: 'uuid',
  fact_key: 'text',
  source: 'text',
  kind: 'text',
  amount_minor: 'bigint',
  utr: 'text',
  code: 'text',
  message: 'text',
  verdict: 'text',
  seen_at: 'timestamptz',
});

export const insertCases = {
  name: 'insert_cases',
  text: `insert into cases (merchant_id, case_id, payout_id, code, details, opened_at)
    select r.merchant_id, r.case_id, r.payout_id, r.code, r.details::jsonb, r.opened_at
    from (select unnest($1::uuid[]) as merchant_id, unnest($2::uuid[]) as case_id, unnest($3::uuid[]) as payout_id, unnest($4::text[]) as code, unnest($5::text[]) as details, unnest($6::timestamptz[]) as opened_at) as r`,
  values: (cases: readonly OpenedCase[]) =>
    arraysOf(
      {
        merchant_id: 'uuid',
        case_id: 'uuid',
        payout_id: 'uuid',
        code: 'text',
        details: 'text',
        opened_at: 'timestamptz',
      },
      cases.map((opened) => ({
        merchant_id: opened.merchantId,
        case_id: opened.caseId,
        payout_id: opened.subjectId,
        code: opened.code,
        details: JSON.stringify(opened.details),
        opened_at: opened.openedAt,
      })),
    ),
};

export function writeResolution(client: pg.ClientBase, resolution: Resolution): Promise<unknown>[] {
  const all = resolution.all();
  const changed = all
    .filter((working) => working.changed)
    .map((working) => payoutRow(working.payout));
  return [
    ...send(
      client,
      { ...updatePayouts, values: (rows: readonly PayoutRow[]) => arraysOf(changeColumns, rows) },
      changed,
    ),
    ...send(client, insertHistory, resolution.history.map(historyRow)),
    ...send(
      client,
      insertAttempts,
      all.flatMap((working) => working.newAttempts()).map(attemptRow),
    ),
    ...send(
      client,
      updateAttempts,
      all.flatMap((working) => working.updatedAttempts()),
    ),
    ...send(client, insertFacts, resolution.facts.map(factRow)),
    ...send(client, insertCases, resolution.cases),
  ];
}

/** Sends one statement for all rows, and none when there are none. */
export function send<Row>(
  client: pg.ClientBase,
  statement: BatchStatement<Row>,
  rows: readonly Row[],
): Promise<unknown>[] {
  if (rows.length === 0) return [];
  return [
    client.query({ name: statement.name, text: statement.text, values: statement.values(rows) }),
  ];
}

function factRow(fact: StoredFact) {
  return {
    merchant_id: fact.merchantId,
    payout_id: fact.payoutId,
    fact_key: fact.factKey,
    source: fact.source as string,
    kind: fact.kind,
    amount_minor: fact.amountMinor,
    utr: fact.utr,
    code: fact.code,
    message: fact.message,
    verdict: fact.verdict as string,
    seen_at: fact.seenAt,
  };
}
