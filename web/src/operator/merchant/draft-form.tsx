/** A change that takes two people: its fields, why, and the way to the second person. */
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type {
  DraftChanges,
  DraftDetailAnswer,
  DraftKindName,
} from '../../../../src/console/answers/drafts.ts';
import { ask } from '../../app/api.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { Field } from '../../kit/field.tsx';
import { Form } from '../../kit/form.tsx';
import { say } from '../../kit/toast.tsx';
import { useAction } from '../../kit/use-action.ts';
import type { EditedDraft } from '../drafts/change-form.ts';

export type Faults = Readonly<Record<string, string>>;

interface DraftFormProps<Kind extends DraftKindName> {
  readonly title: string;
  readonly kind: Kind;
  /** Null: about the deployment. */
  readonly merchantId: string | null;
  /** The exact change; asked for when the form is sent. */
  readonly change: (reason: string) => DraftChanges[Kind];
  /** The draft that says it anew; undefined: a new one. */
  readonly editing?: EditedDraft | undefined;
  readonly children?: (faults: Faults) => ReactNode;
  readonly onClose: () => void;
}

export function DraftForm<Kind extends DraftKindName>(props: DraftFormProps<Kind>) {
  const { title, kind, merchantId, change, editing, children, onClose } = props;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [reason, setReason] = useState(editing?.reason ?? '');
  const send = useAction(async () => {
    const said = { change: change(reason), reason };
    const made =
      editing === undefined
        ? await ask<DraftDetailAnswer>('/drafts', {
            method: 'POST',
            body: { kind, merchantId, ...said },
          })
        : await ask<DraftDetailAnswer>(`/drafts/${editing.merchantId}/${editing.draftId}`, {
            method: 'PUT',
            body: said,
          });
    void client.invalidateQueries({ queryKey: ['/drafts'] });
    say(
      editing === undefined
        ? 'The draft waits for a second person.'
        : 'Edited. What anybody has read of it before is void.',
    );
    onClose();
    if (editing === undefined)
      await navigate({ to: `/approvals/${made.merchantId}/${made.draftId}` });
  });
  const known = send.faults;
  const others = Object.entries(known).filter(([name]) => name !== 'reason');
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      note="Nothing changes until somebody else has read and approved exactly this."
    >
      <Form action={send} submit="Send for approval">
        {children?.(known)}
        <Field
          label="Why"
          hint="For the second person, and for whoever looks later."
          required
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          fault={known['reason']}
        />
        {others.length > 0 && (
          <p className="fault small" role="alert">
            {others.map(([, sentence]) => sentence).join(' ')}
          </p>
        )}
      </Form>
    </Dialog>
  );
}
