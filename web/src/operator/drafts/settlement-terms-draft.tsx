import { useState } from 'react';
import type { DraftChanges } from '../../../../src/console/answers/drafts.ts';
import { CheckField, Field } from '../../kit/field.tsx';
import { DraftForm } from '../merchant/draft-form.tsx';
import type { ChangeFormProps } from './change-form.ts';

type Change = DraftChanges['settlement.terms'];

export function SettlementTermsDraft({ start, ...rest }: ChangeFormProps<Change>) {
  const [enabled, setEnabled] = useState(start.enabled);
  const [hours, setHours] = useState(String(start.coolingOffHours));
  const change = () => ({ enabled, coolingOffHours: Number.parseInt(hours, 10) });
  return (
    <DraftForm kind="settlement.terms" change={change} {...rest}>
      {(faults) => (
        <>
          <CheckField
            label="The merchant may be settled"
            checked={enabled}
            onChange={(event) => setEnabled(event.target.checked)}
          />
          <Field
            label="Hours that a new address waits"
            inputMode="numeric"
            pattern="\d{1,3}"
            required
            value={hours}
            onChange={(event) => setHours(event.target.value)}
            fault={faults['coolingOffHours']}
          />
        </>
      )}
    </DraftForm>
  );
}
