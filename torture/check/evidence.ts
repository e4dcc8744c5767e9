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

/** What the providers have in their books. */
export interface ProviderBooks {
  readonly transfers: readonly Transfer[];
  readonly collections: readonly Collection[];
  /** Who cannot prove its own book. */
  readonly unproven: readonly string[];
}

export interface Evidence extends Records, ProviderBooks {
  readonly breaks: readonly Break[];
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

/** `books`: where nothing has happened at the providers since they were read. */
export async function readEvidence(sources: Sources, books?: ProviderBooks): Promise<Evidence> {
  const { databaseUrl, inbox, history } = sources;
  const records = await withClient(databaseUrl, readRecords);
  const pool = openPool(databaseUrl, 'torture', 2);
  try {
    const { breaks } = await verifyBooks(pool);
    return {
      ...records,
      breaks,
      ...(books ?? (await readProviderBooks(sources))),
      told: inbox.read(),
      approvals: inbox.readApprovals(),
      forged: inbox.forged,
      asked: [...history.asked()],
    };
  } finally {
    await pool.end();
  }
}

export async function readProviderBooks({
  bank,
  acquirer,
  daraja,
}: Providers): Promise<ProviderBooks> {
  const mobile = await daraja.books();
  const cards = await acquirer.collections();
  const unproven: string[] = [];
  for (const program of [bank, acquirer, daraja])
    if (!(await program.proofHolds())) unproven.push(program.name);
  return {
    unproven,
    transfers: [...(await bank.book()), ...mobile.transfers],
    collections: [...(await bank.collections()), ...cards, ...mobile.collections],
  };
}
