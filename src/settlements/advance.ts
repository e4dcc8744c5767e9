/** One step of a settlement: status, history, audit and journals in one commit, whoever else acts at the same time. */
import { inTurn, joined, type Pool, type Queryable, type Transaction } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { accountOf } from '../ledger/accounts.ts';
import { Book, type RuledAccount } from '../ledger/book.ts';
import { lockAccounts } from '../ledger/lock-accounts.ts';
import { writeBook } from '../ledger/write-book.ts';
import { writeAuditEvent } from '../merchants/audit.ts';
import { mayFollow, type Settlement, type SettlementStatus, type Step } from './settlement.ts';
import { insertHistory, lockSettlement, updateSettlement } from './settlement-rows.ts';

export interface Till {
  readonly tx: Transaction;
  readonly book: Book;
  readonly wallet: RuledAccount;
}

export interface Move {
  /** A code, or the reason that a person gave. */
  readonly because: string;
  readonly changes?: Partial<
    Pick<Settlement, 'decidedBy' | 'conversionNo' | 'transferReference' | 'sentAt'>
  >;
}

/**
 * Resolves to the settlement after the step, which is taken in a transaction of its own, or in the one that is open: then
 * whoever opened it has the lock of the wallet, or has locked nothing that others wait for. Throws DomainError `settlement.not_found`, `settlement.wrong_status`
 * and whatever `decide` refuses: then nothing happened.
 */
export async function advance(
  db: Pool | Transaction,
  step: Step,
  to: SettlementStatus,
  decide: (found: Settlement, till: Till) => Promise<Move> | Move,
): Promise<Settlement> {
  return joined(db, async (tx) => {
    const till = await openTill(tx, step.merchantId);
    const found = await lockSettlement(tx, step);
    if (found === undefined) throw new DomainError('settlement.not_found');
    if (!mayFollow(found.status, to))
      throw new DomainError('settlement.wrong_status', {
        reason: `It is ${found.status}.`,
      });
    const { because, changes } = await decide(found, till);
    const after: Settlement = {
      ...found,
      ...changes,
      status: to,
      version: found.version + 1,
      updatedAt: step.at,
    };
    const line = inTurn(tx);
    await Promise.all([
      updateSettlement(line, after),
      ...leaveTrace(line, found, after, { by: step.by, because }),
      ...writeBook(line, till.book),
    ]);
    return after;
  });
}

/**
 * Settlements are few, so every step takes the lock of the wallet, and takes it first: the order that every process
 * keeps to. Throws DomainError `settlement.not_found` for a merchant without a wallet.
 */
export async function openTill(tx: Transaction, merchantId: string): Promise<Till> {
  const account = accountOf('wallet', 'INR');
  const [wallet] = await lockAccounts(tx, [{ merchantId, account }]);
  if (wallet === undefined) throw new DomainError('settlement.not_found');
  return { tx, wallet, book: new Book([wallet]) };
}

/** The line of history and the row of the audit. */
export function leaveTrace(
  db: Queryable,
  before: Settlement | undefined,
  after: Settlement,
  { by, because }: { readonly by: string; readonly because: string },
): Promise<void>[] {
  const { merchantId, settlementId, version, status, updatedAt: at } = after;
  const { amountMinor, currency, network, address, conversionNo, transferReference } = after;
  return [
    insertHistory(db, after, {
      version,
      fromStatus: before?.status ?? null,
      toStatus: status,
      because,
      actedBy: by,
      at,
    }),
    writeAuditEvent(db, {
      merchantId,
      actor: by,
      action: `settlement.${status}`,
      details: {
        ...{ settlementId, because, amountMinor, currency, network, address },
        ...{ conversionNo, transferReference },
      },
      nowMs: at.getTime(),
    }),
  ];
}
