/** What a merchant may look at: its balance, one of its transactions, a page of them. */
import { DomainError } from '../../kit/errors.ts';
import { subtract, toJsonNumber } from '../../kit/money.ts';
import { walletBalance } from '../../ledger/wallet-balance.ts';
import { unavailableOr } from '../../db/unavailable.ts';
import { walletsOf } from '../../merchants/wallets.ts';
import { findPayoutByNumber, listPayouts } from '../../payments/find-payouts.ts';
import type { Answer, Work } from './gate.ts';
import { readListFilter } from './list-filter.ts';
import type { LocalTime } from './local-time.ts';
import type { XoompeParts } from './parts.ts';
import { balanceText, foundText, pageText } from './present.ts';

/** `GET /Payout/getWalletBalance`: posted less held. */
export function getBalance({ pool }: XoompeParts): Work {
  return guarded(async (merchant) => {
    const balance = await walletBalance(pool, merchant.merchantId, 'INR');
    const available = subtract(
      { minor: balance?.postedMinor ?? 0n, currency: 'INR' },
      { minor: balance?.heldMinor ?? 0n, currency: 'INR' },
    );
    return { status: 200, body: balanceText(toJsonNumber(available)) };
  });
}

/** This contract names none, so what a merchant pays out in another currency is not of it. */
const currency = 'INR';
const numberShape = /^[A-Za-z0-9]{1,40}$/;

/** `GET /Payout/GetTransactionByTxnId/{txnId}`. The number is part of the path, so its case does not matter. */
export function getTransaction({ pool }: XoompeParts, time: LocalTime): Work {
  return guarded(async (merchant, request) => {
    const { txnId } = request.params as { readonly txnId: string };
    const payout = numberShape.test(txnId)
      ? await findPayoutByNumber(pool, merchant.merchantId, txnId.toUpperCase())
      : undefined;
    if (payout?.currency !== currency) throw new DomainError('payout.not_found');
    return { status: 200, body: foundText(payout, time) };
  });
}

/** `GET /Payout/GetClientTransactionsWithFilters`. */
export function listTransactions({ pool, clock }: XoompeParts, time: LocalTime): Work {
  return guarded(async (merchant, request) => {
    const filter = readListFilter(request.query, time);
    const { merchantId } = merchant;
    const wallets = await walletsOf(pool, merchantId);
    // Only where there is another currency: a list of all payouts is counted without reading them.
    const isMixed = wallets.some((wallet) => wallet.currency !== currency);
    const { payouts, totalCount } = await listPayouts(
      pool,
      merchantId,
      isMixed ? { ...filter, currency } : filter,
      clock.now().getTime(),
    );
    const { page, pageSize } = filter;
    return { status: 200, body: pageText({ payouts, totalCount, page, pageSize }, time) };
  });
}

/** A database that is away is no fault of ours, and a question may be repeated. */
function guarded(work: (...call: Parameters<Work>) => Promise<Answer>): Work {
  return async (merchant, request) => {
    try {
      return await work(merchant, request);
    } catch (error) {
      throw unavailableOr(error);
    }
  };
}
