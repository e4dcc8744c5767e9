/** A payout and all around it, in words and as data. */
import type { Currency } from '../kit/money.ts';
import type { Payout } from '../payments/payout.ts';
import type { JournalView, PayoutDossier } from '../payments/payout-dossier.ts';
import type { Delivery } from '../webhooks/deliveries.ts';
import { facts, rupees, table } from './output.ts';

export function shownPayout(payout: Payout) {
  const { amountMinor, feeMinor, gstMinor, reserveNo, ...rest } = payout;
  return {
    ...rest,
    amount: rupees(amountMinor, payout.currency),
    fee: rupees(feeMinor, payout.currency),
    gst: rupees(gstMinor, payout.currency),
    reserveNo: reserveNo === null ? null : reserveNo.toString(),
  };
}

export function shownDossier(dossier: PayoutDossier, webhooks: readonly Delivery[]): object {
  const { payout, promise, history, attempts, facts: found, journals, cases } = dossier;
  const { currency } = payout;
  return {
    payout: shownPayout(payout),
    promise: promise ?? null,
    history,
    attempts,
    facts: found.map(({ amountMinor, ...fact }) => ({
      ...fact,
      amount: amountMinor === null ? null : rupees(amountMinor, currency),
    })),
    journals: journals.map((journal) => shownJournal(journal, currency)),
    cases,
    webhooks,
  };
}

export function shownJournal(journal: JournalView, currency: Currency): object {
  const { journalNo, kind, fact, resolves, recordedAt } = journal;
  const legs = legsOf(journal).map(({ debit, credit, amountMinor }) => ({
    debit,
    credit,
    amount: rupees(amountMinor, currency),
  }));
  return { journalNo, kind, fact, resolves, legs, recordedAt };
}

function legsOf({ debits, credits, amountsMinor }: JournalView) {
  return amountsMinor.map((amountMinor, leg) => ({
    debit: debits[leg] ?? '',
    credit: credits[leg] ?? '',
    amountMinor,
  }));
}

export function dossierText(dossier: PayoutDossier, webhooks: readonly Delivery[]): string {
  const sections: Readonly<Record<string, string>> = {
    History: historyText(dossier),
    Attempts: attemptsText(dossier),
    'What the provider said': factsText(dossier),
    Journals: journalsText(dossier),
    Cases: table(
      ['case', 'code', 'opened', 'closed'],
      dossier.cases.map((entry) => [entry.caseId, entry.code, entry.openedAt, entry.closedAt]),
    ),
    Webhooks: table(
      ['webhook', 'version', 'state', 'next attempt', 'last error'],
      webhooks.map((entry) => [
        entry.webhookId,
        entry.subjectVersion,
        entry.state,
        entry.nextAttemptAt,
        entry.lastError,
      ]),
    ),
  };
  return (
    headText(dossier) +
    Object.entries(sections)
      .map(([title, body]) => `\n${title}\n${body}`)
      .join('')
  );
}

function headText({ payout, promise }: PayoutDossier): string {
  const { currency } = payout;
  return facts({
    number: payout.transactionNumber,
    payout: payout.payoutId,
    merchant: payout.merchantId,
    status: payout.status,
    because: payout.statusReason,
    reference: payout.reference,
    beneficiary: payout.beneficiaryName,
    account: payout.beneficiaryAccountNumber,
    IFSC: payout.beneficiaryIfsc,
    amount: `${currency} ${rupees(payout.amountMinor, currency)}`,
    'fee and GST': `${rupees(payout.feeMinor, currency)} and ${rupees(payout.gstMinor, currency)}`,
    rail: payout.rail,
    UTR: payout.utr,
    remarks: payout.remarks,
    created: payout.createdAt,
    updated: payout.updatedAt,
    promise:
      promise &&
      `${promise.state}, claimed ${promise.claims} times, due ${promise.dueAt.toISOString()}`,
  });
}

function historyText({ history }: PayoutDossier): string {
  return table(
    ['version', 'status', 'because', 'at'],
    history.map((entry) => [entry.version, entry.toStatus, entry.because, entry.at]),
  );
}

function attemptsText({ attempts }: PayoutDossier): string {
  return table(
    ['no', 'provider', 'reference', 'rail', 'rail because', 'state', 'detail', 'asked', 'updated'],
    attempts.map((attempt) => [
      attempt.attemptNo,
      attempt.provider,
      attempt.providerReference,
      attempt.rail,
      attempt.railReason,
      attempt.state,
      attempt.detail,
      attempt.enquiryCount,
      attempt.updatedAt,
    ]),
  );
}

function factsText(dossier: PayoutDossier): string {
  return table(
    ['seen', 'by', 'said', 'code', 'message', 'UTR', 'verdict'],
    dossier.facts.map((fact) => [
      fact.seenAt,
      fact.source,
      fact.kind,
      fact.code,
      fact.message,
      fact.utr,
      fact.verdict,
    ]),
  );
}

function journalsText({ journals, payout }: PayoutDossier): string {
  return table(
    ['no', 'kind', 'fact', 'ends', 'debit', 'credit', 'amount'],
    journals.flatMap((journal) =>
      legsOf(journal).map((leg) => [
        journal.journalNo,
        journal.kind,
        journal.fact,
        journal.resolves,
        leg.debit,
        leg.credit,
        rupees(leg.amountMinor, payout.currency),
      ]),
    ),
  );
}
