import type { DatabaseSync } from 'node:sqlite';
import { textOf } from '../sandbox-bank/rows.ts';
import { wholeOrNull } from './rules.ts';
import type { Settings } from './settings.ts';
import { bad, fieldsOf } from './wire.ts';

/** What is told while it runs; survives a restart and wins over the environment. */
export type Told = {
  settleMs(): number;
  promptMs(): number;
  callbacksOn(): boolean;
  /** The token that opens the doors, and until when; each new one ends the one before. */
  token(): { text: string; until: number } | null;
  /** Null: none opens any more. Belongs inside a transaction, as `tell` does. */
  setToken(token: { text: string; until: number } | null): void;
  /** Reads and keeps the settings of a control request; throws `Refusal`. */
  tell(body: unknown): void;
  shown(): object;
};

export function openTold(db: DatabaseSync, settings: Settings): Told {
  const read = db.prepare('select value from told where name = ?');
  const write = db.prepare('insert or replace into told (name, value) values (?, ?)');
  const valueOf = (name: string) => {
    const row = read.get(name);
    return row === undefined ? null : textOf(row['value']);
  };
  const settleMs = () => Number(valueOf('settleMs') ?? settings.settleMs);
  const promptMs = () => Number(valueOf('promptMs') ?? settings.promptMs);
  const callbacksOn = () => valueOf('callbacks') !== 'off';
  return {
    settleMs,
    promptMs,
    callbacksOn,
    token() {
      const [text = '', until = ''] = (valueOf('token') ?? '').split(' ');
      return text === '' ? null : { text, until: Number(until) };
    },
    setToken: (token) => void write.run('token', token ? `${token.text} ${token.until}` : ''),
    tell(body) {
      const fields = fieldsOf(body);
      const { callbacks = null } = fields;
      if (callbacks !== null && callbacks !== 'on' && callbacks !== 'off') throw bad('callbacks');
      for (const name of ['settleMs', 'promptMs']) {
        const value = wholeOrNull(fields, name);
        if (value !== null) write.run(name, String(value));
      }
      if (callbacks !== null) write.run('callbacks', callbacks);
    },
    shown: () => ({
      settleMs: settleMs(),
      promptMs: promptMs(),
      callbacks: callbacksOn() ? 'on' : 'off',
    }),
  };
}
