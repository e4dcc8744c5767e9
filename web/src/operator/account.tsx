/** One account of one merchant: what was booked on it, newest first, and what it stood at after each. */
import { Link, useParams } from '@tanstack/react-router';
import type { StatementRow } from '../../../src/console/answers/ledger.ts';
import { accountName } from '../kit/account-name.ts';
import { ListView, type Column } from '../kit/list.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { Empty } from '../kit/state.tsx';
import { useList } from '../kit/use-list.ts';
import { When } from '../kit/when.tsx';
import { journalPath } from './account-path.ts';
import { factText } from './fact-text.ts';

const columns: readonly Column<StatementRow>[] = [
  {
    name: 'Booked',
    cell: ({ at }) => <When at={at} exact />,
    text: ({ at }) => at,
    isMinor: true,
  },
  {
    name: 'What for',
    cell: ({ fact, at }) => (
      <>
        {factText(fact)}
        <span className="phone-only soft small">
          <When at={at} exact />
        </span>
      </>
    ),
    text: ({ fact }) => fact,
  },
  {
    name: 'Journal',
    isMinor: true,
    align: 'end',
    cell: ({ journalNo }) => <span className="number">{journalNo}</span>,
    text: ({ journalNo }) => journalNo,
  },
  {
    name: 'Amount',
    align: 'end',
    cell: ({ amount }) => <Amount money={amount} />,
    text: ({ amount }) => moneyText(amount),
    isMinor: true,
  },
  {
    name: 'Balance',
    align: 'end',
    isMinor: true,
    cell: ({ balance }) => <Amount money={balance} />,
    text: ({ balance }) => moneyText(balance),
  },
  {
    name: 'Amount and balance',
    align: 'end',
    isForPhone: true,
    cell: ({ amount, balance }) => (
      <>
        <Amount money={amount} />
        <p className="soft small">
          <Amount money={balance} />
        </p>
      </>
    ),
  },
];

export default function AccountPage() {
  const { merchantId = '', account = '' }: Partial<Record<string, string>> = useParams({
    strict: false,
  });
  const pages = useList<StatementRow>(
    `/merchants/${merchantId}/ledger/${encodeURIComponent(account)}`,
  );
  return (
    <>
      <PageHead
        title={accountName(account)}
        note={
          <>
            <Link to="/ledger" search={{ tab: 'accounts' }}>
              Ledger
            </Link>{' '}
            · <Link to={`/merchants/${merchantId}`}>the merchant</Link>
          </>
        }
      />
      <Panel flush>
        <ListView
          name={`Statement of ${account}`}
          columns={columns}
          pages={pages}
          keyOf={({ orderedBy, journalNo }) => `${orderedBy} ${journalNo}`}
          linkOf={({ orderedBy, journalNo }) => journalPath(merchantId, orderedBy, journalNo)}
          empty={<Empty title="Nothing is booked on this account" />}
        />
      </Panel>
    </>
  );
}
