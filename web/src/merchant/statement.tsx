/** What moved a wallet, with the balance after each entry. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { HomeAnswer, StatementRow } from '../../../src/console/answers/wallet.ts';
import type { Money } from '../../../src/console/answers/shared.ts';
import { ask } from '../app/api.ts';
import { useFilters } from '../app/filters.ts';
import { useMay } from '../app/session.ts';
import { SelectField } from '../kit/field.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { Empty } from '../kit/state.tsx';
import { useList } from '../kit/use-list.ts';
import { When } from '../kit/when.tsx';
import styles from './filters.module.css';

const services: Readonly<Record<string, string>> = {
  payout: 'Payout',
  payin: 'Pay-in',
  transfer: 'Transfer',
  settlement: 'Settlement',
  funding: 'Funding',
};

const side = (name: string, of: (row: StatementRow) => Money | null): Column<StatementRow> => ({
  name,
  align: 'end',
  cell: (row) => {
    const money = of(row);
    return money === null ? '' : <Amount money={money} />;
  },
  text: (row) => {
    const money = of(row);
    return money === null ? '' : moneyText(money);
  },
});

const columns: readonly Column<StatementRow>[] = [
  { name: 'Booked', cell: ({ at }) => <When at={at} />, text: ({ at }) => at, isMinor: true },
  {
    name: 'Entry',
    cell: (row) => <Entry row={row} />,
    text: (row) => `${entryText(row)} ${row.transactionNumber ?? ''}`.trim(),
  },
  {
    name: 'Reference',
    cell: ({ reference }) => reference ?? '',
    text: ({ reference }) => reference ?? '',
    isMinor: true,
  },
  { ...side('Out', ({ debit }) => debit), isMinor: true },
  { ...side('In', ({ credit }) => credit), isMinor: true },
  { ...side('Balance', ({ balance }) => balance), isMinor: true },
  {
    name: 'Amount and balance',
    cell: (row) => <Moved row={row} />,
    align: 'end',
    isForPhone: true,
  },
];

/** Out and in as one figure with its sign. */
function Moved({ row: { debit, credit, balance } }: { readonly row: StatementRow }) {
  const sign = credit === null ? '−' : '+';
  return (
    <span className={styles['above']}>
      <span className="number">
        {sign}
        {moneyText(credit ?? debit ?? balance)}
      </span>
      <span className="soft small number">{moneyText(balance)}</span>
    </span>
  );
}

function entryText({ service, isReturn }: StatementRow): string {
  const word = services[service] ?? 'Other';
  return isReturn ? `${word} taken back` : word;
}

/** Undefined for what has no page, such as a funding. */
function pathOf({ paymentId, settlementId }: StatementRow): string | undefined {
  if (paymentId !== null) return `/payments/${paymentId}`;
  return settlementId === null ? undefined : `/settlements/${settlementId}`;
}

function Entry({ row }: { readonly row: StatementRow }) {
  const { transactionNumber } = row;
  const path = pathOf(row);
  return (
    <>
      {entryText(row)}
      {transactionNumber !== null && (
        <span className="soft small number">
          <br />
          {path === undefined ? transactionNumber : <Link to={path}>{transactionNumber}</Link>}
        </span>
      )}
      <span className="phone-only soft small">
        <When at={row.at} />
      </span>
    </>
  );
}

export default function Statement() {
  const [{ currency = 'INR' }, change] = useFilters();
  const pages = useList<StatementRow>('/statement', { currency });
  const home = useQuery({ queryKey: ['home'], queryFn: () => ask<HomeAnswer>('/home') });
  const mayReport = useMay('reports.read');
  const currencies = home.data?.balances.map(({ available }) => available.currency) ?? [currency];
  return (
    <>
      <PageHead
        title="Statement"
        note="Money that is only held has not been booked, and stands in no entry."
        actions={
          mayReport && (
            <Link to="/reports" search={{ type: 'ledger' }} className="button button-plain">
              As a file
            </Link>
          )
        }
      />
      <Panel flush>
        {currencies.length > 1 && (
          <div className={styles['narrow']}>
            <SelectField
              label="Wallet"
              value={currency}
              options={currencies.map((each) => ({ value: each, label: each }))}
              onChange={(event) => change({ currency: event.target.value })}
            />
          </div>
        )}
        <ListView
          name="Statement"
          columns={columns}
          pages={pages}
          keyOf={({ journalNo }) => journalNo}
          linkOf={pathOf}
          empty={<Empty title="Nothing was booked yet" />}
        />
      </Panel>
    </>
  );
}
