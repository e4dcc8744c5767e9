import { useState } from 'react';
import type { DraftChanges } from '../../../../src/console/answers/drafts.ts';
import { decimalOf, hundredthsOf } from '../../kit/decimal-text.ts';
import { Field, SelectField } from '../../kit/field.tsx';
import { DraftForm } from '../merchant/draft-form.tsx';
import type { ChangeFormProps } from './change-form.ts';

type Change = DraftChanges['settlement.convert'];

const names = {
  rate: 'Rate, spread included',
  spread: 'Spread in basis points',
  fee: 'Our fee in rupees, before GST',
  quotedBy: 'Quoted by',
  minutes: 'Good for so many minutes',
} as const;
type Name = keyof typeof names;

const directions = [
  { value: 'INR_PER_USDT', label: 'INR for a USDT' },
  { value: 'USDT_PER_INR', label: 'USDT for a rupee' },
];

/** The quote of a settlement in USDT. The second person has to agree before it ends, so that stands in minutes. */
export function SettlementQuoteDraft({ start, ...rest }: ChangeFormProps<Change>) {
  const { settlementId } = start;
  const [direction, setDirection] = useState(start.direction);
  const [texts, setTexts] = useState<Readonly<Record<Name, string>>>({
    rate: start.rate,
    spread: String(start.spreadBasisPoints),
    fee: decimalOf(start.feeMinor),
    quotedBy: start.quotedBy,
    minutes: '60',
  });
  const whole = (name: Name) => Number.parseInt(texts[name], 10);
  const change = (): Change => ({
    ...{ settlementId, direction, rate: texts.rate.trim(), quotedBy: texts.quotedBy.trim() },
    spreadBasisPoints: whole('spread'),
    feeMinor: hundredthsOf(texts.fee) ?? texts.fee,
    quoteExpiresAt: new Date(Date.now() + 60_000 * whole('minutes')).toISOString(),
  });
  return (
    <DraftForm kind="settlement.convert" change={change} {...rest}>
      {(faults) => (
        <>
          <SelectField
            label="The rate says"
            options={directions}
            value={direction}
            onChange={(event) => setDirection(event.target.value as Change['direction'])}
            fault={faults['direction']}
          />
          <div className="form-pair">
            {(Object.keys(names) as Name[]).map((name) => (
              <Field
                key={name}
                label={names[name]}
                {...inputOf(name)}
                required
                value={texts[name]}
                onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
                fault={faults[name] ?? faults[fieldOf[name]]}
              />
            ))}
          </div>
        </>
      )}
    </DraftForm>
  );
}

const fieldOf: Readonly<Record<Name, string>> = {
  rate: 'rate',
  spread: 'spreadBasisPoints',
  fee: 'feeMinor',
  quotedBy: 'quotedBy',
  minutes: 'quoteExpiresAt',
};

function inputOf(name: Name) {
  if (name === 'quotedBy') return { maxLength: 100 };
  if (name === 'minutes') return { type: 'number', min: 1, max: 10_080 };
  return { inputMode: 'decimal' } as const;
}
