/** Who changed what, in one chained stream for the platform and one for each merchant. */
import { useQuery } from '@tanstack/react-query';
import type { AuditRow, AuditStream } from '../../../src/console/answers/audit.ts';
import type { List } from '../../../src/console/answers/shared.ts';
import { ask } from '../app/api.ts';
import { useFilters } from '../app/filters.ts';
import { SelectField } from '../kit/field.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { SearchField } from '../kit/search-field.tsx';
import { Empty } from '../kit/state.tsx';
import { useList } from '../kit/use-list.ts';
import { When } from '../kit/when.tsx';
import { AuditVerification } from './audit-verification.tsx';
import './audit.css';

export default function AuditPage() {
  const [filters, change] = useFilters();
  const { stream, text } = filters;
  const { data: streams } = useQuery({
    queryKey: ['/audit/streams'],
    queryFn: () => ask<List<AuditStream>>('/audit/streams'),
  });
  const pages = useList<AuditRow>('/audit', { stream, text });
  const known = streams?.rows ?? [];
  return (
    <>
      <PageHead
        title="Audit"
        note="Every change by a person or a program. A line covers the one before it, so that none can be changed or left out unseen."
        actions={<AuditVerification streams={known} />}
      />
      <Panel flush>
        <div className="audit-filters">
          <SelectField
            label="Stream"
            options={known.map(({ streamId, name }) => ({ value: streamId, label: name }))}
            value={stream ?? known[0]?.streamId ?? ''}
            onChange={(event) => change({ stream: event.target.value })}
          />
          <SearchField
            label="Who, or what was done"
            value={text ?? ''}
            onSearch={(found) => change({ text: found })}
          />
        </div>
        <ListView
          name="Audit"
          columns={columns}
          pages={pages}
          keyOf={(row) => row.eventNo}
          empty={
            <Empty title="Nothing is written here">Another stream or search may have it.</Empty>
          }
        />
      </Panel>
    </>
  );
}

const columns: readonly Column<AuditRow>[] = [
  { name: 'No.', cell: (row) => row.eventNo, text: (row) => row.eventNo, align: 'end' },
  { name: 'At', cell: (row) => <When at={row.at} exact />, text: (row) => row.at },
  {
    name: 'Who',
    cell: (row) => <span title={row.actor}>{row.actorName ?? row.actor}</span>,
    text: (row) => row.actorName ?? row.actor,
  },
  { name: 'What', cell: (row) => <code>{row.action}</code>, text: (row) => row.action },
  {
    name: 'Details',
    cell: (row) => <Details of={row.details} />,
    text: (row) => JSON.stringify(row.details),
    isMinor: true,
  },
  {
    name: 'Hash',
    cell: (row) => (
      <code className="soft" title={row.hash}>
        {row.hash.slice(0, 10)}
      </code>
    ),
    text: (row) => row.hash,
    isMinor: true,
  },
];

function Details({ of: details }: { readonly of: AuditRow['details'] }) {
  return (
    <span className="audit-details">
      {Object.entries(details).map(([name, value]) => (
        <span key={name}>
          <span className="soft">{name}</span>{' '}
          {typeof value === 'string' ? value : JSON.stringify(value)}
        </span>
      ))}
    </span>
  );
}
