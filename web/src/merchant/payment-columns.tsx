/** How payments stand in lists. */
import type { PaymentRow } from '../../../src/console/answers/merchant-payments.ts';
import type { Money } from '../../../src/console/answers/shared.ts';
import { Status } from '../kit/badge.tsx';
import type { Column } from '../kit/list.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import { When } from '../kit/when.tsx';
import styles from './filters.module.css';

const kindNames = { payout: 'Payout', payin: 'Pay-in', transfer: 'Transfer' } as const;

/** A transfer between two own wallets is an exchange. */
export function kindText({ kind, direction }: Pick<PaymentRow, 'kind' | 'direction'>): string {
  if (kind !== 'transfer') return kindNames[kind];
  return { out: 'Transfer out', in: 'Transfer in', within: 'Exchange' }[direction];
}

/** On a telephone, where there is no room for both. */
export function amountAndStatus<
  Row extends { readonly amount: Money; readonly status: string },
>(): Column<Row> {
  return {
    name: 'Amount and status',
    cell: ({ amount, status }) => (
      <span className={styles['above']}>
        <Amount money={amount} />
        <Status of={status} />
      </span>
    ),
    align: 'end',
    isForPhone: true,
  };
}

export const paymentColumns: readonly Column<PaymentRow>[] = [
  {
    name: 'Created',
    cell: ({ createdAt }) => <When at={createdAt} />,
    text: ({ createdAt }) => createdAt,
    isMinor: true,
  },
  {
    name: 'Payment',
    cell: (payment) => (
      <span>
        {payment.party === '' ? kindText(payment) : payment.party}
        <br />
        <span className={`soft small ${styles['line'] ?? ''}`}>
          {kindText(payment)} <span className="number">{payment.transactionNumber}</span>
        </span>
        <span className="phone-only soft small">
          <When at={payment.createdAt} />
        </span>
      </span>
    ),
    text: ({ party, transactionNumber, kind }) => `${kind} ${transactionNumber} ${party}`.trim(),
  },
  {
    name: 'Reference',
    cell: ({ reference }) => (
      <span className={styles['clip']} title={reference ?? undefined}>
        {reference ?? '—'}
      </span>
    ),
    text: ({ reference }) => reference ?? '',
    isMinor: true,
  },
  {
    name: 'Status',
    cell: ({ status }) => <Status of={status} />,
    text: ({ status }) => status,
    isMinor: true,
  },
  {
    name: 'UTR',
    cell: ({ utr }) => <span className="number soft">{utr ?? '—'}</span>,
    text: ({ utr }) => utr ?? '',
    isMinor: true,
  },
  {
    name: 'Amount',
    cell: ({ amount }) => <Amount money={amount} />,
    text: ({ amount }) => moneyText(amount),
    align: 'end',
    isMinor: true,
  },
  amountAndStatus(),
];
