/** Everything about one transfer, in the books of both its owners. */
import type { Queryable } from '../db/connection.ts';
import { readJournals } from '../payments/payout-dossier.ts';
import { readTransferDossier, type TransferDossier } from '../transfers/find-transfers.ts';
import { loadTransfers } from '../transfers/load-transfers.ts';
import type { Transfer } from '../transfers/transfer.ts';
import { findPromise } from './find-promise.ts';
import { readPaymentRows } from './payment-row.ts';
import { settlementAfter } from './settlement-after.ts';
import {
  balancesOf,
  deliveryEvents,
  event,
  factsOf,
  inOrder,
  journalEvents,
  plain,
  type Story,
  type StoryEvent,
  type Sum,
} from './story.ts';

/** `merchantId` is the payer. Undefined when it has no such transfer. */
export async function transferStory(
  db: Queryable,
  merchantId: string,
  transferId: string,
): Promise<Story | undefined> {
  const found = (await loadTransfers(db, [{ merchantId, transferId }])).get(transferId);
  if (found === undefined) return undefined;
  const { payeeId, receivedCurrency } = found.transfer;
  const payee = { merchantId: payeeId, currency: receivedCurrency, reserveNo: null };
  const isOneOwner = payeeId === merchantId;
  const [rows, dossier, deliveries, theirs, arrivals, nextLookAt] = await Promise.all([
    readPaymentRows(db, 'transfer', [{ merchantId, paymentId: transferId }]),
    readTransferDossier(db, found),
    deliveryEvents(db, merchantId, transferId),
    isOneOwner ? [] : deliveryEvents(db, payeeId, transferId),
    readJournals(db, { ...payee, subjectId: transferId }),
    findPromise(db, merchantId, transferId),
  ]);
  const [payment] = rows;
  if (payment === undefined) return undefined;
  const [left, arrived, settlement] = await Promise.all([
    journalEvents(db, merchantId, dossier.journals, 'Payer'),
    journalEvents(db, payeeId, arrivals, isOneOwner ? 'Other wallet' : 'Payee'),
    dossier.arrivedAt === null ? null : settlementAfter(db, payeeId, arrivals),
  ]);
  const events = inOrder([...lifeOf(dossier), ...left, ...arrived, ...deliveries, ...theirs]);
  return {
    ...{ payment, facts: factsAbout(found.transfer), sums: sumsOf(found.transfer), events },
    ...balancesOf(events),
    ...{ nextLookAt, openCases: [], heldPayments: [], settlement },
    decisions: found.transfer.status === 'pending' ? ['reject', 'cancel'] : [],
  };
}

function factsAbout(transfer: Transfer) {
  return factsOf([
    ['Sort', transfer.kind],
    ['From wallet', String(transfer.walletNo)],
    ['To wallet', String(transfer.payeeWalletNo)],
    ['Rate', transfer.rate],
    ['Waits until', transfer.expiresAt?.toISOString()],
    ['Why it is so', plain(transfer.statusReason)],
  ]);
}

function sumsOf(transfer: Transfer): Sum[] {
  const { currency, amountMinor, receivedCurrency, receivedMinor, roundingMinor, rate } = transfer;
  const line = (label: string, minor: bigint, of: string, how: string | null = null): Sum => ({
    ...{ label, amount: { minor, currency: of }, how, isTotal: false },
  });
  return [
    line('Leaves the wallet of the payer', amountMinor, currency),
    ...(roundingMinor > 0n
      ? [line('Left over', roundingMinor, currency, 'too little to buy another unit')]
      : []),
    {
      ...line('Arrives in the other wallet', receivedMinor, receivedCurrency),
      ...{ how: rate === null ? null : `at ${rate}, spread taken off`, isTotal: true },
    },
  ];
}

const tones: Readonly<Record<string, StoryEvent['tone']>> = {
  booked: 'good',
  rejected: 'bad',
  cancelled: 'warn',
  voided: 'warn',
  held: 'warn',
};

function lifeOf({ transfer, history, arrivedAt }: TransferDossier): StoryEvent[] {
  return [
    event('asked', transfer.createdAt, `Asked for through xprizo`, {
      tone: 'info',
      lines: transfer.reference === null ? [] : [`Under the reference ${transfer.reference}`],
    }),
    ...history.map(({ version, toStatus, because, actedBy, at }) =>
      event(`status-${String(version)}`, at, `Decided: ${plain(toStatus)}`, {
        tone: tones[toStatus] ?? 'plain',
        lines: [`Because: ${plain(because)}`, `By: ${actedBy}`],
      }),
    ),
    ...(arrivedAt === null
      ? []
      : [event('arrived', arrivedAt, 'Arrived in the wallet of the payee', { tone: 'good' })]),
  ];
}
