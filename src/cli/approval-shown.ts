/** A transfer and all around it, in words and as data. */
import type { ListedTransfer, TransferDossier } from '../transfers/find-transfers.ts';
import type { Transfer } from '../transfers/transfer.ts';
import { facts, rupees, table } from './output.ts';
import { shownJournal } from './payout-shown.ts';

export function shownTransfer(transfer: Transfer & Partial<Pick<ListedTransfer, 'approvalKey'>>) {
  const { amountMinor, receivedMinor, roundingMinor, reserveNo, ...rest } = transfer;
  return {
    ...rest,
    amount: rupees(amountMinor, transfer.currency),
    received: rupees(receivedMinor, transfer.receivedCurrency),
    rounding: rupees(roundingMinor, transfer.currency),
    reserveNo: reserveNo?.toString() ?? null,
  };
}

export function shownTransferDossier(dossier: TransferDossier) {
  const { transfer, beside, history, journals, arrivedAt } = dossier;
  return {
    transfer: shownTransfer({ ...transfer, approvalKey: beside?.approvalKey ?? null }),
    transactionNo: beside?.transactionNo ?? null,
    description: beside?.description ?? '',
    createdBy: beside?.createdByNo ?? null,
    arrivedAt,
    history,
    journals: journals.map((journal) => shownJournal(journal, transfer.currency)),
  };
}

export function transferText(dossier: TransferDossier): string {
  const { transfer, beside, history, journals, arrivedAt } = dossier;
  const { kind, status, statusReason, currency, amountMinor } = transfer;
  const head = facts({
    ...{ key: beside?.approvalKey, number: beside?.transactionNo, kind, status },
    because: statusReason,
    amount: `${currency} ${rupees(amountMinor, currency)}`,
    'from wallet': transfer.walletNo,
    'to wallet': transfer.payeeWalletNo,
    ...{ reference: transfer.reference, description: beside?.description },
    ...{ created: transfer.createdAt, 'valid until': transfer.expiresAt, arrived: arrivedAt },
  });
  const lines = table(
    ['version', 'status', 'because', 'by', 'at'],
    history.map((line) => [line.version, line.toStatus, line.because, line.actedBy, line.at]),
  );
  const booked = table(
    ['no', 'kind', 'fact', 'debit', 'credit', 'amount'],
    journals.flatMap(({ journalNo, kind: verb, fact, debits, credits, amountsMinor }) =>
      amountsMinor.map((minor, leg) => [
        ...[journalNo, verb, fact, debits[leg], credits[leg], rupees(minor, currency)],
      ]),
    ),
  );
  return `${head}\nHistory\n${lines}\nJournals\n${booked}`;
}
