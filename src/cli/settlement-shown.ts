/** A settlement and all around it, in words and as data. */
import { isCurrency } from '../kit/money.ts';
import type { JournalView } from '../payments/payout-dossier.ts';
import type { Conversion } from '../settlements/conversion.ts';
import type { SettlementDossier } from '../settlements/find-settlements.ts';
import type { Settlement } from '../settlements/settlement.ts';
import { facts, rupees, table } from './output.ts';

export function shownSettlement(settlement: Settlement) {
  const { amountMinor, reserveNo, ...rest } = settlement;
  return { ...rest, amount: rupees(amountMinor), reserveNo: reserveNo.toString() };
}

function shownConversion(conversion: Conversion) {
  const { feeMinor, gstMinor, givenMinor, roundingMinor, usdtMinor, ...rest } = conversion;
  return {
    ...rest,
    fee: rupees(feeMinor),
    gst: rupees(gstMinor),
    given: rupees(givenMinor),
    rounding: rupees(roundingMinor),
    usdt: rupees(usdtMinor, 'USDT'),
  };
}

/** Each leg in the currency of its accounts: a settlement in USDT has journals in both. */
function shownJournal({ journalNo, kind, fact, debits, credits, amountsMinor }: JournalView) {
  const legs = amountsMinor.map((amountMinor, leg) => {
    const debit = debits[leg] ?? '';
    const currency = debit.slice(debit.indexOf(':') + 1);
    const amount = rupees(amountMinor, isCurrency(currency) ? currency : 'INR');
    return { debit, credit: credits[leg] ?? '', amount };
  });
  return { journalNo, kind, fact, legs };
}

export function shownDossier({ settlement, history, conversions, journals }: SettlementDossier) {
  return {
    settlement: shownSettlement(settlement),
    history,
    conversions: conversions.map(shownConversion),
    journals: journals.map(shownJournal),
  };
}

export function headText(settlement: Settlement): string {
  return facts({
    settlement: settlement.settlementId,
    merchant: settlement.merchantId,
    status: settlement.status,
    amount: `INR ${rupees(settlement.amountMinor)}`,
    receives: settlement.currency,
    network: settlement.network,
    to: settlement.address,
    'requested by': settlement.requestedBy,
    'decided by': settlement.decidedBy,
    quote: settlement.conversionNo,
    transfer: settlement.transferReference,
    sent: settlement.sentAt,
    requested: settlement.createdAt,
    updated: settlement.updatedAt,
  });
}

export function settlementText(dossier: SettlementDossier): string {
  const { history, conversions, journals } = shownDossier(dossier);
  const sections = {
    History: table(
      ['version', 'status', 'because', 'by', 'at'],
      history.map((line) => [line.version, line.toStatus, line.because, line.actedBy, line.at]),
    ),
    Quotes: table(
      [
        'no',
        'rate',
        'direction',
        'fee',
        'GST',
        'given',
        'rounding',
        'USDT',
        'quoted by',
        'good until',
      ],
      conversions.map((quote) => [
        quote.conversionNo,
        quote.rate,
        quote.direction,
        quote.fee,
        quote.gst,
        quote.given,
        quote.rounding,
        quote.usdt,
        quote.quotedBy,
        quote.quoteExpiresAt,
      ]),
    ),
    Journals: table(
      ['no', 'kind', 'fact', 'debit', 'credit', 'amount'],
      journals.flatMap(({ journalNo, kind, fact, legs }) =>
        legs.map((leg) => [journalNo, kind, fact, leg.debit, leg.credit, leg.amount]),
      ),
    ),
  };
  return (
    headText(dossier.settlement) +
    Object.entries(sections)
      .map(([title, body]) => `\n${title}\n${body}`)
      .join('')
  );
}
