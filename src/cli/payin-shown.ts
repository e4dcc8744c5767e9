/** A pay-in and all around it, in words and as data. */
import type { PayinDossier } from '../payments/find-payins.ts';
import type { Payin } from '../payments/payin.ts';
import { facts, rupees, table } from './output.ts';
import { shownJournal } from './payout-shown.ts';

export function shownPayin(payin: Payin) {
  const { amountMinor, feeMinor, gstMinor, receivedMinor, feePlan, currency, ...rest } = payin;
  return {
    ...rest,
    currency,
    amount: rupees(amountMinor, currency),
    fee: rupees(feeMinor, currency),
    gst: rupees(gstMinor, currency),
    received: rupees(receivedMinor, currency),
    feePlan: {
      basisPoints: feePlan.basisPoints,
      flat: rupees(feePlan.flatMinor, currency),
      minimum: rupees(feePlan.minimumMinor, currency),
      maximum: feePlan.maximumMinor === null ? null : rupees(feePlan.maximumMinor, currency),
      gstBasisPoints: feePlan.gstBasisPoints,
    },
  };
}

export function shownPayinDossier({ payin, history, facts: found, journals, cases }: PayinDossier) {
  return {
    payin: shownPayin(payin),
    history,
    facts: found.map(({ amountMinor, feeMinor, gstMinor, ...fact }) => ({
      ...fact,
      amount: rupees(amountMinor, payin.currency),
      fee: rupees(feeMinor, payin.currency),
      gst: rupees(gstMinor, payin.currency),
    })),
    journals: journals.map((journal) => shownJournal(journal, payin.currency)),
    cases,
  };
}

export function payinText(dossier: PayinDossier): string {
  const { payin, history, facts: found, journals, cases } = dossier;
  const { currency } = payin;
  const sections: Readonly<Record<string, string>> = {
    History: table(
      ['version', 'status', 'because', 'at'],
      history.map((entry) => [entry.version, entry.toStatus, entry.because, entry.at]),
    ),
    Payments: table(
      ['seen', 'payment', 'by', 'what', 'amount', 'verdict', 'UTR', 'from', 'code'],
      found.map((fact) => [
        fact.seenAt,
        fact.paymentId,
        fact.source,
        fact.kind,
        rupees(fact.amountMinor, currency),
        fact.verdict,
        fact.utr,
        fact.payerVpa,
        fact.code,
      ]),
    ),
    Journals: table(
      ['no', 'kind', 'fact', 'debit', 'credit', 'amount'],
      journals.flatMap(({ journalNo, kind, fact, debits, credits, amountsMinor }) =>
        amountsMinor.map((minor, leg) => [
          journalNo,
          kind,
          fact,
          debits[leg] ?? '',
          credits[leg] ?? '',
          rupees(minor, currency),
        ]),
      ),
    ),
    Cases: table(
      ['case', 'code', 'opened', 'closed'],
      cases.map((entry) => [entry.caseId, entry.code, entry.openedAt, entry.closedAt]),
    ),
  };
  const bodies = Object.entries(sections).map(([title, body]) => `\n${title}\n${body}`);
  return headText(payin) + bodies.join('');
}

function headText(payin: Payin): string {
  const { currency } = payin;
  return facts({
    number: payin.transactionNumber,
    'pay-in': payin.payinId,
    merchant: payin.merchantId,
    status: payin.status,
    because: payin.statusReason,
    reference: payin.reference,
    amount: `${currency} ${rupees(payin.amountMinor, currency)}`,
    received: `${currency} ${rupees(payin.receivedMinor, currency)}`,
    'fee and GST': `${rupees(payin.feeMinor, currency)} and ${rupees(payin.gstMinor, currency)}`,
    'at the provider': `${payin.provider} ${payin.providerReference}`,
    UTR: payin.utr,
    payer: payin.payerVpa,
    remarks: payin.remarks,
    created: payin.createdAt,
    expires: payin.expiresAt,
    updated: payin.updatedAt,
  });
}
