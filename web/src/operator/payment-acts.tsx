/** What a person may do about a payment: ask at once, open and close cases, decide about held money. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import type { PaymentStory } from '../../../src/console/answers/payment.ts';
import { ApiRefusal, ask } from '../app/api.ts';
import { useMay } from '../app/session.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { moneyText } from '../kit/money.tsx';
import { say } from '../kit/toast.tsx';

interface ActsProps {
  readonly story: PaymentStory;
  readonly path: string;
}

interface Act {
  readonly label: string;
  readonly path: string;
  readonly body: Readonly<Record<string, string>>;
  /** What was done, once it is. */
  readonly done: string;
  /** Undefined: nothing is asked before. */
  readonly question: string | undefined;
  readonly maxNote?: number;
}

export function PaymentActs({ story, path }: ActsProps) {
  const mayAct = useMay('payments.act');
  const [asked, setAsked] = useState<Act>();
  const act = useAct(path, () => setAsked(undefined));
  if (!mayAct) return null;
  return (
    <>
      {actsOf(story, path).map((one) => (
        <Button
          key={one.label}
          isBusy={act.isPending && act.variables.act === one}
          onClick={() =>
            one.question === undefined ? act.mutate({ act: one, note: '' }) : setAsked(one)
          }
        >
          {one.label}
        </Button>
      ))}
      {asked !== undefined && (
        <NoteDialog
          title={asked.label}
          question={asked.question ?? ''}
          most={asked.maxNote}
          isBusy={act.isPending}
          error={act.error}
          onClose={() => setAsked(undefined)}
          onNote={(note) => act.mutate({ act: asked, note })}
        />
      )}
    </>
  );
}

function useAct(path: string, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ act, note }: { readonly act: Act; readonly note: string }) =>
      ask(act.path, { method: 'POST', body: { ...act.body, ...(note !== '' && { note }) } }),
    onSuccess: async (_answer, { act }) => {
      say(act.done);
      onDone();
      await client.invalidateQueries({ queryKey: [path] });
    },
    onError: (error, { act }) => act.question === undefined && say(error.message, 'bad'),
  });
}

function actsOf(
  { payment, nextLookAt, openCases, heldPayments, decisions }: PaymentStory,
  path: string,
): Act[] {
  const acts: Act[] = [];
  const isTransfer = payment.kind === 'transfer';
  if (nextLookAt !== null)
    acts.push({
      label: isTransfer ? 'Look now' : 'Ask now',
      ...{ path: `${path}/ask`, body: {}, question: undefined },
      done: isTransfer ? 'A worker looks at it in a moment.' : 'The provider is asked in a moment.',
    });
  for (const decision of decisions)
    acts.push({
      label: decision === 'reject' ? 'Reject for its payer' : 'Take it back',
      ...{ path: `${path}/${decision}`, body: {}, maxNote: 200 },
      done: 'Promised: a worker does it in a moment.',
      question: 'Why? Both parties are told.',
    });
  for (const { paymentId, amount } of heldPayments)
    for (const [to, label] of [
      ['wallet', `Credit ${moneyText(amount)}`],
      ['customer', `Give ${moneyText(amount)} back`],
    ] as const)
      acts.push({
        ...{ label, path: `${path}/release`, body: { paymentId, to } },
        done: 'Promised: a worker does it in a moment.',
        question: 'Why? The word goes to the audit.',
      });
  for (const { caseId, code } of openCases)
    acts.push({
      label: `Close case: ${code.replaceAll('_', ' ')}`,
      path: `/merchants/${payment.merchantId}/cases/${caseId}/close`,
      ...{ body: {}, done: 'The case is closed.' },
      question: 'What was found and done? Closing moves no money.',
    });
  if (isTransfer) return acts;
  acts.push({
    ...{ label: 'Open a case', path: `${path}/cases`, body: {}, done: 'The case is open.' },
    question: 'What is somebody to look at?',
  });
  return acts;
}

interface NoteProps {
  readonly title: string;
  readonly question: string;
  /** Characters. */
  readonly most?: number | undefined;
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly onClose: () => void;
  readonly onNote: (note: string) => void;
}

export function NoteDialog(props: NoteProps) {
  const { title, question, most = 500, isBusy, error, onClose, onNote } = props;
  const [note, setNote] = useState('');
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    onNote(note.trim());
  };
  const fault =
    error instanceof ApiRefusal ? (error.fields['note'] ?? error.message) : error?.message;
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <form className="stack" onSubmit={submit}>
        <Field
          label={question}
          value={note}
          required
          maxLength={most}
          onChange={(event) => setNote(event.target.value)}
          fault={fault}
        />
        <div className="row">
          <Button type="submit" kind="primary" isBusy={isBusy}>
            {title}
          </Button>
          <Button onClick={onClose}>Leave</Button>
        </div>
      </form>
    </Dialog>
  );
}
