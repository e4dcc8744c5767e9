import type { DatabaseSync } from 'node:sqlite';
import type { Callback, Callbacks } from './callbacks.ts';
import type { Chance } from './chance.ts';
import { shownCollection, type Collection } from './collections.ts';
import { numberOf, numberOrNull, textOf, type Row } from './rows.ts';

/** How the operator hears of a payment: `twice` under two event ids. */
export const TELLINGS = ['once', 'twice', 'none'] as const;
export type Telling = (typeof TELLINGS)[number];

/** The durable queue of what the operator is to hear of customers' payments. */
export type CollectionCallbacks = Pick<
  Callbacks,
  'due' | 'firstDueAfter' | 'delivered' | 'failed'
> & {
  /** Belongs inside a transaction. */
  announce(collection: Collection, dueAt: number, telling: Telling, atMs: number): void;
};

const TYPES = {
  RECEIVED: 'collection.received',
  FAILED: 'collection.failed',
  REVERSED: 'collection.reversed',
} as const;

/** `wanted` false (no callback address): nothing is ever queued. */
export function openCollectionCallbacks(
  db: DatabaseSync,
  chance: Chance,
  wanted: boolean,
): CollectionCallbacks {
  const last = db.prepare('select coalesce(max(id), 0) as id from collection_callbacks');
  const insert =
    db.prepare(`insert into collection_callbacks (id, collection_seq, body, due_at, created_at)
    values (?,?,?,?,?)`);
  const due = db.prepare(
    'select * from collection_callbacks where due_at <= ? order by due_at, id limit ?',
  );
  const firstDue = db.prepare(
    'select min(due_at) as due from collection_callbacks where due_at > ?',
  );
  const done = db.prepare(`update collection_callbacks set delivered_at = ?, due_at = null,
    attempts = attempts + 1 where id = ?`);
  const again = db.prepare(
    'update collection_callbacks set due_at = ?, attempts = attempts + 1 where id = ?',
  );

  const add = (collection: Collection, dueAt: number, at: number) => {
    const id = numberOf(last.get()?.['id']) + 1;
    const eventId = `evt_${chance.hex(24, 'collection', id, collection.paymentId)}`;
    const shown = shownCollection(collection);
    const body = JSON.stringify({ eventId, type: TYPES[collection.status], collection: shown });
    insert.run(id, collection.seq, body, dueAt, at);
  };
  return {
    announce(collection, dueAt, telling, at) {
      if (!wanted || telling === 'none') return;
      add(collection, dueAt, at);
      if (telling === 'twice') add(collection, dueAt, at);
    },
    due: (at, limit) => due.all(at, limit).map(callbackOf),
    firstDueAfter: (at) => numberOrNull(firstDue.get(at)?.['due']),
    delivered: (callback, at) => void done.run(at, callback.id),
    failed: (callback, dueAt) => void again.run(dueAt, callback.id),
  };
}

function callbackOf(row: Row): Callback {
  return {
    id: numberOf(row['id']),
    subjectSeq: numberOf(row['collection_seq']),
    body: textOf(row['body']),
    attempts: numberOf(row['attempts']),
    createdAt: numberOf(row['created_at']),
    proves: false,
  };
}
