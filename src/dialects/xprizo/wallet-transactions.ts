/** What moved a wallet, whichever contract asked for it: payments of all of them show here. */
import { DomainError } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import {
  entriesOfSubject,
  entryNumbered,
  subjectNumbered,
  subjectsReferenced,
  walletEntries,
  type WalletEntry,
} from '../../reports/wallet-entries.ts';
import { accessTo, type OpenedWallet } from './access.ts';
import { typeCodes } from './approval-event.ts';
import { currencyWords } from './currencies.ts';
import type { Work } from './gate.ts';
import { guarded } from './guarded.ts';
import type { XprizoParts } from './parts.ts';
import { amount, whole } from './present.ts';
import { timeText } from './times.ts';
import { shownWallet } from './wallets.ts';

const usualLimit = 100n;
const largestLimit = 1_000n;
const largestOffset = 1_000_000n;
/** Journals of one wallet; behind the number of the wallet they make the number of an entry. */
const journalDigits = 1_000_000_000n;
const dayMs = 86_400_000;
const firstDay = new Date(0);

export function walletTransactions(parts: XprizoParts): Work {
  return guarded(async (caller, { path, query }) => {
    const opened = await accessTo(parts, caller, path.needWhole('accountId'), 'read');
    const limit = query.whole('limit') ?? usualLimit;
    const offset = query.whole('offset') ?? 0n;
    if (limit > largestLimit) throw query.fault('limit', 'limit must be at most 1000');
    if (offset > largestOffset) throw query.fault('offset', 'offset is too large');
    const entries = await walletEntries(parts.pool, opened.wallet, {
      fromAt: query.time('fromDate') ?? firstDay,
      toAt:
        endOf(query.text('toDate'), query.time('toDate')) ??
        new Date(parts.clock.now().getTime() + dayMs),
      limit: parseInt(limit.toString(), 10),
      offset: parseInt(offset.toString(), 10),
    });
    return {
      walletAccount: await shownWallet(parts.pool, opened.wallet, opened.owner),
      transactions: entries.map((entry) => shownEntry(opened, entry)),
    };
  });
}

/** A day without a time is meant with all of it. */
function endOf(text: string | undefined, at: Date | undefined): Date | undefined {
  return text?.length === 10 && at !== undefined ? new Date(at.getTime() + dayMs) : at;
}

/** The newest entry of the payment; what is not booked yet is asked for by `Transaction/Status`. */
export function transactionByReference(parts: XprizoParts): Work {
  return guarded(async (caller, { path, query }) => {
    const opened = await accessTo(parts, caller, path.needWhole('accountId'), 'read');
    const reference = query.needText('reference');
    const { merchantId } = opened.wallet;
    for (const subjectId of await subjectsReferenced(parts.pool, merchantId, reference)) {
      const [entry] = await entriesOfSubject(parts.pool, opened.wallet, subjectId);
      if (entry !== undefined) return shownEntry(opened, entry);
    }
    throw query.fault('reference', 'Transaction not found');
  });
}

/** By the number of an entry, or by that of a transaction of the caller's own. */
export function transactionNumbered(parts: XprizoParts): Work {
  return guarded(async (caller, { path }) => {
    const id = path.needWhole('id');
    const unknown = path.fault('id', 'Transaction not found');
    if (id >= journalDigits) {
      const opened = await accessTo(parts, caller, id / journalDigits, 'read').catch(
        (error: unknown) => {
          const isHidden = error instanceof DomainError && error.code === 'access.forbidden';
          throw isHidden ? unknown : error;
        },
      );
      const entry = await entryNumbered(parts.pool, opened.wallet, id % journalDigits);
      if (entry === undefined) throw unknown;
      return shownEntry(opened, entry);
    }
    const found = await subjectNumbered(parts.pool, caller.merchant.merchantId, id);
    if (found === undefined) throw unknown;
    const opened = await accessTo(parts, caller, found.walletNo, 'read');
    const [entry] = await entriesOfSubject(parts.pool, opened.wallet, found.subjectId);
    if (entry === undefined) throw unknown;
    return shownEntry(opened, entry);
  });
}

const typeWords = {
  UCD: 'Card Deposit',
  UMD: 'Mpesa Deposit',
  UMW: 'Mpesa Withdrawal',
  URP: 'Request Payment',
  USP: 'Send Payment',
  UWT: 'Wallet Exchange',
  UBD: 'Deposit',
  UBW: 'Withdrawal',
  USE: 'Settlement',
  UFD: 'Funding',
} as const;

/** Of payments that came by another contract. */
const codesOfServices: Readonly<Record<string, keyof typeof typeWords>> = {
  payout: 'UBW',
  payin: 'UBD',
  settlement: 'USE',
  // Of a deposit into another currency; what was asked for by itself is known by its kind.
  transfer: 'UWT',
};

function codeOf({ beside, subject, isFunding }: WalletEntry): keyof typeof typeWords {
  if (beside !== undefined) return typeCodes[beside.kind];
  return codesOfServices[subject?.serviceType ?? ''] ?? (isFunding ? 'UFD' : 'UBD');
}

function shownEntry({ wallet, owner }: OpenedWallet, entry: WalletEntry): JsonObject {
  const { currency, walletNo } = wallet;
  const { beside, subject, creditMinor, debitMinor, feeMinor } = entry;
  const id = walletNo * journalDigits + entry.journalNo;
  const code = codeOf(entry);
  const realMinor = creditMinor - debitMinor;
  const signed = (minor: bigint) => amount({ minor, currency });
  return {
    id: whole(id),
    tranHeadId: whole(beside?.transactionNo ?? id),
    date: timeText(entry.recordedAt),
    reference: beside?.reference ?? subject?.reference ?? subject?.transactionNumber ?? '',
    tranTypeCode: code,
    tranType: typeWords[code],
    action: realMinor < 0n ? 'Debit' : 'Credit',
    name: owner.name,
    accountId: whole(walletNo),
    refAccountId: entry.otherWalletNo === undefined ? null : whole(entry.otherWalletNo),
    contactId: whole(owner.merchantNo),
    description: beside?.description ?? (entry.isReturn ? 'Returned' : ''),
    currencyCode: currency,
    symbol: currencyWords[currency].symbol,
    isTrust: true,
    // What the wallet changed by, and what was paid without fee and tax.
    realAmount: signed(realMinor),
    amount: signed(realMinor + feeMinor),
    feeAmount: signed(feeMinor),
    feeReal: signed(feeMinor),
    approval: beside?.approvalKey ?? null,
    status: 'Active',
  };
}
