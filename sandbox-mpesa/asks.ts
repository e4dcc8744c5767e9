import type { DatabaseSync } from 'node:sqlite';
import { numberOf, numberOrNull, textOf, textOrNull, type Row } from '../sandbox-bank/rows.ts';
import type { Fields } from './wire.ts';

/** A request whose answer is a result later: what became of a payment, or giving one back. */
export type Ask = {
  seq: number;
  kind: 'status' | 'reversal';
  originatorId: string;
  conversationId: string;
  fields: Fields;
  /** The code of a request that was not the operator's. */
  fault: string | null;
  behaviour: string | null;
  delayMs: number;
  dueAt: number | null;
};

/** Their rows. Writing functions belong inside a transaction. */
export type Asks = {
  nextSeq(): number;
  add(ask: Omit<Ask, 'seq'>, at: number): Ask;
  done(ask: Ask): void;
  due(at: number): Ask[];
  firstDueAfter(at: number): number | null;
};

export function openAsks(db: DatabaseSync): Asks {
  const last = db.prepare('select coalesce(max(seq), 0) as seq from asks');
  const insert = db.prepare(`insert into asks (kind, originator_id, conversation_id, body, fault,
    behaviour, behaviour_delay, due_at, created_at) values (?,?,?,?,?,?,?,?,?) returning *`);
  const done = db.prepare('update asks set due_at = null where seq = ?');
  const due = db.prepare('select * from asks where due_at <= ? order by due_at, seq limit 100');
  const firstDue = db.prepare('select min(due_at) as due from asks where due_at > ?');
  return {
    nextSeq: () => numberOf(last.get()?.['seq']) + 1,
    add({ kind, originatorId, conversationId, fields, fault, behaviour, delayMs, dueAt }, at) {
      const who = [kind, originatorId, conversationId, JSON.stringify(fields), fault] as const;
      const row = insert.get(...who, behaviour, delayMs, dueAt, at);
      if (row === undefined) throw new Error('the request was not kept');
      return askOf(row);
    },
    done: (ask) => void done.run(ask.seq),
    due: (at) => due.all(at).map(askOf),
    firstDueAfter: (at) => numberOrNull(firstDue.get(at)?.['due']),
  };
}

function askOf(row: Row): Ask {
  return {
    seq: numberOf(row['seq']),
    kind: textOf(row['kind']) as Ask['kind'],
    originatorId: textOf(row['originator_id']),
    conversationId: textOf(row['conversation_id']),
    fields: JSON.parse(textOf(row['body'])) as Fields,
    fault: textOrNull(row['fault']),
    behaviour: textOrNull(row['behaviour']),
    delayMs: numberOf(row['behaviour_delay']),
    dueAt: numberOrNull(row['due_at']),
  };
}
