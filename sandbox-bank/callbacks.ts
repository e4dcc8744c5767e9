import type { DatabaseSync } from 'node:sqlite';
import { delayOf } from './behaviours.ts';
import type { Chance } from './chance.ts';
import type { Faults } from './faults.ts';
import { bigintOf, numberOf, numberOrNull, textOf, type Row } from './rows.ts';
import { acceptedViewOf, isMasked, shownOf, type Shown } from './shown.ts';
import type { Transfer } from './transfers.ts';

/** A callback on its way. The body is frozen when the change is committed: every attempt sends the same bytes. */
export type Callback = {
  id: number;
  /** The transfer or collection it tells of. */
  subjectSeq: number;
  body: string;
  attempts: number;
  createdAt: number;
  proves: boolean;
};

/** The durable queue of callbacks; writing functions belong inside a transaction. */
export type Callbacks = {
  /** Queues what the operator is to hear of the transfer's new state. */
  announce(transfer: Transfer, atMs: number): void;
  due(atMs: number, limit: number): Callback[];
  firstDueAfter(atMs: number): number | null;
  delivered(callback: Callback, atMs: number): void;
  /** Not taken: due again at `dueAt`, or given up when that is null. */
  failed(callback: Callback, dueAt: number | null): void;
};

type Queued = { dueAt: number | null; follows: number | null; proves: boolean };

/** `wanted` false (no callback address): nothing is ever queued. */
export function openCallbacks(
  db: DatabaseSync,
  faults: Faults,
  chance: Chance,
  wanted: boolean,
): Callbacks {
  const last = db.prepare('select coalesce(max(id), 0) as id from callbacks');
  const insert = db.prepare(`insert into callbacks (id, event_id, transfer_seq, body, proves,
    follows, due_at, created_at) values (?,?,?,?,?,?,?,?)`);
  const due = db.prepare('select * from callbacks where due_at <= ? order by due_at, id limit ?');
  const firstDue = db.prepare('select min(due_at) as due from callbacks where due_at > ?');
  const done = db.prepare(`update callbacks set delivered_at = ?, due_at = null,
    attempts = attempts + 1 where id = ?`);
  const free = db.prepare('update callbacks set due_at = ? where follows = ? and attempts = 0');
  const again = db.prepare('update callbacks set due_at = ?, attempts = attempts + 1 where id = ?');

  const add = (transfer: Transfer, shown: Shown, queued: Queued, at: number) => {
    const id = numberOf(last.get()?.['id']) + 1;
    const eventId = `evt_${chance.hex(24, 'event', id, transfer.reference)}`;
    const body = JSON.stringify({ eventId, type: 'transfer.updated', transfer: shown });
    const proves = queued.proves ? 1 : 0;
    insert.run(id, eventId, transfer.seq, body, proves, queued.follows, queued.dueAt, at);
    return id;
  };

  return {
    announce(transfer, at) {
      if (!wanted) return;
      const { mischief } = transfer;
      const behaviour = mischief?.behaviour ?? null;
      if (behaviour === 'callback-none') {
        faults.countOnce(transfer);
        return;
      }
      const late = mischief !== null && behaviour === 'callback-late';
      const dueAt = late ? at + delayOf(mischief) : at;
      const first = { dueAt, follows: null, proves: late || isMasked(transfer) };
      const follows = add(transfer, shownOf(transfer), first, at);
      const second = { dueAt: null, follows, proves: true };
      if (behaviour === 'answer-twice') add(transfer, shownOf(transfer), second, at);
      if (behaviour === 'callback-out-of-order' && transfer.status === 'SUCCESS') {
        add(transfer, acceptedViewOf(transfer), second, at);
      }
    },
    due: (at, limit) => due.all(at, limit).map(callbackOf),
    firstDueAfter: (at) => numberOrNull(firstDue.get(at)?.['due']),
    delivered(callback, at) {
      done.run(at, callback.id);
      free.run(at, callback.id);
      if (callback.proves) faults.countOnce({ seq: callback.subjectSeq });
    },
    failed: (callback, dueAt) => void again.run(dueAt, callback.id),
  };
}

function callbackOf(row: Row): Callback {
  return {
    id: numberOf(row['id']),
    subjectSeq: numberOf(row['transfer_seq']),
    body: textOf(row['body']),
    attempts: numberOf(row['attempts']),
    createdAt: numberOf(row['created_at']),
    proves: bigintOf(row['proves']) === 1n,
  };
}
