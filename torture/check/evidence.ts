/** What everybody wrote down by the end: the gateway's database, the bank's book, the merchants' inbox, the callers' history. */
import { openPool } from '../../src/db/connection.ts';
import type { Break } from '../../src/payments/proofs.ts';
import { verifyBooks } from '../../src/settlements/verify-books.ts';
import type { Bank, Collection, Transfer } from '../bank.ts';
import type { Asked, History } from '../history.ts';
import type { Inbox } from '../inbox.ts';
import { withClient } from '../postgres.ts';
import type { Told } from '../told.ts';
import { readRecords, type Records } from './records.ts';

export interface Evidence extends Records {
  readonly breaks: readonly Break[];
  readonly transfers: readonly Transfer[];
  readonly collections: readonly Collection[];
  readonly bankProofHolds: boolean;
  readonly told: readonly Told[];
  readonly forged: number;
  readonly asked: readonly Asked[];
}

export interface Sources {
  readonly databaseUrl: string;
  readonly bank: Bank;
  readonly inbox: Pick<Inbox, 'read' | 'forged'>;
  readonly history: History;
}

export async function readEvidence(sources: Sources): Promise<Evidence> {
  const { databaseUrl, bank, inbox, history } = sources;
  const records = await withClient(databaseUrl, readRecords);
  const pool = openPool(databaseUrl, 'torture', 2);
  try {
    const { breaks } = await verifyBooks(pool);
    return {
      ...records,
      breaks,
      transfers: await bank.book(),
      collections: await bank.collections(),
      bankProofHolds: await bank.proofHolds(),
      told: inbox.read(),
      forged: inbox.forged,
      asked: [...history.asked()],
    };
  } finally {
    await pool.end();
  }
}
