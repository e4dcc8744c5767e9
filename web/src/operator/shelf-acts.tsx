/** What a person may do about a line of the shelf, there and then. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ShelfItem } from '../../../src/console/answers/shelf.ts';
import { ask } from '../app/api.ts';
import { Button } from '../kit/button.tsx';
import { say } from '../kit/toast.tsx';
import { NoteDialog } from './payment-acts.tsx';

interface Act {
  readonly label: string;
  readonly path: string;
  readonly body: Readonly<Record<string, string>>;
  readonly done: string;
  /** Undefined: nothing is asked before. */
  readonly question?: string;
}

export function ShelfActs({ item }: { readonly item: ShelfItem }) {
  const client = useQueryClient();
  const [asked, setAsked] = useState<Act>();
  const act = useMutation({
    mutationFn: ({ one, note }: { readonly one: Act; readonly note: string }) =>
      ask(one.path, { method: 'POST', body: { ...one.body, ...(note !== '' && { note }) } }),
    onSuccess: async (_answer, { one }) => {
      say(one.done);
      setAsked(undefined);
      await client.invalidateQueries({ queryKey: ['/shelf'] });
    },
    onError: (error, { one }) => one.question === undefined && say(error.message, 'bad'),
  });
  return (
    <span className="row">
      {actsOf(item).map((one) => (
        <Button
          key={one.label}
          isBusy={act.isPending && act.variables.one.label === one.label}
          onClick={() =>
            one.question === undefined ? act.mutate({ one, note: '' }) : setAsked(one)
          }
        >
          {one.label}
        </Button>
      ))}
      {asked !== undefined && (
        <NoteDialog
          title={asked.label}
          question={asked.question ?? ''}
          isBusy={act.isPending}
          error={act.error}
          onClose={() => setAsked(undefined)}
          onNote={(note) => act.mutate({ one: asked, note })}
        />
      )}
    </span>
  );
}

function actsOf(item: ShelfItem): Act[] {
  const { merchantId, kind, paymentId, caseId, heldPaymentId, nextLookAt } = item;
  const path = `/merchants/${merchantId}/${kind}s/${paymentId}`;
  if (heldPaymentId !== null) {
    const release = (to: 'wallet' | 'customer', label: string): Act => ({
      ...{ label, path: `${path}/release`, body: { paymentId: heldPaymentId, to } },
      done: 'Promised: a worker does it in a moment.',
      question: 'Why? The word goes to the audit.',
    });
    // What belongs to no pay-in of ours can only go back.
    const credit = item.status === null ? [] : [release('wallet', 'Credit')];
    return [...credit, release('customer', 'Give back')];
  }
  if (caseId !== null)
    return [
      {
        ...{ label: 'Close', path: `/merchants/${merchantId}/cases/${caseId}/close`, body: {} },
        done: 'The case is closed.',
        question: 'What was found and done? Closing moves no money.',
      },
    ];
  if (nextLookAt === null) return [];
  return [
    {
      label: kind === 'transfer' ? 'Look now' : 'Ask now',
      ...{ path: `${path}/ask`, body: {} },
      done: 'A worker looks at it in a moment.',
    },
  ];
}
