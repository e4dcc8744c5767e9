import { useState } from 'react';
import type { FeePlanAnswer } from '../../../../src/console/answers/merchants.ts';
import { decimalOf, hundredthsOf } from '../../kit/decimal-text.ts';
import { Field } from '../../kit/field.tsx';
import { DraftForm } from './draft-form.tsx';

interface FeeDraftProps {
  readonly title: string;
  readonly service: 'payout' | 'payin';
  readonly plan: FeePlanAnswer;
  readonly merchantId: string;
  readonly onClose: () => void;
}

const names = {
  rate: 'Rate in percent',
  flat: 'Flat part in rupees',
  lowest: 'Lowest fee in rupees',
  highest: 'Highest fee in rupees',
  gst: 'GST on the fee in percent',
} as const;
type Name = keyof typeof names;

const fieldOf: Readonly<Record<Name, string>> = {
  rate: 'basisPoints',
  flat: 'flatMinor',
  lowest: 'minimumMinor',
  highest: 'maximumMinor',
  gst: 'gstBasisPoints',
};

/** What is no decimal goes as it was written, so that it is refused by its name. */
export function FeeDraft({ title, service, plan, merchantId, onClose }: FeeDraftProps) {
  const [texts, setTexts] = useState<Readonly<Record<Name, string>>>({
    rate: decimalOf(String(plan.basisPoints)),
    flat: decimalOf(plan.flatMinor),
    lowest: decimalOf(plan.minimumMinor),
    highest: plan.maximumMinor === null ? '' : decimalOf(plan.maximumMinor),
    gst: decimalOf(String(plan.gstBasisPoints)),
  });
  const minor = (name: Name) => hundredthsOf(texts[name]) ?? texts[name];
  const whole = (name: Name) => Number.parseInt(minor(name), 10);
  const change = () => ({
    service,
    fees: {
      basisPoints: whole('rate'),
      flatMinor: minor('flat'),
      minimumMinor: minor('lowest'),
      maximumMinor: texts.highest.trim() === '' ? null : minor('highest'),
      gstBasisPoints: whole('gst'),
      slabs: plan.slabs,
    },
  });
  return (
    <DraftForm
      title={title}
      kind="merchant.fees"
      merchantId={merchantId}
      change={change}
      onClose={onClose}
    >
      {(faults) => (
        <div className="form-pair">
          {(Object.keys(names) as Name[]).map((name) => (
            <Field
              key={name}
              label={names[name]}
              inputMode="decimal"
              placeholder={name === 'highest' ? 'none' : '0'}
              required={name !== 'highest'}
              value={texts[name]}
              onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
              fault={faults[fieldOf[name]]}
            />
          ))}
        </div>
      )}
    </DraftForm>
  );
}
