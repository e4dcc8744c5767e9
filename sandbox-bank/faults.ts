import type { DatabaseSync } from 'node:sqlite';
import { numberOf, textOf } from './rows.ts';
import type { Transfer } from './transfers.ts';

/**
 * How often each behaviour really happened: a transfer counts once however many of its answers are spoiled; a submit
 * or enquiry that leaves no trace counts each time. Writing functions belong inside a transaction.
 */
export type Faults = {
  count(behaviour: string): void;
  countOnce(transfer: Pick<Transfer, 'seq'>): void;
  hasCounted(transfer: Pick<Transfer, 'seq'>): boolean;
  all(): Record<string, number>;
};

/** `table` has the columns `seq`, `behaviour` and `behaviour_fired`. */
export function openFaults(db: DatabaseSync, table = 'transfers'): Faults {
  const add = db.prepare(`insert into faults (behaviour, fired) values (?, 1)
    on conflict (behaviour) do update set fired = fired + 1`);
  const mark = db.prepare(`update ${table} set behaviour_fired = 1
    where seq = ? and behaviour_fired = 0 and behaviour is not null returning behaviour`);
  const marked = db.prepare(`select behaviour_fired as fired from ${table} where seq = ?`);
  const list = db.prepare('select behaviour, fired from faults order by behaviour');
  return {
    count: (behaviour) => void add.run(behaviour),
    countOnce(transfer) {
      const row = mark.get(transfer.seq);
      if (row !== undefined) add.run(textOf(row['behaviour']));
    },
    hasCounted: (transfer) => numberOf(marked.get(transfer.seq)?.['fired']) === 1,
    all: () =>
      Object.fromEntries(
        list.all().map((row) => [textOf(row['behaviour']), numberOf(row['fired'])]),
      ),
  };
}
