/** How payments stand in lists. */
import type { PaymentRow } from '../../../src/console/answers/merchant-payments.ts';
import { Status } from '../kit/badge.tsx';
import type { Column } from '../kit/list.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import { When } from '../kit/when.tsx';

export const kindWords = { payout: 'Payout', payin: 'Pay-in' } as const;

export const paymentColumns: readonly Column<PaymentRow>[] = [
  {
    name: 'Created',
    cell: ({ createdAt }) => <When at={createdAt} />,
    text: ({ createdAt }) => createdAt,
    isMinor: true,
  },
  { name: 'Kind', cell: ({ kind }) => kindWords[kind], text: ({ kind }) => kind, isMinor: true },
  {
    name: 'Payment',
    cell: ({ party, transactionNumber, kind }) => (
      <span>
        {party === '' ? kindWords[kind] : party}
        <br />
        <span className="soft small number">{transactionNumber}</span>
      </span>
    ),
    text: ({ party, transactionNumber }) => `${transactionNumber} ${party}`.trim(),
  },
  {
    name: 'Reference',
    cell: ({ reference }) => <span className="number">{reference ?? '—'}</span>,
    text: ({ reference }) => reference ?? '',
    isMinor: true,
  },
  { name: 'Status', cell: ({ status }) => <Status of={status} />, text: ({ status }) => status },
  {
    name: 'Amount',
    cell: ({ amount }) => <Amount money={amount} />,
    text: ({ amount }) => moneyText(amount),
    align: 'end',
  },
  {
    name: 'UTR',
    cell: ({ utr }) => <span className="number soft">{utr ?? '—'}</span>,
    text: ({ utr }) => utr ?? '',
    isMinor: true,
  },
];
