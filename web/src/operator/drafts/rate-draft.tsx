import { useState } from 'react';
import type { RateTermsAnswer } from '../../../../src/console/answers/terms.ts';
import { Field, SelectField } from '../../kit/field.tsx';
import { DraftForm } from '../merchant/draft-form.tsx';
import { useTerms } from '../use-terms.ts';
import type { ChangeFormProps } from './change-form.ts';
import { basisPointsOf, percentOf } from './fee-texts.ts';

export function RateDraft({ start, ...rest }: ChangeFormProps<RateTermsAnswer>) {
  const { data: terms } = useTerms();
  const [pair, setPair] = useState({ from: start.from, into: start.into });
  const [rate, setRate] = useState(start.rate);
  const [spread, setSpread] = useState(percentOf(start.spreadBasisPoints));
  const currencies = (terms?.currencies ?? [pair.from, pair.into]).map((each) => ({
    value: each,
    label: each,
  }));
  const change = () => ({ ...pair, rate, spreadBasisPoints: basisPointsOf(spread) });
  return (
    <DraftForm kind="exchange.rate" change={change} {...rest}>
      {(faults) => (
        <div className="form-pair">
          <SelectField
            label="From"
            options={currencies}
            value={pair.from}
            onChange={(event) => setPair({ ...pair, from: event.target.value })}
            fault={faults['from']}
          />
          <SelectField
            label="Into"
            options={currencies}
            value={pair.into}
            onChange={(event) => setPair({ ...pair, into: event.target.value })}
            fault={faults['into']}
          />
          <Field
            label="Rate"
            hint={`${pair.into} for one ${pair.from}`}
            inputMode="decimal"
            required
            value={rate}
            onChange={(event) => setRate(event.target.value)}
            fault={faults['rate']}
          />
          <Field
            label="Spread in percent"
            hint="Kept back of the rate."
            inputMode="decimal"
            required
            value={spread}
            onChange={(event) => setSpread(event.target.value)}
            fault={faults['spreadBasisPoints']}
          />
        </div>
      )}
    </DraftForm>
  );
}
