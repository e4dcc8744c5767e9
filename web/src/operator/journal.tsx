/** One journal as T-accounts, with the payment that it is about. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { JournalAnswer } from '../../../src/console/answers/ledger.ts';
import { ask } from '../app/api.ts';
import { accountName } from '../kit/account-name.ts';
import { Copied } from '../kit/copy.tsx';
import { Facts, PageHead, Panel } from '../kit/panel.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { TAccounts } from '../kit/t-account.tsx';
import { When } from '../kit/when.tsx';
import { accountPath, journalPath } from './account-path.ts';
import { factText } from './fact-text.ts';
import { RunningProof } from './running-proof.tsx';

const kinds: Readonly<Record<string, string>> = {
  reserve: 'A hold: the money stays where it is until it is posted or released',
  post: 'A hold that was carried out',
  void: 'A hold that was released',
  record: 'Booked at once',
  reverse: 'Taken back',
};

export default function JournalPage() {
  const {
    merchantId = '',
    account = '',
    journalNo = '',
  }: Partial<Record<string, string>> = useParams({ strict: false });
  const path = `/merchants/${merchantId}/journals/${encodeURIComponent(account)}/${journalNo}`;
  const { data, error, refetch } = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => ask<JournalAnswer>(path, { signal }),
  });
  if (data === undefined)
    return error === null ? (
      <Waiting rows={8} />
    ) : (
      <Fault error={error} onRetry={() => void refetch()} />
    );
  return (
    <>
      <PageHead
        title={`Journal ${data.journalNo}`}
        note={
          <>
            among those of <Link to={accountPath(merchantId, account)}>{accountName(account)}</Link>{' '}
            of <Link to={`/merchants/${merchantId}`}>{data.merchantName}</Link>
          </>
        }
      />
      <div className="stack">
        <Panel title="What it moved">
          <TAccounts
            legs={data.legs}
            nameOf={(name) => <Link to={accountPath(merchantId, name)}>{accountName(name)}</Link>}
          />
        </Panel>
        {data.touched.length > 0 && (
          <Panel
            title="Before and after"
            note="What each account stood at by the journals up to this one."
          >
            <RunningProof touched={data.touched} />
          </Panel>
        )}
        <Panel title="Why">
          <Facts rows={factsOf(data)} />
        </Panel>
      </div>
    </>
  );
}

function factsOf(journal: JournalAnswer): (readonly [string, ReactNode])[] {
  const { subject, resolves, merchantId, account } = journal;
  return [
    ['Fact', factText(journal.fact)],
    ['Kind', kinds[journal.kind] ?? journal.kind],
    ['Booked', <When key="at" at={journal.at} exact />],
    ...(resolves === null
      ? []
      : [
          [
            'Ends the hold',
            <Link key="hold" to={journalPath(merchantId, account, resolves)}>
              Journal {resolves}
            </Link>,
          ] as const,
        ]),
    ['About', <Subject key="about" of={subject} merchantId={merchantId} />],
    ...(subject.reference === null
      ? []
      : [['Reference', <Copied key="reference" text={subject.reference} />] as const]),
  ];
}

interface SubjectProps {
  readonly of: JournalAnswer['subject'];
  readonly merchantId: string;
}

function Subject({ of: { id, kind, number }, merchantId }: SubjectProps) {
  if (kind === null) return <Copied text={id} />;
  if (kind === 'settlement')
    return <Link to={`/settlements/${merchantId}/${id}`}>Settlement {number}</Link>;
  return (
    <Link to="/payments" search={{ q: number ?? id }}>
      {kind === 'payin' ? 'Pay-in' : factText(kind)} {number}
    </Link>
  );
}
