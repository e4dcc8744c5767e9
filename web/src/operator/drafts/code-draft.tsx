import { useState } from 'react';
import type { DraftChanges } from '../../../../src/console/answers/drafts.ts';
import { SelectField } from '../../kit/field.tsx';
import { DraftForm } from '../merchant/draft-form.tsx';
import { useTerms } from '../use-terms.ts';
import type { ChangeFormProps } from './change-form.ts';

/** Which marketplace code a merchant has. */
export function CodeDraft({
  start,
  ...rest
}: ChangeFormProps<DraftChanges['xpayout.marketplace']>) {
  const { data: terms } = useTerms();
  const codes = terms?.marketplaces.map((each) => each.code) ?? [start.code];
  const [chosen, setChosen] = useState(start.code);
  const code = codes.includes(chosen) ? chosen : (codes[0] ?? '');
  return (
    <DraftForm kind="xpayout.marketplace" change={() => ({ code })} {...rest}>
      {(faults) => (
        <SelectField
          label="Marketplace code"
          options={codes.map((each) => ({ value: each, label: each }))}
          value={code}
          onChange={(event) => setChosen(event.target.value)}
          fault={faults['marketplace']}
        />
      )}
    </DraftForm>
  );
}
