/** Money of a settlement that goes back into the wallet after a transfer was made: it failed, or it came back. */
import { useState } from 'react';
import type { DraftChanges } from '../../../../src/console/answers/drafts.ts';
import { Field } from '../../kit/field.tsx';
import { DraftForm } from '../merchant/draft-form.tsx';
import type { ChangeFormProps } from './change-form.ts';

export function SettlementFailureDraft({
  start: { settlementId },
  ...rest
}: ChangeFormProps<DraftChanges['settlement.fail']>) {
  return (
    <DraftForm kind="settlement.fail" change={(reason) => ({ settlementId, reason })} {...rest}>
      {() => (
        <p>
          A transfer is recorded. Whoever calls it failed although it arrives pays twice, so
          somebody else looks as well; then the money goes back into the wallet. The merchant reads
          why.
        </p>
      )}
    </DraftForm>
  );
}

export function SettlementReturnDraft({
  start,
  ...rest
}: ChangeFormProps<DraftChanges['settlement.return']>) {
  const { settlementId } = start;
  const [reference, setReference] = useState(start.reference);
  return (
    <DraftForm
      kind="settlement.return"
      change={(reason) => ({ settlementId, reference, reason })}
      {...rest}
    >
      {(faults) => (
        <Field
          label="UTR or hash of the transfer back"
          hint="The merchant reads it, and why."
          required
          maxLength={80}
          value={reference}
          onChange={(event) => setReference(event.target.value)}
          fault={faults['reference'] ?? faults['transfer']}
        />
      )}
    </DraftForm>
  );
}
