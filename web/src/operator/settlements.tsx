/** Settlements of all merchants: their own money on its way to them, newest first. */
import type { SettlementSummary } from '../../../src/console/answers/settlements.ts';
import { useFilters } from '../app/filters.ts';
import { Status } from '../kit/badge.tsx';
import { SelectField } from '../kit/field.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { SavedFilters } from '../kit/saved-filters.tsx';
import { SearchField } from '../kit/search-field.tsx';
import { Empty } from '../kit/state.tsx';
import { useList } from '../kit/use-list.ts';
import { When } from '../kit/when.tsx';
import './merchant/merchant.css';

export default function SettlementsPage() {
  const [filters, change] = useFilters();
  const { q, status, network, merchant } = filters;
  const pages = useList<SettlementSummary>(
    '/settlements',
    { q, status, network, merchant },
    { refetchInterval: 15_000 },
  );
  return (
    <>
      <PageHead
        title="Settlements"
        note="Merchants' own money on its way to them, carried out by people outside."
      />
      <div className="stack">
        <SavedFilters page="settlements" filters={{ q, status, network, merchant }} />
        <Panel flush>
          <div className="merchant-filters">
            <SearchField
              label="Merchant, address, UTR, hash or id"
              value={q ?? ''}
              onSearch={(text) => change({ q: text })}
            />
            <SelectField
              label="Status"
              options={statuses}
              value={status ?? ''}
              onChange={(event) => change({ status: event.target.value })}
            />
            <SelectField
              label="Network"
              options={networks}
              value={network ?? ''}
              onChange={(event) => change({ network: event.target.value })}
            />
          </div>
          <ListView
            name="Settlements"
            columns={columns}
            pages={pages}
            keyOf={({ settlementId }) => settlementId}
            linkOf={({ merchantId, settlementId }) => `/settlements/${merchantId}/${settlementId}`}
            empty={
              <Empty title="No settlement is like that">
                A merchant asks for one at its dashboard, once settlements are on and an address is
                listed for it.
              </Empty>
            }
          />
        </Panel>
      </div>
    </>
  );
}

const words = (text: string) =>
  text.split(' ').map((value) => ({
    value,
    label: value.charAt(0).toUpperCase() + value.slice(1),
  }));
const all = { value: '', label: 'All' };
const statuses = [
  all,
  ...words('requested approved converted sent completed returned rejected failed'),
];
const networks = [
  all,
  { value: 'BANK', label: 'Bank' },
  { value: 'TRC20', label: 'TRC20' },
  { value: 'ERC20', label: 'ERC20' },
];

const columns: readonly Column<SettlementSummary>[] = [
  {
    name: 'Requested',
    cell: ({ createdAt }) => <When at={createdAt} />,
    text: ({ createdAt }) => createdAt,
    isMinor: true,
  },
  {
    name: 'Merchant',
    cell: ({ merchantName }) => <strong>{merchantName}</strong>,
    text: ({ merchantName }) => merchantName,
  },
  {
    name: 'To',
    cell: ({ network, address }) => (
      <>
        {network} <code className="small">{shortened(address)}</code>
      </>
    ),
    text: ({ network, address }) => `${network} ${address}`,
    isMinor: true,
  },
  {
    name: 'Transfer',
    cell: ({ transferReference }) => <code className="small">{shortened(transferReference)}</code>,
    text: ({ transferReference }) => transferReference ?? '',
    isMinor: true,
  },
  { name: 'Status', cell: ({ status }) => <Status of={status} />, text: ({ status }) => status },
  {
    name: 'Amount',
    align: 'end',
    cell: ({ amount }) => <Amount money={amount} strong />,
    text: ({ amount }) => moneyText(amount),
  },
];

/** Both ends of a long address: enough to compare it; the whole of it is on its page and in the file. */
function shortened(text: string | null): string {
  if (text === null) return '–';
  return text.length <= 26 ? text : `${text.slice(0, 12)}…${text.slice(-8)}`;
}
