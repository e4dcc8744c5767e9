import { useState } from 'react';
import type { DraftChanges } from '../../../../src/console/answers/drafts.ts';
import { decimalOf, hundredthsOf } from '../../kit/decimal-text.ts';
import { Field } from '../../kit/field.tsx';
import { DraftForm } from '../merchant/draft-form.tsx';
import type { ChangeFormProps } from './change-form.ts';

export function CapsDraft({ start, ...rest }: ChangeFormProps<DraftChanges['xpayout.caps']>) {
  const [order, setOrder] = useState(textOf(start.orderCapMinor));
  const [day, setDay] = useState(textOf(start.dayCapMinor));
  const change = () => ({ orderCapMinor: minorOf(order), dayCapMinor: minorOf(day) });
  return (
    <DraftForm kind="xpayout.caps" change={change} {...rest}>
      {(faults) => (
        <div className="form-pair">
          <Field
            label="Of one payout, in rupees"
            placeholder="none"
            value={order}
            onChange={(event) => setOrder(event.target.value)}
            fault={faults['orderCapMinor']}
          />
          <Field
            label="Of a day, in rupees"
            placeholder="none"
            value={day}
            onChange={(event) => setDay(event.target.value)}
            fault={faults['dayCapMinor']}
          />
        </div>
      )}
    </DraftForm>
  );
}

function textOf(minor: string | null): string {
  return minor === null ? '' : decimalOf(minor);
}

function minorOf(text: string): string | null {
  return text.trim() === '' ? null : (hundredthsOf(text) ?? text);
}
