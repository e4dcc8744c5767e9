/** Money that came in for a merchant outside any payment: booked as a fact, once per reference, and in the audit. */
import { transaction, type Pool } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import type { MerchantId } from '../kit/ids.ts';
import type { Money } from '../kit/money.ts';
import { accountOf } from '../ledger/accounts.ts';
import { Book } from '../ledger/book.ts';
import { lockAccounts } from '../ledger/lock-accounts.ts';
import { writeBook } from '../ledger/write-book.ts';
import { writeAuditEvent } from './audit.ts';

export interface Funding {
  readonly merchantId: string;
  /** Identifies the fact: a second funding with the same id is refused by the database. */
  readonly fundingId: string;
  readonly money: Money;
  /** Who is named in the audit. */
  readonly actor: string;
  readonly at: Date;
}

/** Resolves to the wallet's posted balance afterwards. Throws DomainError when there is no such wallet. */
export async function fundWallet(pool: Pool, funding: Funding): Promise<bigint> {
  const { merchantId, fundingId, money, actor, at } = funding;
  const account = accountOf('wallet', money.currency);
  return transaction(pool, async (tx) => {
    const [wallet] = await lockAccounts(tx, [{ merchantId, account }]);
    if (wallet === undefined)
      throw new DomainError('request.invalid_fields', {
        fields: { fund: [`The merchant has no wallet in ${money.currency}.`] },
      });
    const book = new Book([wallet]);
    const legs = [
      { debit: accountOf('funding', money.currency), credit: account, amountMinor: money.minor },
    ];
    book.record(wallet, { subjectId: fundingId, fact: 'funded', legs, at });
    await Promise.all(writeBook(tx, book));
    // A funding has no row but its journal: by this line a proof tells it from a forged one.
    await writeAuditEvent(tx, {
      merchantId: merchantId as MerchantId,
      actor,
      action: 'wallet.funded',
      details: { fundingId, currency: money.currency, amountMinor: money.minor },
      nowMs: at.getTime(),
    });
    return wallet.postedMinor;
  });
}
