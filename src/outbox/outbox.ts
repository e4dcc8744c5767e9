/** Promises that leave the house: written in the commit that makes them, kept later by whoever claims them. */
import type pg from 'pg';
import { insertStatement, type Columns } from '../db/columns.ts';

/**
 * `payout`: bring a payout to its end. `webhook`: tell one endpoint about one change. `payin`: find out what became of
 * a pay-in. `refund`: give a customer's payment back. `release`: do what a person decided about a held one. `transfer`:
 * bring a transfer to its end. `hold`: the same for one whose end is the answer of somebody outside. `decision`:
 * do what a person decided about one. `exchange`: bring a deposit into another wallet of its owner. `payout_batch`: make
 * the payouts that a person ordered together.
 */
export type Topic =
  | 'payout'
  | 'webhook'
  | 'payin'
  | 'refund'
  | 'release'
  | 'transfer'
  | 'hold'
  | 'decision'
  | 'exchange'
  | 'payout_batch';

/** A new promise, due at once unless it says when. */
export interface Promised {
  readonly merchantId: string;
  /** For topics `payout`, `payin`, `transfer` and `hold` the id of the payment itself, so that there can be only one. */
  readonly outboxId: string;
  readonly topic: Topic;
  readonly subjectId: string;
  readonly subjectVersion: number;
  /** Who it goes to: the endpoint of a webhook, else empty. Claims are spread fairly over targets. */
  readonly target: string;
  /** The frozen bytes of a webhook, or what a refund or release is about. */
  readonly payload: string | null;
  readonly at: Date;
  readonly dueAt?: Date;
  /** Another promise of its merchant, to be kept or given up first. */
  readonly afterId?: string;
}

interface Row {
  merchant_id: string;
  outbox_id: string;
  topic: string;
  subject_id: string;
  subject_version: number;
  target: string;
  payload: string | null;
  created_at: Date;
  due_at: Date;
  after_id: string | null;
}

const columns: Columns<Row> = {
  merchant_id: 'uuid',
  outbox_id: 'uuid',
  topic: 'text',
  subject_id: 'uuid',
  subject_version: 'integer',
  target: 'text',
  payload: 'text',
  created_at: 'timestamptz',
  due_at: 'timestamptz',
  after_id: 'uuid',
};

/** Nobody has claimed it. */
const freshly = (createdAt: string) => ({
  state: `'due'`,
  claims: '0',
  updated_at: createdAt,
});

const insert = insertStatement<Row>('outbox', columns, freshly('r.created_at'));

/** For a statement that has the rows already: `of` is SQL for each column over `from`, at most one promise a row. */
export function insertPromisesFrom(
  from: string,
  of: Readonly<Record<Exclude<keyof Row, 'after_id'>, string>>,
): string {
  const cells = { ...of, ...freshly(of.created_at) };
  const selected = Object.values(cells).join(', ');
  return `insert into outbox (${Object.keys(cells).join(', ')}) select ${selected} from ${from}`;
}

/** Sends the insert without waiting; the caller awaits it together with its COMMIT. */
export function writePromises(
  client: pg.ClientBase,
  promised: readonly Promised[],
): Promise<unknown>[] {
  if (promised.length === 0) return [];
  return [
    client.query({
      name: insert.name,
      text: insert.text,
      values: insert.values(promised.map(rowOf)),
    }),
  ];
}

function rowOf(promised: Promised): Row {
  return {
    merchant_id: promised.merchantId,
    outbox_id: promised.outboxId,
    topic: promised.topic,
    subject_id: promised.subjectId,
    subject_version: promised.subjectVersion,
    target: promised.target,
    payload: promised.payload,
    created_at: promised.at,
    due_at: promised.dueAt ?? promised.at,
    after_id: promised.afterId ?? null,
  };
}
