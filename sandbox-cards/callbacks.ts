import type { DatabaseSync } from 'node:sqlite';
import type { Callback, Callbacks as BankCallbacks } from '../sandbox-bank/callbacks.ts';
import type { Chance } from '../sandbox-bank/chance.ts';
import type { Faults } from '../sandbox-bank/faults.ts';
import { bigintOf, numberOf, numberOrNull, textOf, type Row } from '../sandbox-bank/rows.ts';
import type { Authorisation } from './authorisations.ts';
import { delayOf } from './behaviours.ts';
import { challengeViewOf, isMasked, shownOf, type Shown } from './shown.ts';

/** The durable queue of callbacks; writing functions belong inside a transaction. */
export type Callbacks = Pick<BankCallbacks, 'due' | 'firstDueAfter' | 'delivered' | 'failed'> & {
  /** Queues what the operator is to hear of the authorisation's new state. */
  announce(authorisation: Authorisation, atMs: number): void;
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
  const insert = db.prepare(`insert into callbacks (id, authorisation_seq, body, proves, follows,
    due_at, created_at) values (?,?,?,?,?,?,?)`);
  const due = db.prepare('select * from callbacks where due_at <= ? order by due_at, id limit ?');
  const firstDue = db.prepare('select min(due_at) as due from callbacks where due_at > ?');
  const done = db.prepare(`update callbacks set delivered_at = ?, due_at = null,
    attempts = attempts + 1 where id = ?`);
  const free = db.prepare('update callbacks set due_at = ? where follows = ? and attempts = 0');
  const again = db.prepare('update callbacks set due_at = ?, attempts = attempts + 1 where id = ?');

  const add = ({ seq }: Authorisation, shown: Shown, queued: Queued, at: number) => {
    const id = numberOf(last.get()?.['id']) + 1;
    const eventId = `evt_${chance.hex(24, 'event', id, shown.reference)}`;
    const body = JSON.stringify({ eventId, type: 'authorisation.updated', authorisation: shown });
    insert.run(id, seq, body, queued.proves ? 1 : 0, queued.follows, queued.dueAt, at);
    return id;
  };
  return {
    announce(authorisation, at) {
      if (!wanted) return;
      const { mischief } = authorisation;
      const behaviour = mischief?.behaviour ?? null;
      if (behaviour === 'callback-none') {
        faults.countOnce(authorisation);
        return;
      }
      const late = mischief !== null && behaviour === 'callback-late';
      const dueAt = late ? at + delayOf(mischief) : at;
      const first = { dueAt, follows: null, proves: late || isMasked(authorisation) };
      const follows = add(authorisation, shownOf(authorisation), first, at);
      const second = { dueAt: null, follows, proves: true };
      if (behaviour === 'answer-twice') add(authorisation, shownOf(authorisation), second, at);
      if (behaviour === 'callback-out-of-order' && authorisation.status === 'CAPTURED')
        add(authorisation, challengeViewOf(authorisation), second, at);
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
    subjectSeq: numberOf(row['authorisation_seq']),
    body: textOf(row['body']),
    attempts: numberOf(row['attempts']),
    createdAt: numberOf(row['created_at']),
    proves: bigintOf(row['proves']) === 1n,
  };
}
