/**
 * What everybody wrote down by the end: the gateway's database, the books of the bank, the acquirer and M-Pesa, the
 * merchants' inbox, the callers' history.
 */
import { openPool } from '../../src/db/connection.ts';
import type { Break } from '../../src/payments/proofs.ts';
import { verifyBooks } from '../../src/settlements/verify-books.ts';
import type { Collection, Transfer } from '../bank.ts';
import type { Asked, History } from '../history.ts';
import type { Inbox } from '../inbox.ts';
import { withClient } from '../postgres.ts';
import type { Providers } from '../providers.ts';
import type { ApprovalTold, Told } from '../told.ts';
import { readRecords, type Records } from './records.ts';

export interface Evidence extends Records {
  readonly breaks: readonly Break[];
  readonly transfers: readonly Transfer[];
  readonly collections: readonly Collection[];
  /** Who cannot prove its own book. */
  readonly unproven: readonly string[];
  readonly told: readonly Told[];
  readonly approvals: readonly ApprovalTold[];
  readonly forged: number;
  readonly asked: readonly Asked[];
}

export interface Sources extends Providers {
  readonly databaseUrl: string;
  readonly inbox: Pick<Inbox, 'read' | 'readApprovals' | 'forged'>;
  readonly history: History;
}

export async function readEvidence(sources: Sources): Promise<Evidence> {
  const { databaseUrl, bank, acquirer, daraja, inbox, history } = sources;
  const records = await withClient(databaseUrl, readRecords);
  const pool = openPool(databaseUrl, 'torture', 2);
  try {
    const { breaks } = await verifyBooks(pool);
    const mobile = await daraja.books();
    const cards = await acquirer.collections();
    const unproven: string[] = [];
    for (const program of [bank, acquirer, daraja])
      if (!(await program.proofHolds())) unproven.push(program.name);
    return {
      ...records,
      breaks,
      unproven,
      transfers: [...(await bank.book()), ...mobile.transfers],
      collections: [...(await bank.collections()), ...cards, ...mobile.collections],
      told: inbox.read(),
      approvals: inbox.readApprovals(),
      forged: inbox.forged,
      asked: [...history.asked()],
    };
  } finally {
    await pool.end();
  }
}
