/** The kill switches: what is off now, and every turn that was ever made. */
import { useQuery } from '@tanstack/react-query';
import { PowerOff } from 'lucide-react';
import { useState } from 'react';
import type { SwitchAnswer, SwitchesAnswer } from '../../../src/console/answers/drafts.ts';
import { ask } from '../app/api.ts';
import { useMay } from '../app/session.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { PageHead, Panel } from '../kit/panel.tsx';
import { Empty } from '../kit/state.tsx';
import { When } from '../kit/when.tsx';
import { SwitchOnDraft } from './drafts/switch-on-draft.tsx';
import { Paused } from './paused.tsx';
import { SwitchOff } from './switch-off.tsx';

export default function SwitchesPage() {
  const maySwitch = useMay('switches.change');
  const mayDraft = useMay('drafts.make');
  const [isTurning, setTurning] = useState(false);
  const [again, setAgain] = useState<SwitchAnswer | null>(null);
  const found = useQuery({
    queryKey: ['/switches'],
    queryFn: () => ask<SwitchesAnswer>('/switches'),
    refetchInterval: 2_000,
  });
  const pagesOf = (rows: readonly SwitchAnswer[] | undefined) => ({
    ...{ rows: rows ?? [], isLoading: found.isPending, isLoadingMore: false, hasMore: false },
    ...{ error: found.error, more: () => undefined, retry: () => void found.refetch() },
  });
  const keyOf = (row: SwitchAnswer) => `${row.kind} ${row.name} ${row.setAt}`;
  return (
    <>
      <PageHead
        title="Switches"
        note="Off at once and everywhere. What is queued waits, what is under way is followed to its end."
        actions={
          maySwitch && (
            <Button
              kind="danger"
              icon={<PowerOff size={16} aria-hidden />}
              onClick={() => setTurning(true)}
            >
              Switch something off
            </Button>
          )
        }
      />
      <div className="stack">
        <Paused pause={found.data?.pause ?? null} />
        <Panel title="Off now" flush>
          <ListView
            name="Switched off"
            columns={[...columns, ...(mayDraft ? [onAgain(setAgain)] : [])]}
            pages={pagesOf(found.data?.off)}
            keyOf={keyOf}
            empty={<Empty title="Everything is on">No switch holds anything back.</Empty>}
          />
        </Panel>
        <Panel title="Every turn" flush>
          <ListView
            name="Turns of switches"
            columns={[stateColumn, ...columns]}
            pages={pagesOf(found.data?.turns)}
            keyOf={keyOf}
            empty={<Empty title="No switch was ever turned" />}
          />
        </Panel>
      </div>
      {isTurning && (
        <SwitchOff
          onClose={() => setTurning(false)}
          {...(found.data !== undefined && { known: found.data })}
        />
      )}
      {again !== null && (
        <SwitchOnDraft
          title={`Switch on ${again.kind} ${again.shownName}`}
          merchantId={null}
          start={again}
          onClose={() => setAgain(null)}
        />
      )}
    </>
  );
}

const stateColumn: Column<SwitchAnswer> = {
  name: 'State',
  cell: ({ isOff }) => <Badge tone={isOff ? 'bad' : 'good'}>{isOff ? 'Off' : 'On'}</Badge>,
  text: ({ isOff }) => (isOff ? 'off' : 'on'),
};

const columns: readonly Column<SwitchAnswer>[] = [
  {
    name: 'What',
    cell: ({ kind, shownName }) => (
      <>
        <span className="soft">{kind}</span> <strong>{shownName}</strong>
      </>
    ),
    text: ({ kind, name }) => `${kind} ${name}`,
  },
  { name: 'Why', cell: ({ reason }) => reason, text: ({ reason }) => reason },
  { name: 'By', cell: ({ setBy }) => setBy, text: ({ setBy }) => setBy, isMinor: true },
  {
    name: 'At',
    cell: ({ setAt }) => <When at={setAt} exact />,
    text: ({ setAt }) => setAt,
    isMinor: true,
  },
];

function onAgain(begin: (row: SwitchAnswer) => void): Column<SwitchAnswer> {
  return {
    name: 'On again',
    align: 'end',
    cell: (row) => (
      <Button aria-label={`Switch on ${row.shownName}`} onClick={() => begin(row)}>
        Switch on…
      </Button>
    ),
  };
}
