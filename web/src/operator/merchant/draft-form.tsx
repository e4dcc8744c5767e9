/** A change that takes two people: its fields, why, and the way to the second person. */
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { DraftDetailAnswer } from '../../../../src/console/answers/drafts.ts';
import { ask } from '../../app/api.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { Field } from '../../kit/field.tsx';
import { Form } from '../../kit/form.tsx';
import { say } from '../../kit/toast.tsx';
import { useAction } from '../../kit/use-action.ts';

export type Faults = Readonly<Record<string, string>>;

interface DraftFormProps {
  readonly title: string;
  readonly kind: string;
  /** Null: about the deployment. */
  readonly merchantId: string | null;
  /** The exact change; asked for when the form is sent. */
  readonly change: () => object;
  readonly children?: (faults: Faults) => ReactNode;
  readonly onClose: () => void;
}

export function DraftForm(props: DraftFormProps) {
  const { title, kind, merchantId, change, children, onClose } = props;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const send = useAction(async () => {
    const body = { kind, merchantId, change: change(), reason };
    const made = await ask<DraftDetailAnswer>('/drafts', { method: 'POST', body });
    void client.invalidateQueries({ queryKey: ['/drafts'] });
    say('The draft waits for a second person.');
    onClose();
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
