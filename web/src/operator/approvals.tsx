/** What waits for a second person: drafts, and settlements. */
import type { DraftAnswer } from '../../../src/console/answers/drafts.ts';
import { useFilters } from '../app/filters.ts';
import { Badge, Status } from '../kit/badge.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { Parts } from '../kit/parts.tsx';
import { Empty } from '../kit/state.tsx';
import { useList } from '../kit/use-list.ts';
import { When } from '../kit/when.tsx';
import { SettlementsToJudge } from './settlements-to-judge.tsx';

const parts = [
  { id: 'open', name: 'Waiting' },
  { id: 'settlements', name: 'Settlements' },
  { id: 'decided', name: 'Decided' },
];

export default function ApprovalsPage() {
  const [filters] = useFilters();
  const part = filters['part'] ?? 'open';
  return (
    <>
      <PageHead
        title="Approvals"
        note="Prices, limits, addresses and settlements take two people: one who asks, and another who agrees to exactly that."
      />
      <Parts label="What to see" parts={parts} />
      <Panel flush>
        {part === 'settlements' ? <SettlementsToJudge /> : <Drafts state={part} />}
      </Panel>
    </>
  );
}

function Drafts({ state }: { readonly state: string }) {
  const pages = useList<DraftAnswer>('/drafts', { state }, { refetchInterval: 5_000 });
  return (
    <ListView
      name="Drafts"
      columns={columns}
      pages={pages}
      keyOf={(row) => row.draftId}
      linkOf={(row) => `/approvals/${row.merchantId}/${row.draftId}`}
      empty={
        <Empty title={state === 'open' ? 'Nothing waits' : 'Nothing was decided yet'}>
          Drafts are made where the thing is: on the page of a merchant, of prices and rates, or of
          the switches.
        </Empty>
      }
    />
  );
}

const columns: readonly Column<DraftAnswer>[] = [
  {
    name: 'Change',
    cell: (row) => (
      <>
        <strong>{row.title}</strong>
        <br />
        <span className="soft small">{row.merchant?.name ?? 'the deployment'}</span>
      </>
    ),
    text: (row) => `${row.title} (${row.merchant?.name ?? 'the deployment'})`,
  },
  { name: 'Why', cell: (row) => row.reason, text: (row) => row.reason, isMinor: true },
  {
    name: 'By',
    cell: (row) => (
      <span className="row">
        {row.madeBy}
        {row.isOwn && <Badge>you</Badge>}
      </span>
    ),
    text: (row) => row.madeBy,
  },
  { name: 'At', cell: (row) => <When at={row.madeAt} />, text: (row) => row.madeAt, isMinor: true },
  { name: 'State', cell: (row) => <Status of={row.status} />, text: (row) => row.status },
];
