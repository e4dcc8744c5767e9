/** The books: the trial balance of each currency, every account, and the proofs that all of it is right. */
import { useFilters } from '../app/filters.ts';
import { PageHead } from '../kit/panel.tsx';
import { Tabs } from '../kit/tabs.tsx';
import { AccountList } from './account-list.tsx';
import { Proofs } from './proofs.tsx';
import { TrialBalanceView } from './trial-balance.tsx';

export default function LedgerPage() {
  const [filters, change] = useFilters();
  return (
    <>
      <PageHead title="Ledger" note="Credits less debits; each currency adds up to nothing." />
      <Tabs
        label="Parts of the ledger"
        value={filters['tab']}
        onChange={(tab) => change({ tab: tab === 'trial' ? undefined : tab, q: undefined })}
        tabs={[
          { key: 'trial', label: 'Trial balance', content: <TrialBalanceView /> },
          { key: 'accounts', label: 'Accounts', content: <AccountList /> },
          { key: 'proofs', label: 'Proofs', content: <Proofs /> },
        ]}
      />
    </>
  );
}
