import type { DatabaseSync } from 'node:sqlite';
import { InvalidRequest, objectOf } from './order.ts';
import { wholeOrNull } from './rules.ts';
import { textOf } from './rows.ts';

/** What the control API told the bank; survives a restart and wins over the environment. */
export type Told = {
  settleMs(): number;
  callbacksOn(): boolean;
  /** Reads and keeps the settings of a control request; throws `InvalidRequest`. Belongs inside a transaction. */
  tell(body: unknown): void;
  shown(): object;
};

export function openTold(db: DatabaseSync, settleMsByEnvironment: number): Told {
  const read = db.prepare('select value from told where name = ?');
  const write = db.prepare('insert or replace into told (name, value) values (?, ?)');
  const valueOf = (name: string) => {
    const row = read.get(name);
    return row === undefined ? null : textOf(row['value']);
  };
  const settleMs = () => Number(valueOf('settleMs') ?? settleMsByEnvironment);
  const callbacksOn = () => valueOf('callbacks') !== 'off';
  return {
    settleMs,
    callbacksOn,
    tell(body) {
      const fields = objectOf(body, 'the body');
      const wanted = wholeOrNull(fields['settleMs'], 'settleMs', 86_400_000);
      const callbacks = fields['callbacks'] ?? null;
      if (callbacks !== null && callbacks !== 'on' && callbacks !== 'off') {
        throw new InvalidRequest('callbacks must be "on" or "off"');
      }
      if (wanted !== null) write.run('settleMs', String(wanted));
      if (callbacks !== null) write.run('callbacks', callbacks);
    },
    shown: () => ({ settleMs: settleMs(), callbacks: callbacksOn() ? 'on' : 'off' }),
  };
}
