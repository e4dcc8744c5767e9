/** What has not ended and should have, with its age and what is at risk. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Shelf as ShelfAnswer, ShelfItem } from '../../../src/console/answers/shelf.ts';
import { ask } from '../app/api.ts';
import { useMay } from '../app/session.ts';
import { Badge, Status } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import { Figure, PageHead, Panel } from '../kit/panel.tsx';
import { Empty } from '../kit/state.tsx';
import { say } from '../kit/toast.tsx';
import { spanText, When } from '../kit/when.tsx';
import { NoteDialog } from './payment-acts.tsx';
import { kindWords } from './payment-words.ts';

export default function Shelf() {
  const found = useQuery({
    queryKey: ['/shelf'],
    queryFn: () => ask<ShelfAnswer>('/shelf'),
    refetchInterval: 5_000,
  });
  const { items = [], atRisk = [], isCut = false } = found.data ?? {};
  const [closing, setClosing] = useState<ShelfItem>();
  const acts = useShelfActs(() => setClosing(undefined));
  const mayAct = useMay('payments.act');
  const pages = {
    rows: items,
    isLoading: found.isPending,
    isLoadingMore: false,
    hasMore: false,
    error: found.error,
    more: () => undefined,
    retry: () => void found.refetch(),
  };
  return (
    <>
      <PageHead
        title="Shelf"
        note="Payments whose end nobody knows, late ones, and cases that wait for a person."
      />
      <div className="stack">
        <div className="grid">
          <Figure name="On the shelf" value={isCut ? `${String(items.length)}+` : items.length} />
          {atRisk.map((money) => (
            <Figure
              key={money.currency}
              name={`At risk in ${money.currency}`}
              value={moneyText(money)}
            />
          ))}
        </div>
        <Panel flush>
          <ListView
            name="Shelf"
            columns={columns(mayAct, acts, setClosing)}
            pages={pages}
            keyOf={({ paymentId, why, caseId }) => caseId ?? `${why} ${paymentId}`}
            empty={<Empty title="Nothing waits">Every payment has ended or is on time.</Empty>}
          />
        </Panel>
      </div>
      {closing !== undefined && (
        <NoteDialog
          title="Close the case"
          question="What was found and done? Closing moves no money."
          isBusy={acts.close.isPending}
          error={acts.close.error}
          onClose={() => setClosing(undefined)}
          onNote={(note) => acts.close.mutate({ item: closing, note })}
        />
      )}
    </>
  );
}

function useShelfActs(onClosed: () => void) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['/shelf'] });
  const askNow = useMutation({
    mutationFn: (item: ShelfItem) => ask(`${pathOf(item)}/ask`, { method: 'POST', body: {} }),
    onSuccess: async () => {
      say('The provider is asked in a moment.');
      await refresh();
    },
    onError: (error) => say(error.message, 'bad'),
  });
  const close = useMutation({
    mutationFn: ({ item, note }: { readonly item: ShelfItem; readonly note: string }) =>
      ask(`/merchants/${item.merchantId}/cases/${item.caseId ?? ''}/close`, {
        method: 'POST',
        body: { note },
      }),
    onSuccess: async () => {
      say('The case is closed.');
      onClosed();
      await refresh();
    },
  });
  return { askNow, close };
}

function pathOf({ merchantId, kind, paymentId }: ShelfItem): string {
  return `/merchants/${merchantId}/${kind}s/${paymentId}`;
}

const whys = { unknown: 'Unknown', late: 'Late', case: 'Case' } as const;

function columns(
  mayAct: boolean,
  acts: ReturnType<typeof useShelfActs>,
  onClose: (item: ShelfItem) => void,
): readonly Column<ShelfItem>[] {
  const what: Column<ShelfItem> = {
    name: 'Payment',
    cell: (item) =>
      item.status === null ? (
        'Not known here'
      ) : (
        <Link to={`/payments/${item.merchantId}/${item.kind}/${item.paymentId}`}>
          {kindWords[item.kind]} {item.number ?? item.paymentId.slice(0, 13)}
        </Link>
      ),
    text: ({ number, paymentId }) => number ?? paymentId,
  };
  const amount: Column<ShelfItem> = {
    name: 'At risk',
    align: 'end',
    cell: ({ amountMinor, currency }) =>
      amountMinor === null || currency === null ? (
        '–'
      ) : (
        <Amount money={{ minor: amountMinor, currency }} strong />
      ),
    text: ({ amountMinor, currency }) =>
      amountMinor === null || currency === null ? '' : moneyText({ minor: amountMinor, currency }),
  };
  return [
    {
      name: 'Why',
      cell: ({ why }) => <Badge tone={why === 'late' ? 'info' : 'warn'}>{whys[why]}</Badge>,
      text: ({ why }) => why,
    },
    what,
    {
      name: 'Merchant',
      isMinor: true,
      cell: (item) => item.merchantName,
      text: (item) => item.merchantName,
    },
    amount,
    { name: 'Age', cell: ({ since }) => <Age since={since} />, text: ({ since }) => since },
    {
      name: 'Status',
      isMinor: true,
      cell: ({ status }) => (status === null ? '–' : <Status of={status} />),
      text: ({ status }) => status ?? '',
    },
    {
      name: 'Last word',
      isMinor: true,
      cell: ({ detail }) => detail?.replaceAll('_', ' ') ?? '–',
      text: ({ detail }) => detail ?? '',
    },
    {
      name: 'Asked next',
      isMinor: true,
      cell: ({ nextLookAt }) => (nextLookAt === null ? '–' : <When at={nextLookAt} exact />),
      text: ({ nextLookAt }) => nextLookAt ?? '',
    },
    {
      name: 'To do',
      cell: (item) => mayAct && <Do item={item} acts={acts} onClose={onClose} />,
    },
  ];
}

function Age({ since }: { readonly since: string }) {
  return (
    <time className="number" dateTime={since} title={since}>
      {spanText(Date.now() - Date.parse(since))}
    </time>
  );
}

function Do(props: {
  readonly item: ShelfItem;
  readonly acts: ReturnType<typeof useShelfActs>;
  readonly onClose: (item: ShelfItem) => void;
}) {
  const { item, acts, onClose } = props;
  if (item.caseId !== null) return <Button onClick={() => onClose(item)}>Close</Button>;
  if (item.nextLookAt === null || item.kind === 'transfer') return null;
  return (
    <Button
      isBusy={acts.askNow.isPending && acts.askNow.variables === item}
      onClick={() => acts.askNow.mutate(item)}
    >
      Ask now
    </Button>
  );
}
