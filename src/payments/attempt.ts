/** One submission to one provider on one rail. It exists before the first byte leaves, and its reference never changes. */
import { insertStatement, arraysOf, rowsFrom, type Columns } from '../db/columns.ts';
import type { Rail } from '../providers/provider.ts';

/** not_sent: proof that no byte left, so the same reference may go out. */
export type AttemptState =
  'submitting' | 'not_sent' | 'accepted' | 'unknown' | 'succeeded' | 'rejected';

export interface Attempt {
  readonly merchantId: string;
  readonly payoutId: string;
  readonly attemptNo: number;
  readonly provider: string;
  readonly providerReference: string;
  readonly rail: Rail;
  readonly railReason: string;
  readonly state: AttemptState;
  readonly detail: string | null;
  /** Times the provider did not know the reference since it was last submitted. */
  readonly notFoundCount: number;
  readonly enquiryCount: number;
  readonly startedAt: Date;
  readonly updatedAt: Date;
}

export interface AttemptRow {
  merchant_id: string;
  payout_id: string;
  attempt_no: number;
  provider: string;
  provider_reference: string;
  rail: Rail;
  rail_reason: string;
  state: AttemptState;
  detail: string | null;
  not_found_count: number;
  enquiry_count: number;
  started_at: Date;
  updated_at: Date;
}

const columns: Columns<AttemptRow> = {
  merchant_id: 'uuid',
  payout_id: 'uuid',
  attempt_no: 'integer',
  provider: 'text',
  provider_reference: 'text',
  rail: 'text',
  rail_reason: 'text',
  state: 'text',
  detail: 'text',
  not_found_count: 'integer',
  enquiry_count: 'integer',
  started_at: 'timestamptz',
  updated_at: 'timestamptz',
};

export const insertAttempts = insertStatement<AttemptRow>('payout_attempts', columns);

/** Behind `a.`: every column of an attempt. */
export const attemptColumns = Object.keys(columns)
  .map((name) => `a.${name}`)
  .join(', ');

type ChangeRow = Pick<
  AttemptRow,
  | 'merchant_id'
  | 'payout_id'
  | 'attempt_no'
  | 'state'
  | 'detail'
  | 'not_found_count'
  | 'enquiry_count'
  | 'updated_at'
>;

const changeColumns: Columns<ChangeRow> = {
  merchant_id: 'uuid',
  payout_id: 'uuid',
  attempt_no: 'integer',
  state: 'text',
  detail: 'text',
  not_found_count: 'integer',
  enquiry_count: 'integer',
  updated_at: 'timestamptz',
};

export const updateAttempts = {
  name: 'update_payout_attempts',
  text: `update payout_attempts a
    set state = r.state, detail = r.detail, not_found_count = r.not_found_count,
      enquiry_count = r.enquiry_count, updated_at = r.updated_at
    from ${rowsFrom(changeColumns)}
    where a.merchant_id = r.merchant_id and a.payout_id = r.payout_id and a.attempt_no = r.attempt_no`,
  values: (attempts: readonly Attempt[]) => arraysOf(changeColumns, attempts.map(attemptRow)),
};

export function attemptOf(row: AttemptRow): Attempt {
  return {
    merchantId: row.merchant_id,
    payoutId: row.payout_id,
    attemptNo: row.attempt_no,
    provider: row.provider,
    providerReference: row.provider_reference,
    rail: row.rail,
    railReason: row.rail_reason,
    state: row.state,
    detail: row.detail,
    notFoundCount: row.not_found_count,
    enquiryCount: row.enquiry_count,
    startedAt: row.started_at,
    updatedAt: row.updated_at,
  };
}

export function attemptRow(attempt: Attempt): AttemptRow {
  return {
    merchant_id: attempt.merchantId,
    payout_id: attempt.payoutId,
    attempt_no: attempt.attemptNo,
    provider: attempt.provider,
    provider_reference: attempt.providerReference,
    rail: attempt.rail,
    rail_reason: attempt.railReason,
    state: attempt.state,
    detail: attempt.detail,
    not_found_count: attempt.notFoundCount,
    enquiry_count: attempt.enquiryCount,
    started_at: attempt.startedAt,
    updated_at: attempt.updatedAt,
  };
}
