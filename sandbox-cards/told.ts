import type { DatabaseSync } from 'node:sqlite';
import { InvalidRequest, objectOf } from '../sandbox-bank/order.ts';

/** What the control API told the acquirer; survives a restart. */
export type Told = {
  callbacksOn(): boolean;
  /** Reads and keeps the settings of a control request; throws `InvalidRequest`. Belongs inside a transaction. */
  tell(body: unknown): void;
  shown(): object;
};

export function openTold(db: DatabaseSync): Told {
  const read = db.prepare(`select value from told where name = 'callbacks'`);
  const write = db.prepare(`insert or replace into told (name, value) values ('callbacks', ?)`);
  const callbacksOn = () => read.get()?.['value'] !== 'off';
  return {
    callbacksOn,
    tell(body) {
      const { callbacks } = objectOf(body, 'the body');
      if (callbacks !== 'on' && callbacks !== 'off')
        throw new InvalidRequest('callbacks must be "on" or "off"');
      write.run(callbacks);
    },
    shown: () => ({ callbacks: callbacksOn() ? 'on' : 'off' }),
  };
}
