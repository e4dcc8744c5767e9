import { useState } from 'react';
import type { DraftChanges } from '../../../../src/console/answers/drafts.ts';
import { DraftForm } from '../merchant/draft-form.tsx';
import type { ChangeFormProps } from './change-form.ts';
import { FeeFields } from './fee-fields.tsx';
import { feePlanOf, feeTextsOf, firstPlan, isNoPlan } from './fee-texts.ts';

export function FeeDraft({ start, ...rest }: ChangeFormProps<DraftChanges['merchant.fees']>) {
  const { service, fees } = start;
  const [texts, setTexts] = useState(feeTextsOf(isNoPlan(fees) ? firstPlan : fees));
  return (
    <DraftForm kind="merchant.fees" change={() => ({ service, fees: feePlanOf(texts) })} {...rest}>
      {(faults) => <FeeFields texts={texts} onChange={setTexts} faults={faults} />}
    </DraftForm>
  );
}
