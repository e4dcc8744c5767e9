import { useState } from 'react';
import type { PayoutForm, PayoutMeansAnswer } from '../../../src/console/answers/payouts.ts';
import { Field, SelectField } from '../kit/field.tsx';

type Means = PayoutMeansAnswer['means'][number];

interface PayoutFieldsProps {
  readonly form: PayoutForm;
  readonly means: readonly Means[];
  readonly faults: Readonly<Partial<Record<keyof PayoutForm, string>>>;
  readonly onChange: (change: Partial<PayoutForm>) => void;
  readonly onLeave: (field: keyof PayoutForm) => void;
}

const meansWords: Readonly<Record<Means, string>> = {
  bank: 'Bank account',
  upi: 'UPI address',
  mpesa: 'M-Pesa',
};
const noPlace = { accountNumber: '', ifsc: '', vpa: '', mobile: '' } as const;

export function PayoutFields({ form, means, faults, onChange, onLeave }: PayoutFieldsProps) {
  const [chosen, setChosen] = useState<Means>('bank');
  const field = (name: keyof PayoutForm) => ({
    value: form[name],
    fault: faults[name],
    autoComplete: 'off',
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
    onBlur: () => onLeave(name),
  });
  return (
    <>
      <SelectField
        label="Pay to"
        value={chosen}
        options={means.map((each) => ({ value: each, label: meansWords[each] }))}
        onChange={(event) => {
          setChosen(event.target.value as Means);
          onChange(noPlace);
        }}
      />
      {chosen !== 'mpesa' && <Field label="Name of the beneficiary" {...field('name')} />}
      {chosen === 'bank' && (
        <div className="grid">
          <Field label="Account number" inputMode="numeric" {...field('accountNumber')} />
          <Field label="IFSC" autoCapitalize="characters" maxLength={11} {...field('ifsc')} />
        </div>
      )}
      {chosen === 'upi' && <Field label="UPI address" inputMode="email" {...field('vpa')} />}
      {chosen === 'mpesa' && <Field label="Mobile number" inputMode="tel" {...field('mobile')} />}
      <div className="grid">
        <Field
          label={chosen === 'mpesa' ? 'Amount in KES' : 'Amount in rupees'}
          inputMode="decimal"
          {...field('amount')}
        />
        <Field
          label="Your reference"
          hint="Optional. One reference is paid once."
          {...field('reference')}
        />
      </div>
    </>
  );
}
