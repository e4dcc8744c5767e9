import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SwitchAnswer, SwitchesAnswer } from '../../../src/console/answers/drafts.ts';
import { ask } from '../app/api.ts';
import { Dialog } from '../kit/dialog.tsx';
import { Field, SelectField } from '../kit/field.tsx';
import { Form } from '../kit/form.tsx';
import { say } from '../kit/toast.tsx';
import { useAction } from '../kit/use-action.ts';

type Choice = Pick<SwitchAnswer, 'kind' | 'name'>;

interface SwitchOffProps {
  /** What is switched off, where the page knows it already. */
  readonly fixed?: Choice;
  readonly known?: SwitchesAnswer;
  readonly onClose: () => void;
}

const kinds = [
  { value: 'provider', label: 'Provider' },
  { value: 'method', label: 'Method' },
  { value: 'currency', label: 'Currency' },
];

export function SwitchOff({ fixed, known, onClose }: SwitchOffProps) {
  const client = useQueryClient();
  const [kind, setKind] = useState('provider');
  const namesOf = (of: string): readonly string[] =>
    (of === 'provider' ? known?.providers : of === 'method' ? known?.methods : known?.currencies) ??
    [];
  const [name, setName] = useState(namesOf('provider')[0] ?? '');
  const [reason, setReason] = useState('');
  const turn = useAction(async () => {
    const what = fixed ?? { kind, name };
    await ask('/switches/off', { method: 'POST', body: { ...what, reason } });
    await client.invalidateQueries({ queryKey: ['/switches'] });
    void client.invalidateQueries({ queryKey: ['/merchants'] });
    say('Off. Every process knows within a second.');
    onClose();
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={fixed === undefined ? 'Switch something off' : 'Switch this merchant off'}
      note="At once, and everywhere: nothing new of it begins, and what is queued waits. Switching it on again takes two people."
    >
      <Form action={turn} submit="Switch off" kind="danger">
        {fixed === undefined && (
          <div className="form-pair">
            <SelectField
              label="Kind"
              options={kinds}
              value={kind}
              onChange={(event) => {
                setKind(event.target.value);
                setName(namesOf(event.target.value)[0] ?? '');
              }}
            />
            <SelectField
              label="Name"
              options={namesOf(kind).map((each) => ({ value: each, label: each }))}
              value={name}
              onChange={(event) => setName(event.target.value)}
              fault={turn.faults['name']}
            />
          </div>
        )}
        <Field
          label="Why"
          required
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          fault={turn.faults['reason']}
        />
      </Form>
    </Dialog>
  );
}
