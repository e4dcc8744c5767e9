/** Money of one owner from one of its wallets into another, at the rate that an operator has set. */
import type { Queryable } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { MoneyError } from '../kit/money.ts';
import { walletBalance } from '../ledger/wallet-balance.ts';
import type { Wallet, WalletCurrency } from '../merchants/wallets.ts';
import { referenceKey } from '../payments/create-payout.ts';
import { amountFor, exchangeAmount, type ExchangeRate } from './exchange-amount.ts';
import { loadSpentReferences } from './load-transfers.ts';
import type { Actor, AskedExchange, Exchanged } from './transfer-command.ts';
import type { TransferLane } from './transfer-lane.ts';
import type { Transfer } from './transfer.ts';

export interface ExchangeQuote extends Exchanged {
  readonly amountMinor: bigint;
}

/** Undefined when no rate is set. */
async function findRate(
  db: Queryable,
  from: WalletCurrency,
  into: WalletCurrency,
): Promise<ExchangeRate | undefined> {
  const { rows } = await db.query<ExchangeRate>(
    `select rate, spread_basis_points as "spreadBasisPoints" from exchange_rates
     where from_currency = $1 and to_currency = $2 order by version desc limit 1`,
    [from, into],
  );
  return rows[0];
}

/**
 * What `amountMinor` of one wallet gives in the other, or what it takes to receive `receivedMinor` there. Throws
 * DomainError `request.invalid_fields` for wallets of two owners, of one currency, inactive ones and without a rate.
 */
export async function quoteExchange(
  db: Queryable,
  from: Wallet,
  into: Wallet,
  wanted: { readonly amountMinor: bigint } | { readonly receivedMinor: bigint },
): Promise<ExchangeQuote> {
  if (from.merchantId !== into.merchantId) throw refused('The wallets have different owners');
  if (from.currency === into.currency) throw refused('The wallets have the same currency');
  if (from.status !== 'active' || into.status !== 'active') throw refused('The wallet is inactive');
  const rate = await findRate(db, from.currency, into.currency);
  if (rate === undefined) throw refused(`No rate from ${from.currency} to ${into.currency}`);
  const pair = { from: from.currency, into: into.currency };
  try {
    const amountMinor =
      'amountMinor' in wanted ? wanted.amountMinor : amountFor(pair, wanted.receivedMinor, rate);
    const exchanged = exchangeAmount(pair, amountMinor, rate);
    if (exchanged === undefined) throw refused('The amount is too small to exchange');
    return { amountMinor, ...exchanged };
  } catch (error) {
    if (error instanceof MoneyError) throw refused('The amount cannot be exchanged');
    throw error;
  }
}

function refused(sentence: string): DomainError {
  return new DomainError('request.invalid_fields', { fields: { toAccountId: [sentence] } });
}

export interface ExchangeOrder {
  /** Repeated with the same id it is done once. */
  readonly exchangeId: string;
  readonly from: Wallet;
  readonly into: Wallet;
  /** From `quoteExchange`. */
  readonly quote: ExchangeQuote;
  /** Null: it follows on something that has spent a reference of its own, such as a deposit. */
  readonly asked: AskedExchange | null;
  readonly follows?: AskedExchange;
  readonly actor: Actor;
  readonly at: Date;
}

/**
 * In one commit, at the rate that was quoted. Throws DomainError `payout.insufficient_funds`,
 * `transaction.reference_taken` and `transaction.reference_pending`.
 */
export async function exchangeWithin(lane: TransferLane, order: ExchangeOrder): Promise<Transfer> {
  const { from, into, quote, asked, follows, actor, at } = order;
  const { amountMinor, ...exchanged } = quote;
  const answer = await lane.submit({
    ...{ kind: 'exchange', merchantId: from.merchantId, transferId: order.exchangeId },
    ...{ currency: from.currency, walletNo: from.walletNo, amountMinor, exchanged },
    ...{ intoWalletNo: into.walletNo, intoCurrency: into.currency, asked, actor, at },
    ...(follows && { follows }),
  });
  if (answer.kind === 'done') return answer.transfer;
  if (answer.kind === 'insufficient_funds') throw new DomainError('payout.insufficient_funds');
  if (answer.kind === 'not_served') throw new DomainError('order.service_unavailable');
  const isOpen = answer.kind === 'reference_used' && answer.isOpen;
  throw referenceSpent(asked?.reference, isOpen);
}

/** Whether it would go through as things stand: throws what `exchangeWithin` would. Nothing is locked or booked. */
export async function lookAtExchange(
  db: Queryable,
  { merchantId, currency }: Wallet,
  { amountMinor }: ExchangeQuote,
  reference: string,
): Promise<void> {
  const [spent, balance] = await Promise.all([
    loadSpentReferences(db, [{ merchantId, reference }]),
    walletBalance(db, merchantId, currency),
  ]);
  const isOpen = spent.get(referenceKey(merchantId, reference));
  if (isOpen !== undefined) throw referenceSpent(reference, isOpen);
  const { postedMinor, heldMinor } = balance ?? { postedMinor: 0n, heldMinor: 0n };
  if (postedMinor - heldMinor < amountMinor) throw new DomainError('payout.insufficient_funds');
}

function referenceSpent(reference: string | undefined, isOpen: boolean): DomainError {
  const code = isOpen ? 'transaction.reference_pending' : 'transaction.reference_taken';
  return new DomainError(code, reference === undefined ? {} : { reference });
}
