/** Everything about one pay-in, from the link to the wallet. */
import type { Queryable } from '../db/connection.ts';
import { findPayinOfAnyone, readPayinDossier, type PayinDossier } from '../payments/find-payins.ts';
import { standingOf, type PayinFact } from '../payments/payin-fact.ts';
import type { Payin, PayinHistoryEntry } from '../payments/payin.ts';
import { payinTotalsOf } from '../payments/quote.ts';
import { findPromise } from './find-promise.ts';
import { feeWords } from './fee-words.ts';
import { maskedAccount, maskedMessage } from './masked.ts';
import { readPaymentRows } from './payment-row.ts';
import { settlementAfter } from './settlement-after.ts';
import {
  balancesOf,
  caseEvents,
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

/** Undefined when the merchant has no such pay-in. */
export async function payinStory(
  db: Queryable,
  merchantId: string,
  payinId: string,
): Promise<Story | undefined> {
  const payin = await findPayinOfAnyone(db, payinId);
  if (payin?.merchantId !== merchantId) return undefined;
  const [rows, dossier, deliveries, nextLookAt] = await Promise.all([
    readPaymentRows(db, 'payin', [{ merchantId, paymentId: payinId }]),
    readPayinDossier(db, payin),
    deliveryEvents(db, merchantId, payinId),
    findPromise(db, merchantId, payinId),
  ]);
  const [payment] = rows;
  if (payment === undefined) return undefined;
  const [journals, settlement] = await Promise.all([
    journalEvents(db, merchantId, dossier.journals),
    payin.status === 'succeeded' ? settlementAfter(db, merchantId, dossier.journals) : null,
  ]);
  const events = inOrder([
    ...lifeOf(dossier),
    ...journals,
    ...deliveries,
    ...caseEvents(dossier.cases),
  ]);
  return {
    ...{ payment, facts: factsAbout(payin), sums: sumsOf(payin), events },
    ...balancesOf(events),
    nextLookAt,
    openCases: dossier.cases.filter(({ closedAt }) => closedAt === null),
    heldPayments: heldOf(dossier),
    settlement,
    decisions: [],
  };
}

function factsAbout(payin: Payin) {
  return factsOf([
    ['Method', payin.method],
    ['Provider', payin.provider],
    ['Name at the provider', payin.providerReference],
    ['Payer', payin.payerVpa && maskedAccount(payin.payerVpa)],
    ['UTR', payin.utr],
    ['Why it is so', plain(payin.statusReason)],
    ['Remarks', payin.remarks && maskedMessage(payin.remarks)],
  ]);
}

function sumsOf(payin: Payin): Sum[] {
  const { currency, feeMinor, gstMinor, receivedMinor } = payin;
  const { grossMinor, netMinor } = payinTotalsOf(payin);
  const words = feeWords(
    { ...payin, amountMinor: grossMinor },
    payin.feePlan,
    'the plan that stands on the pay-in',
  );
  const line = (label: string, minor: bigint, how: string | null, isTotal = false): Sum => ({
    ...{ label, amount: { minor, currency }, how, isTotal },
  });
  const isPaid = receivedMinor > 0n;
  return [
    line(isPaid ? 'Paid by the customer' : 'Asked of the customer', grossMinor, null),
    line('Fee', -feeMinor, words.fee),
    line('GST', -gstMinor, words.gst),
    line(isPaid ? 'Credited to the wallet' : 'To be credited to the wallet', netMinor, null, true),
  ];
}

function heldOf({ payin, facts }: PayinDossier): Story['heldPayments'] {
  const byPayment = Map.groupBy(facts, ({ paymentId }) => paymentId);
  return [...byPayment]
    .filter(([, its]) => standingOf(its) === 'held')
    .map(([paymentId, its]) => ({
      paymentId,
      amount: { minor: its[0]?.amountMinor ?? 0n, currency: payin.currency },
    }));
}

function lifeOf({ payin, history, facts }: PayinDossier): StoryEvent[] {
  return [
    event('asked', payin.createdAt, `Asked for through ${payin.contract}`, {
      tone: 'info',
      lines: [
        `Under the reference ${payin.reference}, which is spent once: a repetition gets this same pay-in.`,
        `The customer may pay until ${payin.expiresAt.toISOString()}.`,
      ],
    }),
    ...history.map(moved),
    ...facts.map(heard),
  ];
}

const tones: Readonly<Record<string, StoryEvent['tone']>> = {
  succeeded: 'good',
  failed: 'bad',
  expired: 'warn',
  reversed: 'warn',
};

function moved({ version, toStatus, because, at }: PayinHistoryEntry): StoryEvent {
  return event(`status-${String(version)}`, at, `Decided: ${plain(toStatus)}`, {
    ...{ tone: tones[toStatus] ?? 'plain', lines: [`Because: ${plain(because)}.`] },
  });
}

function heard(fact: PayinFact): StoryEvent {
  const { factKey, seenAt, source, kind, code, message, utr, payerVpa, verdict } = fact;
  return event(`fact-${factKey}`, seenAt, `Heard by ${source}: ${plain(kind)}`, {
    tone: verdict === 'held' || verdict === 'case' ? 'warn' : 'plain',
    lines: [
      `Payment ${fact.paymentId} at ${fact.provider}`,
      ...(code === null ? [] : [`Code ${code}`]),
      ...(message === null || message === '' ? [] : [`“${maskedMessage(message)}”`]),
      ...(utr === null ? [] : [`UTR ${utr}`]),
      ...(payerVpa === null ? [] : [`From ${maskedAccount(payerVpa)}`]),
      `What we made of it: ${plain(verdict)}`,
    ],
  });
}
