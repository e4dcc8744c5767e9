/** Drafts about a list of addresses: who may call XoomPe, and what was registered and may now call XPayout. */
import { useState } from 'react';
import type { DraftChanges } from '../../../../src/console/answers/drafts.ts';
import { Field } from '../../kit/field.tsx';
import { DraftForm } from '../merchant/draft-form.tsx';
import type { ChangeFormProps } from './change-form.ts';

type Change = DraftChanges['merchant.addresses' | 'xpayout.addresses'];

interface AddressesDraftProps extends ChangeFormProps<Change> {
  readonly kind: 'merchant.addresses' | 'xpayout.addresses';
}

const hints = {
  'merchant.addresses': 'With commas between them; none lets any address call.',
  'xpayout.addresses':
    'Registered ones, with commas between them. They may call beside those that may already.',
} as const;

function AddressesDraft({ kind, start, ...rest }: AddressesDraftProps) {
  const [text, setText] = useState(start.addresses.join(', '));
  const change = () => ({ addresses: text.split(/[\s,]+/).filter((each) => each !== '') });
  return (
    <DraftForm kind={kind} change={change} {...rest}>
      {(faults) => (
        <Field
          label="Addresses and ranges"
          hint={hints[kind]}
          value={text}
          onChange={(event) => setText(event.target.value)}
          fault={faults['addresses']}
        />
      )}
    </DraftForm>
  );
}

export function CallersDraft(props: ChangeFormProps<Change>) {
  return <AddressesDraft kind="merchant.addresses" {...props} />;
}

export function ApprovedAddressesDraft(props: ChangeFormProps<Change>) {
  return <AddressesDraft kind="xpayout.addresses" {...props} />;
}
