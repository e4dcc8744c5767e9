/** One webhook: its bytes, and every attempt to deliver them. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { DeliveryAnswer } from '../../../src/console/answers/merchant-webhooks.ts';
import { ask } from '../app/api.ts';
import { useMay } from '../app/session.ts';
import { useParam } from '../app/use-param.ts';
import { Status } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Code, Copied } from '../kit/copy.tsx';
import { Facts, PageHead, Panel } from '../kit/panel.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { Timeline } from '../kit/timeline.tsx';
import { say } from '../kit/toast.tsx';
import { When } from '../kit/when.tsx';
import { useAct } from './use-act.ts';
import styles from './delivery.module.css';

export default function Delivery() {
  const deliveryId = useParam('deliveryId');
  const found = useQuery({
    queryKey: ['delivery', deliveryId],
    queryFn: () => ask<DeliveryAnswer>(`/webhooks/deliveries/${deliveryId}`),
    refetchInterval: 3_000,
  });
  if (found.data === undefined)
    return found.error === null ? (
      <Waiting rows={6} />
    ) : (
      <Fault error={found.error} onRetry={() => void found.refetch()} />
    );
  return <Shown delivery={found.data} />;
}

function Shown({ delivery }: { readonly delivery: DeliveryAnswer }) {
  const mayChange = useMay('webhooks.change');
  const { deliveryId, state, payload } = delivery;
  const act = useAct(() => say('It is sent again'));
  return (
    <>
      <PageHead
        title={
          <span className="row">
            Webhook <Status of={state} />
          </span>
        }
        actions={
          mayChange && (
            <Button
              kind="primary"
              isBusy={act.isPending}
              onClick={() => act.mutate({ path: `/webhooks/deliveries/${deliveryId}/replay` })}
            >
              Send again
            </Button>
          )
        }
      />
      <div className="stack">
        <Panel>
          <Facts rows={factsOf(delivery)} />
        </Panel>
        <Panel title="Body">
          <Code label="Body" text={payload} shown={pretty(payload)} />
        </Panel>
        <Panel title="Attempts">
          <Attempts delivery={delivery} />
        </Panel>
      </div>
    </>
  );
}

function factsOf({ webhookId, url, subjectId, isPing, createdAt, nextAttemptAt }: DeliveryAnswer) {
  return [
    ['Id', <Copied key="id" text={webhookId} />] as const,
    ['To', url ?? 'The callback URL of its order'] as const,
    [
      'About',
      isPing ? (
        'A test of the URL'
      ) : (
        <Link key="about" to="/payments/$paymentId" params={{ paymentId: subjectId }}>
          the payment
        </Link>
      ),
    ] as const,
    ['Created', <When key="created" at={createdAt} exact />] as const,
    ...(nextAttemptAt === null
      ? []
      : [['Next attempt', <When key="next" at={nextAttemptAt} exact />] as const]),
  ];
}

function Attempts({ delivery }: { readonly delivery: DeliveryAnswer }) {
  if (delivery.attempts.length === 0) return <p className="soft">Not tried yet.</p>;
  return (
    <Timeline
      label="Attempts"
      events={delivery.attempts.map((attempt) => ({
        key: String(attempt.attemptNo),
        at: attempt.startedAt,
        tone: attempt.error === null ? ('good' as const) : ('bad' as const),
        title: attempt.error ?? `Answered ${String(attempt.httpStatus)}`,
        children: (
          <>
            <p className="soft small">
              attempt {attempt.attemptNo}, {attempt.durationMs} ms
            </p>
            {attempt.replyHead !== null && attempt.replyHead !== '' && (
              <pre className={styles['body']} tabIndex={0} role="region" aria-label="Answer">
                {attempt.replyHead}
              </pre>
            )}
          </>
        ),
      }))}
    />
  );
}

/** Only for the eye: what was signed are the bytes as they were sent. */
function pretty(payload: string): string {
  // Numbers stay as they were written, so that none of them is read as a floating one.
  let depth = 0;
  const lineOf = () => `\n${'  '.repeat(Math.max(0, depth))}`;
  return payload.replaceAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g, (part) => {
    if (part === '{' || part === '[') {
      depth += 1;
      return part + lineOf();
    }
    if (part === '}' || part === ']') {
      depth -= 1;
      return lineOf() + part;
    }
    if (part === ',') return part + lineOf();
    return part === ':' ? ': ' : part;
  });
}
