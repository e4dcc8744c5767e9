import type { DatabaseSync } from 'node:sqlite';
import { textOf } from '../sandbox-bank/rows.ts';

/** Where the operator wants to be told of money that comes of its own accord. */
export type BillUrls = {
  confirmationUrl: string;
  validationUrl: string;
  /** What becomes of a payment when the operator does not answer whether to take it. */
  otherwise: 'Completed' | 'Cancelled';
};

/** Writing functions belong inside a transaction. */
export type Registrations = {
  bills(): BillUrls | null;
  registerBills(urls: BillUrls): void;
  /** Whether lists may be pulled. */
  canPull(): boolean;
  /** False when it could before. */
  registerPull(callbackUrl: string): boolean;
};

export function openRegistrations(db: DatabaseSync): Registrations {
  const read = db.prepare('select * from registrations where kind = ?');
  const write = db.prepare('insert or replace into registrations values (?, ?, ?, ?)');
  return {
    bills() {
      const row = read.get('bills');
      if (row === undefined) return null;
      return {
        confirmationUrl: textOf(row['url']),
        validationUrl: textOf(row['validation_url']),
        otherwise: textOf(row['otherwise']) as BillUrls['otherwise'],
      };
    },
    registerBills: ({ confirmationUrl, validationUrl, otherwise }) =>
      void write.run('bills', confirmationUrl, validationUrl, otherwise),
    canPull: () => read.get('pull') !== undefined,
    registerPull(callbackUrl) {
      if (read.get('pull') !== undefined) return false;
      write.run('pull', callbackUrl, null, null);
      return true;
    },
  };
}
