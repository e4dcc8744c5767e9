/** What has not ended and should have, with its age and what is at risk. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Shelf as ShelfAnswer, ShelfItem } from '../../../src/console/answers/shelf.ts';
import { ask } from '../app/api.ts';
import { useMay } from '../app/session.ts';
import { Badge, Status } from '../kit/badge.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import { Figure, PageHead, Panel } from '../kit/panel.tsx';
import { Empty } from '../kit/state.tsx';
import { spanText, When } from '../kit/when.tsx';
import { kindWords } from './payment-words.ts';
import { ShelfActs } from './shelf-acts.tsx';
import css from './shelf.module.css';

export default function Shelf() {
  const found = useQuery({
    queryKey: ['/shelf'],
    queryFn: () => ask<ShelfAnswer>('/shelf'),
    refetchInterval: 5_000,
  });
  const { items = [], atRisk = [], isCut = false } = found.data ?? {};
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
        note="Payments whose end nobody knows, late ones, money that is held, and cases that wait for a person."
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
            columns={mayAct ? [...columns, toDo] : columns}
            pages={pages}
            keyOf={keyOf}
            empty={<Empty title="Nothing waits">Every payment has ended or is on time.</Empty>}
          />
        </Panel>
      </div>
    </>
  );
}

function keyOf({ paymentId, why, caseId, heldPaymentId }: ShelfItem): string {
  return `${why} ${caseId ?? ''} ${heldPaymentId ?? ''} ${paymentId}`;
}

const whys = { unknown: 'Unknown', late: 'Late', held: 'Held', case: 'Case' } as const;

/** In the file alone: in the table it stands below something else. */
function written(name: string, text: (item: ShelfItem) => string): Column<ShelfItem> {
  return { name, text };
}

const columns: readonly Column<ShelfItem>[] = [
  written('Why', ({ why }) => why),
  {
    name: 'Payment',
    cell: (item) => <What item={item} />,
    text: ({ number, paymentId }) => number ?? paymentId,
  },
  written('Merchant', ({ merchantName }) => merchantName),
  written('Since', ({ since }) => since),
  {
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
  },
  {
    name: 'Status',
    isMinor: true,
    cell: ({ status, detail }) => (
      <>
        {status === null ? '–' : <Status of={status} />}
        {detail !== null && <p className="soft small">{detail.replaceAll('_', ' ')}</p>}
      </>
    ),
    text: ({ status }) => status ?? '',
  },
  written('Last word', ({ detail }) => detail ?? ''),
  {
    name: 'Next step',
    isMinor: true,
    cell: (item) => <NextStep item={item} />,
    text: ({ nextLookAt, advice }) => nextLookAt ?? advice ?? 'a person',
  },
];

/** Why it is here and for how long, which payment it is, and whose. */
function What({ item }: { readonly item: ShelfItem }) {
  const { why, since, status, merchantId, kind, paymentId, number, merchantName } = item;
  return (
    <>
      <span className="row">
        <Badge tone={why === 'late' ? 'info' : 'warn'}>{whys[why]}</Badge>
        <Age since={since} />
      </span>
      {status === null ? (
        <p>Not known here</p>
      ) : (
        <p className={css['name']}>
          <Link to={`/payments/${merchantId}/${kind}/${paymentId}`}>
            {kindWords[kind]} {number ?? paymentId.slice(0, 13)}
          </Link>
        </p>
      )}
      <p className="soft small">{merchantName}</p>
    </>
  );
}

const toDo: Column<ShelfItem> = { name: 'To do', cell: (item) => <ShelfActs item={item} /> };

function NextStep({ item: { nextLookAt, why, kind, advice } }: { readonly item: ShelfItem }) {
  if (nextLookAt === null)
    return (
      <>
        {why === 'held' ? 'A person decides' : 'A person looks'}
        {advice !== null && <p className="soft small">{advice}</p>}
      </>
    );
  return (
    <>
      {why === 'held' && kind === 'transfer' ? 'Its creator is asked' : 'Asked again'}
      <p className="soft small">
        <When at={nextLookAt} exact />
      </p>
    </>
  );
}

function Age({ since }: { readonly since: string }) {
  return (
    <time className="number soft small" dateTime={since} title={since}>
      {spanText(Date.now() - Date.parse(since))}
    </time>
  );
}
