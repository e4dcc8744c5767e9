/** Every account of every merchant, by the merchant's name or the account's. */
import type { AccountRow } from '../../../src/console/answers/ledger.ts';
import { useFilters } from '../app/filters.ts';
import { accountName } from '../kit/account-name.ts';
import { ListView, type Column } from '../kit/list.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import { Panel } from '../kit/panel.tsx';
import { SavedFilters } from '../kit/saved-filters.tsx';
import { SearchField } from '../kit/search-field.tsx';
import { Empty } from '../kit/state.tsx';
import { unitText } from '../kit/unit.ts';
import { useList } from '../kit/use-list.ts';
import { accountPath } from './account-path.ts';

const columns: readonly Column<AccountRow>[] = [
  {
    name: 'Merchant',
    cell: ({ merchantName, merchantNo }) => (
      <>
        {merchantName} <span className="soft small">{merchantNo}</span>
      </>
    ),
    text: ({ merchantName }) => merchantName,
  },
  {
    name: 'Account',
    cell: ({ account }) => accountName(account),
    text: ({ account }) => account,
  },
  {
    name: 'Entries',
    align: 'end',
    isMinor: true,
    cell: ({ entries }) => <span className="number">{unitText(entries, { kind: 'count' })}</span>,
    text: ({ entries }) => entries,
  },
  {
    name: 'Held',
    align: 'end',
    isMinor: true,
    cell: ({ held }) => (held.minor === '0' ? '–' : <Amount money={held} />),
    text: ({ held }) => moneyText(held),
  },
  {
    name: 'Balance',
    align: 'end',
    cell: ({ balance }) => <Amount money={balance} />,
    text: ({ balance }) => moneyText(balance),
  },
];

export function AccountList() {
  const [filters, change] = useFilters();
  const q = filters['q'] ?? '';
  const pages = useList<AccountRow>('/ledger/accounts', { q });
  return (
    <div className="stack">
      <SavedFilters page="ledger" filters={q === '' ? {} : { tab: 'accounts', q }} />
      <Panel
        flush
        actions={
          <SearchField
            label="Merchant or account"
            value={q}
            onSearch={(text) => change({ q: text })}
          />
        }
      >
        <ListView
          name="Accounts"
          columns={columns}
          pages={pages}
          keyOf={({ merchantId, account }) => `${merchantId} ${account}`}
          linkOf={({ merchantId, account }) => accountPath(merchantId, account)}
          empty={<Empty title="No account is called so" />}
        />
      </Panel>
    </div>
  );
}
