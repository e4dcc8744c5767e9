/** Everything about one payout, from who asked for it to where each paisa went. */
import type { Queryable } from '../db/connection.ts';
import { findMerchant } from '../merchants/find-merchant.ts';
import { findMarketplaceAt } from '../merchants/marketplaces.ts';
import { findXpayoutAccess } from '../merchants/xpayout-access.ts';
import type { Attempt } from '../payments/attempt.ts';
import {
  findPayoutById,
  readDossier,
  type FactView,
  type PayoutDossier,
} from '../payments/payout-dossier.ts';
import type { HistoryEntry, Payout } from '../payments/payout.ts';
import { totalsOf } from '../payments/quote.ts';
import { feeWords, type FeeWords } from './fee-words.ts';
import { maskedAccount, maskedMessage } from './masked.ts';
import { readPaymentRows } from './payment-row.ts';
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

/** Undefined when the merchant has no such payout. */
export async function payoutStory(
  db: Queryable,
  merchantId: string,
  payoutId: string,
): Promise<Story | undefined> {
  const payout = await findPayoutById(db, merchantId, payoutId);
  if (payout === undefined) return undefined;
  const [rows, dossier, deliveries, words] = await Promise.all([
    readPaymentRows(db, 'payout', [{ merchantId, paymentId: payoutId }]),
    readDossier(db, payout),
    deliveryEvents(db, merchantId, payoutId),
    wordsFor(db, payout),
  ]);
  const [payment] = rows;
  if (payment === undefined) return undefined;
  const { promise, cases } = dossier;
  const journals = await journalEvents(db, merchantId, dossier.journals);
  const events = inOrder([...lifeOf(dossier), ...journals, ...deliveries, ...caseEvents(cases)]);
  return {
    ...{ payment, facts: factsAbout(payout), sums: sumsOf(payout, words), events },
    ...balancesOf(events),
    nextLookAt: promise?.state === 'due' || promise?.state === 'leased' ? promise.dueAt : null,
    openCases: cases.filter(({ closedAt }) => closedAt === null),
    heldPayments: [],
    settlement: null,
    decisions: [],
  };
}

async function wordsFor(db: Queryable, payout: Payout): Promise<FeeWords> {
  const [merchant, access] = await Promise.all([
    findMerchant(db, payout.merchantId),
    findXpayoutAccess(db, payout.merchantId),
  ]);
  const code = payout.contract === 'xpayout' ? access?.marketplaceCode : undefined;
  const market = code ? await findMarketplaceAt(db, code, payout.createdAt) : undefined;
  const ofCode = market?.plans.payout;
  return ofCode !== undefined && ofCode !== null
    ? feeWords(payout, ofCode, `version ${String(market?.version)} of the plan of ${code ?? ''}`)
    : feeWords(payout, merchant?.fees, "the merchant's own plan");
}

function factsAbout(payout: Payout) {
  return factsOf([
    ['Beneficiary', payout.beneficiaryName],
    ['Account', payout.beneficiaryAccountNumber && maskedAccount(payout.beneficiaryAccountNumber)],
    ['IFSC', payout.beneficiaryIfsc],
    ['UPI address', payout.beneficiaryVpa && maskedAccount(payout.beneficiaryVpa)],
    ['M-Pesa number', payout.beneficiaryMobile && maskedAccount(payout.beneficiaryMobile)],
    ['Rail', payout.rail],
    ['Rail asked for', payout.wishedRail],
    ['UTR', payout.utr],
    ['Why it is so', plain(payout.statusReason)],
    ['Remarks', payout.remarks && maskedMessage(payout.remarks, [payout.beneficiaryName])],
  ]);
}

function sumsOf(payout: Payout, words: FeeWords): Sum[] {
  const { currency, amountMinor, feeMinor, gstMinor } = payout;
  const line = (label: string, minor: bigint, how: string | null, isTotal = false): Sum => ({
    ...{ label, amount: { minor, currency }, how, isTotal },
  });
  return [
    line('Amount to the beneficiary', amountMinor, null),
    line('Fee', feeMinor, words.fee),
    line('GST', gstMinor, words.gst),
    line('Taken from the wallet', totalsOf(payout).totalDebitMinor, null, true),
  ];
}

function lifeOf({ payout, history, attempts, facts }: PayoutDossier): StoryEvent[] {
  return [
    event('asked', payout.createdAt, `Asked for through ${payout.contract}`, {
      ...{ tone: 'info', lines: askedLines(payout) },
    }),
    ...history.map((entry) => moved(entry)),
    ...attempts.map((attempt) => tried(attempt)),
    ...facts.map((fact) => heard(fact, payout)),
  ];
}

function askedLines(payout: Payout): string[] {
  return [
    payout.reference === null
      ? 'Without a reference of its own: the number of the transaction is the only name.'
      : `Under the reference ${payout.reference}, which is spent once: a repetition gets this same payout.`,
  ];
}

const tones: Readonly<Record<string, StoryEvent['tone']>> = {
  succeeded: 'good',
  failed: 'bad',
  reversed: 'warn',
};

const reasons: Readonly<Record<string, string>> = {
  accepted: 'The wallet covers amount, fee and GST; all of it is set aside.',
  insufficient_funds: 'The wallet does not cover amount, fee and GST; nothing is set aside.',
  handed_to_provider: 'A rail was chosen and the attempt written down before the first byte left.',
  paid: 'The provider says that it paid.',
  returned: 'The provider sent the money back; amount, fee and GST are in the wallet again.',
};

function moved({ version, toStatus, because, at }: HistoryEntry): StoryEvent {
  return event(`status-${String(version)}`, at, `Decided: ${plain(toStatus)}`, {
    ...{
      tone: tones[toStatus] ?? 'plain',
      lines: [reasons[because] ?? `Because: ${plain(because)}.`],
    },
  });
}

function tried(attempt: Attempt): StoryEvent {
  const { attemptNo, provider, rail, railReason, state, detail } = attempt;
  const isOpen = state === 'unknown' || state === 'submitting' || state === 'accepted';
  return event(
    `attempt-${String(attemptNo)}`,
    attempt.startedAt,
    `Attempt ${String(attemptNo)}: ${rail} by ${provider}`,
    {
      tone: state === 'succeeded' ? 'good' : state === 'rejected' ? 'bad' : 'info',
      lines: [
        `Why this rail: ${railReason}`,
        `Name at the provider: ${attempt.providerReference}`,
        `It is ${plain(state)}${detail === null ? '' : `: ${maskedMessage(detail)}`}`,
        ...(isOpen || attempt.enquiryCount > 0
          ? [`Asked about ${String(attempt.enquiryCount)} times since.`]
          : []),
      ],
    },
  );
}

function heard(fact: FactView, payout: Payout): StoryEvent {
  const { source, kind, code, message, utr, verdict, seenAt } = fact;
  return event(
    `fact-${source}-${kind}-${String(seenAt.getTime())}`,
    seenAt,
    `Heard by ${source}: ${plain(kind)}`,
    {
      lines: [
        ...(code === null ? [] : [`Code ${code}`]),
        ...(message === null ? [] : [`“${maskedMessage(message, [payout.beneficiaryName])}”`]),
        ...(utr === null ? [] : [`UTR ${utr}`]),
        `What we made of it: ${plain(verdict)}`,
      ],
    },
  );
}
