/** The fields of a fee plan: what every amount pays, and the slabs from which larger ones pay otherwise. */
import { Plus, X } from 'lucide-react';
import { Button } from '../../kit/button.tsx';
import { Field } from '../../kit/field.tsx';
import type { Faults } from '../merchant/draft-form.tsx';
import type { FeeTexts, SlabTexts } from './fee-texts.ts';
import './drafts.css';

interface FeeFieldsProps {
  readonly texts: FeeTexts;
  readonly onChange: (texts: FeeTexts) => void;
  readonly faults: Faults;
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

export function FeeFields({ texts, onChange, faults }: FeeFieldsProps) {
  return (
    <>
      <div className="form-pair">
        {(Object.keys(names) as Name[]).map((name) => (
          <Field
            key={name}
            label={names[name]}
            inputMode="decimal"
            placeholder={name === 'highest' ? 'none' : '0'}
            required={name !== 'highest'}
            value={texts[name]}
            onChange={(event) => onChange({ ...texts, [name]: event.target.value })}
            fault={faults[fieldOf[name]]}
          />
        ))}
      </div>
      <Slabs slabs={texts.slabs} onChange={(slabs) => onChange({ ...texts, slabs })} />
    </>
  );
}

interface SlabsProps {
  readonly slabs: readonly SlabTexts[];
  readonly onChange: (slabs: readonly SlabTexts[]) => void;
}

const slabNames = {
  from: 'From rupees',
  rate: 'Rate in percent',
  flat: 'Flat part in rupees',
} as const;

function Slabs({ slabs, onChange }: SlabsProps) {
  const set = (nth: number, change: Partial<SlabTexts>) =>
    onChange(slabs.map((slab, at) => (at === nth ? { ...slab, ...change } : slab)));
  return (
    <fieldset className="slabs">
      <legend>Slabs</legend>
      <p className="soft small">
        An amount from the first figure on pays this rate and flat part instead of those above.
      </p>
      {slabs.map((slab, nth) => (
        // A slab is known by its place alone: what stands in it is being written.
        <div key={nth} className="slab" role="group" aria-label={`Slab ${String(nth + 1)}`}>
          {(Object.keys(slabNames) as (keyof SlabTexts)[]).map((name) => (
            <Field
              key={name}
              label={slabNames[name]}
              inputMode="decimal"
              required
              value={slab[name]}
              onChange={(event) => set(nth, { [name]: event.target.value })}
            />
          ))}
          <Button
            kind="quiet"
            icon={<X size={16} aria-hidden />}
            aria-label={`Remove slab ${String(nth + 1)}`}
            onClick={() => onChange(slabs.filter((_, at) => at !== nth))}
          />
        </div>
      ))}
      <Button
        icon={<Plus size={16} aria-hidden />}
        onClick={() => onChange([...slabs, { from: '', rate: '', flat: '0.00' }])}
      >
        Add a slab
      </Button>
    </fieldset>
  );
}
