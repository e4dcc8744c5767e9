/** All the terms of a marketplace code: a price for each service, and what may serve. */
import { useState } from 'react';
import type { FeePlanAnswer } from '../../../../src/console/answers/merchants.ts';
import type { MarketplaceTermsAnswer } from '../../../../src/console/answers/terms.ts';
import { CheckField, Field } from '../../kit/field.tsx';
import { DraftForm, type Faults } from '../merchant/draft-form.tsx';
import { useTerms } from '../use-terms.ts';
import type { ChangeFormProps } from './change-form.ts';
import { Choices } from './choices.tsx';
import { FeeFields } from './fee-fields.tsx';
import { feePlanOf, feeTextsOf, firstPlan, type FeeTexts } from './fee-texts.ts';

interface PlanState {
  readonly isPriced: boolean;
  readonly texts: FeeTexts;
}

export function MarketplaceDraft({ start, ...rest }: ChangeFormProps<MarketplaceTermsAnswer>) {
  const { data: terms } = useTerms();
  const [code, setCode] = useState(start.code);
  const [payout, setPayout] = useState(stateOf(start.payoutFees));
  const [payin, setPayin] = useState(stateOf(start.payinFees));
  const { providers, payoutRails, payinMethods } = start;
  const [sets, setSets] = useState({ providers, payoutRails, payinMethods });
  const change = () => ({ code, payoutFees: planOf(payout), payinFees: planOf(payin), ...sets });
  return (
    <DraftForm kind="marketplace.terms" change={change} {...rest}>
      {(faults) => (
        <>
          <Field
            label="Marketplace code"
            required
            // Another code is another thing: what exists keeps its name.
            readOnly={start.code !== ''}
            value={code}
            onChange={(event) => setCode(event.target.value)}
            fault={faults['code']}
          />
          <Plan name="Payouts" plan={payout} onChange={setPayout} faults={faults} />
          <Plan name="Pay-ins" plan={payin} onChange={setPayin} faults={faults} />
          <Choices
            name="Providers"
            any="Any provider"
            known={terms?.providers ?? []}
            chosen={sets.providers}
            onChange={(chosen) => setSets({ ...sets, providers: chosen })}
          />
          <Choices
            name="Rails of payouts"
            any="Any rail"
            known={terms?.payoutRails ?? []}
            chosen={sets.payoutRails}
            onChange={(chosen) => setSets({ ...sets, payoutRails: chosen })}
          />
          <Choices
            name="Methods of pay-ins"
            any="Any method"
            known={terms?.payinMethods ?? []}
            chosen={sets.payinMethods}
            onChange={(chosen) => setSets({ ...sets, payinMethods: chosen })}
          />
        </>
      )}
    </DraftForm>
  );
}

interface PlanProps {
  readonly name: string;
  readonly plan: PlanState;
  readonly onChange: (plan: PlanState) => void;
  readonly faults: Faults;
}

function Plan({ name, plan, onChange, faults }: PlanProps) {
  return (
    <div className="stack" role="group" aria-label={name}>
      <CheckField
        label={`${name} have a price under this code`}
        checked={plan.isPriced}
        onChange={(event) => onChange({ ...plan, isPriced: event.target.checked })}
      />
      {plan.isPriced && (
        <FeeFields
          texts={plan.texts}
          onChange={(texts) => onChange({ ...plan, texts })}
          faults={faults}
        />
      )}
    </div>
  );
}

function stateOf(plan: FeePlanAnswer | null): PlanState {
  return { isPriced: plan !== null, texts: feeTextsOf(plan ?? firstPlan) };
}

function planOf({ isPriced, texts }: PlanState): FeePlanAnswer | null {
  return isPriced ? feePlanOf(texts) : null;
}
