/** One draft: both sides of the change, who asks for it, and the decision of somebody else. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { DraftDetailAnswer } from '../../../src/console/answers/drafts.ts';
import { ask } from '../app/api.ts';
import { useMay } from '../app/session.ts';
import { Status } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { Form } from '../kit/form.tsx';
import { Facts, PageHead, Panel } from '../kit/panel.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { say } from '../kit/toast.tsx';
import { useAction } from '../kit/use-action.ts';
import { When } from '../kit/when.tsx';
import { Difference } from './drafts/difference.tsx';
import { DraftHistory } from './drafts/draft-history.tsx';
import { EditDraft } from './drafts/edit-draft.tsx';

export default function ApprovalPage() {
  const { merchantId = '', draftId = '' }: Readonly<Record<string, string | undefined>> = useParams(
    { strict: false },
  );
  const path = `/drafts/${merchantId}/${draftId}`;
  const { data, error, refetch } = useQuery({
    queryKey: ['/drafts', 'one', draftId],
    queryFn: () => ask<DraftDetailAnswer>(path),
    refetchInterval: 5_000,
  });
  if (error !== null) return <Fault error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Waiting rows={6} />;
  return (
    <>
      <PageHead
        title={data.title}
        note={data.merchant?.name ?? 'The deployment'}
        actions={<Status of={data.status} />}
      />
      <div className="stack">
        <Panel title="What changes" flush>
          <Difference rows={data.rows} />
        </Panel>
        <Panel title="Who and why">
          <Facts rows={factsOf(data)} />
        </Panel>
        {data.status === 'open' && <Decision draft={data} path={path} />}
        <Panel title="History" note="An edit makes void what anybody has read before.">
          <DraftHistory draft={data} />
        </Panel>
      </div>
    </>
  );
}

function factsOf(draft: DraftDetailAnswer) {
  const { merchant, decidedAt, decidedBy, decisionReason } = draft;
  const about =
    merchant === null ? (
      'the deployment'
    ) : (
      <Link to={`/merchants/${merchant.merchantId}`}>{merchant.name}</Link>
    );
  return [
    ['About', about],
    ['Why', draft.reason],
    ['Made by', draft.madeBy],
    ['Made', <When at={draft.madeAt} exact />],
    ['Good until', <When at={draft.expiresAt} />],
    ...(decidedAt === null
      ? []
      : [
          ['Decided by', decidedBy] as const,
          ['Decided', <When at={decidedAt} exact />] as const,
          ['Because', decisionReason ?? '—'] as const,
        ]),
  ] as const;
}

interface DecisionProps {
  readonly draft: DraftDetailAnswer;
  readonly path: string;
}

function Decision({ draft, path }: DecisionProps) {
  const mayApprove = useMay('drafts.approve');
  if (draft.isOwn) return <OwnDraft draft={draft} path={path} />;
  // What was read stays what is agreed to, until whoever reads says that the new text was read.
  return mayApprove ? <SecondPerson draft={draft} path={path} /> : null;
}

function useAct(path: string) {
  const client = useQueryClient();
  return async (verb: string, body: object, said: string) => {
    await ask(`${path}/${verb}`, { method: 'POST', body });
    await client.invalidateQueries();
    say(said);
  };
}

function OwnDraft({ draft, path }: DecisionProps) {
  const act = useAct(path);
  const [isEditing, setEditing] = useState(false);
  const withdraw = useAction(() => act('withdraw', {}, 'Withdrawn.'));
  return (
    <Panel title="Somebody else decides" note="You have made this draft, so you cannot approve it.">
      <p className="fault small" role="alert" hidden={withdraw.fault === null}>
        {withdraw.fault}
      </p>
      <div className="row">
        <Button onClick={() => setEditing(true)}>Edit…</Button>
        <Button isBusy={withdraw.isBusy} onClick={() => withdraw.run()}>
          Withdraw it
        </Button>
      </div>
      {isEditing && <EditDraft draft={draft} onClose={() => setEditing(false)} />}
    </Panel>
  );
}

function SecondPerson({ draft, path }: DecisionProps) {
  const act = useAct(path);
  const [readHash, setReadHash] = useState(draft.hash);
  const [reason, setReason] = useState('');
  const approve = useAction(() => act('approve', { hash: readHash }, 'Approved, and done.'));
  const reject = useAction(() => act('reject', { reason }, 'Rejected.'));
  if (readHash !== draft.hash)
    return (
      <Panel title="It was edited while you read">
        <div className="stack">
          <p role="status">What stands above is the new text. Read it again before you decide.</p>
          <div className="row">
            <Button kind="primary" onClick={() => setReadHash(draft.hash)}>
              I have read it
            </Button>
          </div>
        </div>
      </Panel>
    );
  return (
    <Panel title="Your decision" note="You agree to exactly what stands above; it is done at once.">
      <div className="stack">
        <p className="fault small" role="alert" hidden={approve.fault === null}>
          {approve.fault}
        </p>
        <div className="row">
          <Button kind="primary" isBusy={approve.isBusy} onClick={() => approve.run()}>
            Approve
          </Button>
        </div>
        <Form action={reject} submit="Reject" kind="danger">
          <Field
            label="Why it is rejected"
            required
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            fault={reject.faults['reason']}
          />
        </Form>
      </div>
    </Panel>
  );
}
