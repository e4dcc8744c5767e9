/** How the rows of a file of payouts stand in the list of them. */
import type { BatchRowAnswer } from '../../../src/console/answers/payouts.ts';
import { Badge, type Tone } from '../kit/badge.tsx';
import type { Column } from '../kit/list.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import styles from './filters.module.css';

const outcomes: Readonly<Record<string, readonly [string, Tone]>> = {
  waiting: ['Waiting', 'plain'],
  created: ['On its way', 'good'],
  paid_before: ['Paid before', 'warn'],
  insufficient_funds: ['Wallet did not cover it', 'bad'],
  limit_exceeded: ['Above your limit', 'bad'],
  reference_conflict: ['Reference taken', 'bad'],
  not_served: ['Cannot be paid this way', 'bad'],
  stopped: ['Stopped before', 'warn'],
};

export const batchRowColumns: readonly Column<BatchRowAnswer>[] = [
  {
    name: 'Line',
    cell: ({ line }) => <span className="number">{line}</span>,
    text: ({ line }) => String(line),
  },
  {
    name: 'Beneficiary',
    cell: ({ name, to }) => (
      <>
        {name === '' ? to : name}
        {name !== '' && (
          <span className="soft small number">
            <br />
            {to}
          </span>
        )}
      </>
    ),
    text: ({ name, to }) => `${name} ${to}`.trim(),
  },
  {
    name: 'Amount',
    align: 'end',
    cell: ({ amount }) => <Amount money={amount} />,
    text: ({ amount }) => moneyText(amount),
  },
  {
    name: 'Outcome',
    cell: ({ outcome }) => {
      const [word, tone] = outcomes[outcome] ?? [outcome, 'plain'];
      return <Badge tone={tone}>{word}</Badge>;
    },
    text: ({ outcome }) => outcome,
  },
  {
    name: 'Number',
    cell: ({ transactionNumber }) => <span className="number">{transactionNumber ?? ''}</span>,
    text: ({ transactionNumber }) => transactionNumber ?? '',
    isMinor: true,
  },
  {
    name: 'Reference',
    cell: ({ reference }) => (
      <span className={styles['clip']} title={reference}>
        {reference}
      </span>
    ),
    text: ({ reference }) => reference,
    isMinor: true,
  },
];
