/**
 * Steps of a settlement that take two people at the console: the price at which it is converted, and money that comes
 * back into a wallet after a transfer was made. Each is the step of the room of settlements, in the approval's commit.
 */
import type { Queryable, Transaction } from '../db/connection.ts';
import { DomainError } from '../kit/errors.ts';
import { isUuid } from '../kit/ids.ts';
import { formatMoney, type Currency } from '../kit/money.ts';
import { openTill } from '../settlements/advance.ts';
import { directions } from '../settlements/convert-amount.ts';
import { comesTo, convertSettlement } from '../settlements/convert-settlement.ts';
import { failSettlement } from '../settlements/end-settlement.ts';
import { findSettlement } from '../settlements/find-settlements.ts';
import { nextSteps, type NextStep } from '../settlements/next-steps.ts';
import { readTransfer } from '../settlements/read-transfer.ts';
import { returnSettlement } from '../settlements/return-settlement.ts';
import { lockSettlement } from '../settlements/settlement-rows.ts';
import type { Settlement, SettlementId, Step } from '../settlements/settlement.ts';
import { minorOf, oneOf, refused, textOf, wholeOf, type Body } from './fields.ts';
import { draftKind, type DoneBy, type Place } from './kind.ts';

interface Named {
  readonly settlementId: string;
}

function settlementIn(body: Body): string {
  const settlementId = textOf(body, 'settlementId', 36);
  if (!isUuid(settlementId)) throw refused('settlementId', 'This is the id of no settlement.');
  return settlementId;
}

async function settlementAt(
  db: Queryable,
  { merchantId }: Place,
  { settlementId }: Named,
  step: NextStep,
): Promise<Settlement> {
  const found = await findSettlement(db, merchantId, settlementId);
  if (found === undefined) throw new DomainError('settlement.not_found');
  if (!nextSteps(found).includes(step))
    throw new DomainError('settlement.wrong_status', { reason: `It is ${found.status}.` });
  return found;
}

/** The order of every step: the wallet, then the settlement. */
async function lock(tx: Transaction, { merchantId }: Place, { settlementId }: Named) {
  await openTill(tx, merchantId);
  await lockSettlement(tx, { merchantId, settlementId: settlementId as SettlementId });
}

function stepOf({ merchantId, actor, nowMs }: DoneBy, { settlementId }: Named): Step {
  return {
    ...{ merchantId, settlementId: settlementId as SettlementId },
    ...{ by: actor, at: new Date(nowMs) },
  };
}

function shownMoney(minor: bigint, currency: Currency): string {
  return `${currency} ${formatMoney({ minor, currency })}`;
}

/** The version says that nothing has happened since; the status is for whoever reads it. */
const asItIs = ({ version, status }: Settlement) => ({ version, status });

export const settlementConversion = draftKind({
  about: 'merchant',
  read: (body) => ({
    settlementId: settlementIn(body),
    rate: textOf(body, 'rate', 20),
    direction: oneOf(body, 'direction', directions),
    spreadBasisPoints: wholeOf(body, 'spreadBasisPoints'),
    feeMinor: minorOf(body, 'feeMinor'),
    quotedBy: textOf(body, 'quotedBy', 100),
    quoteExpiresAt: instantIn(body, 'quoteExpiresAt'),
  }),
  title: () => 'Quote for a settlement in USDT',
  lock,
  before: async (db, place, quote) => {
    const found = await settlementAt(db, place, quote, 'convert');
    const quoteExpiresAt = new Date(quote.quoteExpiresAt);
    const { amountMinor, network, address, conversionNo } = found;
    const comes = await comesTo(db, found, { ...quote, quoteExpiresAt });
    return { ...asItIs(found), ...{ amountMinor, network, address, conversionNo, comes } };
  },
  shown: ({ amountMinor, network, address, conversionNo, comes }, quote) => {
    const always = {
      'leaves the wallet': shownMoney(amountMinor, 'INR'),
      to: `${network} ${address}`,
    };
    const { gstMinor, roundingMinor, usdtMinor } = comes;
    return {
      from: { ...always, quote: conversionNo === null ? 'none' : `no. ${conversionNo}` },
      to: {
        ...always,
        quote: `no. ${(conversionNo ?? 0) + 1}, by ${quote.quotedBy}`,
        rate: `${quote.rate} ${quote.direction.replaceAll('_', ' ')}`,
        'of which spread': `${quote.spreadBasisPoints} basis points`,
        'our fee': shownMoney(quote.feeMinor, 'INR'),
        'GST on it': shownMoney(gstMinor, 'INR'),
        'left over': shownMoney(roundingMinor, 'INR'),
        'the merchant is sent': shownMoney(usdtMinor, 'USDT'),
        'good until': quote.quoteExpiresAt,
      },
    };
  },
  apply: (tx, done, quote) =>
    convertSettlement(tx, stepOf(done, quote), {
      ...quote,
      quoteExpiresAt: new Date(quote.quoteExpiresAt),
    }),
});

export const settlementReturn = draftKind({
  about: 'merchant',
  read: (body) => ({
    settlementId: settlementIn(body),
    reference: textOf(body, 'reference', 80),
    reason: textOf(body, 'reason'),
  }),
  title: () => 'A settlement that came back',
  lock,
  before: async (db, place, returned) => {
    const found = await settlementAt(db, place, returned, 'return');
    const { amountMinor, network, transferReference } = found;
    const cameBackBy = readTransfer(network, returned.reference);
    return { ...asItIs(found), amountMinor, transferReference, cameBackBy };
  },
  shown: ({ status, amountMinor, transferReference, cameBackBy }) => ({
    from: { status, 'went by': transferReference ?? '—', 'back into the wallet': 'nothing' },
    to: {
      ...{ status: 'returned', 'went by': transferReference ?? '—', 'came back by': cameBackBy },
      'back into the wallet': shownMoney(amountMinor, 'INR'),
    },
  }),
  apply: (tx, done, returned) => returnSettlement(tx, stepOf(done, returned), returned),
});

export const settlementFailure = draftKind({
  about: 'merchant',
  read: (body) => ({ settlementId: settlementIn(body), reason: textOf(body, 'reason') }),
  title: () => 'A settlement that was sent has failed',
  lock,
  before: async (db, place, failed) => {
    const found = await settlementAt(db, place, failed, 'fail');
    const { amountMinor, transferReference } = found;
    return { ...asItIs(found), amountMinor, transferReference };
  },
  shown: ({ status, amountMinor, transferReference }) => {
    const transfer = { 'transfer outside': transferReference ?? '—' };
    return {
      from: { status, ...transfer, 'back into the wallet': 'nothing' },
      to: {
        ...{ status: 'failed', ...transfer },
        'back into the wallet': shownMoney(amountMinor, 'INR'),
      },
    };
  },
  apply: (tx, done, { reason, ...failed }) => failSettlement(tx, stepOf(done, failed), reason),
});

function instantIn(body: Body, field: string): string {
  const text = textOf(body, field, 40);
  const ms = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw refused(field, 'An instant such as 2026-03-31T10:00:00Z.');
  return new Date(ms).toISOString();
}
