/** The time line of a payment: decisions, attempts, what was heard, journals as T-accounts, callbacks with their bodies. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { RotateCcw } from 'lucide-react';
import type {
  DeliveryLine,
  JournalLine,
  StoryEvent,
} from '../../../src/console/answers/payment.ts';
import { ask } from '../app/api.ts';
import { useMay } from '../app/session.ts';
import { Button } from '../kit/button.tsx';
import { TAccounts } from '../kit/t-account.tsx';
import { Timeline } from '../kit/timeline.tsx';
import { say } from '../kit/toast.tsx';
import { spanText, whenText, WithTimes } from '../kit/when.tsx';
import { journalPath } from './account-path.ts';
import { RunningProof } from './running-proof.tsx';
import css from './payment.module.css';

interface TimelineProps {
  /** Names it for readers of screens. */
  readonly label: string;
  readonly events: readonly StoryEvent[];
  /** Of what it is about, at the API. */
  readonly path: string;
}

export function PaymentTimeline({ label, events, path }: TimelineProps) {
  return (
    <Timeline
      label={label}
      events={events.map((event) => ({
        key: event.key,
        at: event.at,
        title: event.title,
        tone: event.tone,
        children: <Body event={event} path={path} />,
      }))}
    />
  );
}

function Body({ event, path }: { readonly event: StoryEvent; readonly path: string }) {
  return (
    <>
      {event.lines.map((line) => (
        <p key={line} className={css['line']}>
          <WithTimes text={line} />
        </p>
      ))}
      {event.journal !== null && <Journal journal={event.journal} />}
      {event.delivery !== null && <Delivery delivery={event.delivery} path={path} />}
    </>
  );
}

function Journal({ journal }: { readonly journal: JournalLine }) {
  const { kind, fact, resolves, side, legs, merchantId, account, journalNo, touched } = journal;
  return (
    <>
      <p className={css['line']}>
        {side !== null && `${side}: `}
        {kind}, {fact}
        {resolves !== null && `, ends the hold of journal ${resolves}`}
        {' · '}
        <Link to={journalPath(merchantId, account, journalNo)}>its page</Link>
      </p>
      <details className={css['more']}>
        <summary>T-accounts</summary>
        <TAccounts legs={legs} />
      </details>
      {touched.length > 0 && (
        <details className={css['more']}>
          <summary>Before and after</summary>
          <RunningProof touched={touched} />
        </details>
      )}
    </>
  );
}

function Delivery({ delivery, path }: { readonly delivery: DeliveryLine; readonly path: string }) {
  const mayReplay = useMay('webhooks.act');
  const client = useQueryClient();
  const { merchantId, deliveryId, webhookId, body, attempts, nextAttemptAt } = delivery;
  const replay = useMutation({
    mutationFn: () =>
      ask(`/merchants/${merchantId}/deliveries/${deliveryId}/replay`, { method: 'POST', body: {} }),
    onSuccess: async () => {
      say('It is sent again.');
      await client.invalidateQueries({ queryKey: [path] });
    },
    onError: (error) => say(error.message, 'bad'),
  });
  return (
    <>
      <p className={css['line']}>
        <code>{webhookId}</code>
        {nextAttemptAt !== null && `, next attempt ${whenText(nextAttemptAt, true)}`}
      </p>
      {attempts.map(({ at, durationMs, httpStatus, error }) => (
        <p key={at} className={css['line']}>
          {whenText(at, true)}: {httpStatus ?? error ?? 'no answer'} after {spanText(durationMs)}
        </p>
      ))}
      <details className={css['more']}>
        <summary>Body and answers</summary>
        <pre tabIndex={0}>{prettyOf(body)}</pre>
        {attempts.map(
          ({ at, reply }) =>
            reply !== null && (
              <pre key={at} tabIndex={0}>
                {reply}
              </pre>
            ),
        )}
      </details>
      {mayReplay && (
        <Button
          icon={<RotateCcw size={14} aria-hidden />}
          isBusy={replay.isPending}
          onClick={() => replay.mutate()}
        >
          Send it again
        </Button>
      )}
    </>
  );
}

/** JSON with its lines; what is none stays as it is. */
function prettyOf(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
