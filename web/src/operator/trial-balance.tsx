/** Every account over all merchants, and what each currency adds up to. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import type { TrialBalance } from '../../../src/console/answers/ledger.ts';
import { ask } from '../app/api.ts';
import { accountName } from '../kit/account-name.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { csvOf, saveFile } from '../kit/csv.ts';
import { Amount, moneyText } from '../kit/money.tsx';
import { Panel } from '../kit/panel.tsx';
import { Empty, Fault, Waiting } from '../kit/state.tsx';
import { unitText } from '../kit/unit.ts';

export function TrialBalanceView() {
  const { data, error, refetch } = useQuery({
    queryKey: ['/ledger'],
    queryFn: ({ signal }) => ask<TrialBalance>('/ledger', { signal }),
    refetchInterval: 5_000,
  });
  if (data === undefined)
    return error === null ? (
      <Waiting rows={10} />
    ) : (
      <Fault error={error} onRetry={() => void refetch()} />
    );
  if (data.currencies.length === 0)
    return <Empty title="Nothing is booked yet">The first journal brings the first balance.</Empty>;
  return (
    <div className="stack">
      {data.currencies.map((each) => (
        <Currency key={each.currency} of={each} />
      ))}
      {data.journalsBehind !== '0' && (
        <p className="soft small">
          {unitText(data.journalsBehind, { kind: 'count' })} journals are not in these balances yet.
        </p>
      )}
    </div>
  );
}

function save({ currency, lines, sum }: TrialBalance['currencies'][number]): void {
  saveFile(
    `trial-balance-${currency.toLowerCase()}.csv`,
    csvOf([
      ['Account', 'Merchants', 'Entries', 'Balance'],
      ...lines.map(({ account, merchants, entries, balance }) => [
        ...[account, merchants, entries, moneyText(balance)],
      ]),
      ['Sum', '', '', moneyText(sum)],
    ]),
  );
}

function Currency({ of }: { readonly of: TrialBalance['currencies'][number] }) {
  const isRight = of.sum.minor === '0';
  return (
    <Panel
      title={of.currency}
      flush
      actions={
        <>
          <Badge tone={isRight ? 'good' : 'bad'}>
            {isRight ? 'Adds up to nothing' : 'Does not add up'}
          </Badge>
          <Button
            kind="quiet"
            icon={<Download size={15} aria-hidden />}
            aria-label={`CSV of what is shown in ${of.currency}`}
            onClick={() => save(of)}
          >
            CSV
          </Button>
        </>
      }
    >
      <Lines of={of} />
    </Panel>
  );
}

function Lines({ of }: { readonly of: TrialBalance['currencies'][number] }) {
  return (
    <div
      className="list-scroll"
      tabIndex={0}
      role="region"
      aria-label={`Accounts in ${of.currency}`}
    >
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col" className="list-end list-minor">
              Merchants
            </th>
            <th scope="col" className="list-end list-minor">
              Entries
            </th>
            <th scope="col" className="list-end">
              Balance
            </th>
          </tr>
        </thead>
        <tbody>
          {of.lines.map(({ account, merchants, entries, balance }) => (
            <tr key={account}>
              <th scope="row" className="row-head">
                <Link to="/ledger" search={{ tab: 'accounts', q: account }}>
                  {accountName(account)}
                </Link>
              </th>
              <td className="list-end number list-minor">{merchants}</td>
              <td className="list-end number list-minor">{unitText(entries, { kind: 'count' })}</td>
              <td className="list-end">
                <Amount money={balance} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" className="row-head">
              Sum
            </th>
            <td className="list-minor" />
            <td className="list-minor" />
            <td className="list-end">
              <Amount money={of.sum} strong />
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
