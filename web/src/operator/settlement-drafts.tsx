/** Steps of a settlement that take two people: the first says exactly what is to happen. */
import { useState } from 'react';
import type { SettlementSummary } from '../../../src/console/answers/settlements.ts';
import { hundredthsOf } from '../kit/decimal-text.ts';
import { Field, SelectField } from '../kit/field.tsx';
import { DraftForm } from './merchant/draft-form.tsx';

interface DraftProps {
  readonly settlement: SettlementSummary;
  readonly onClose: () => void;
}

const quoteFields = {
  rate: 'Rate, spread included',
  spreadBasisPoints: 'Spread in basis points',
  feeMinor: 'Our fee in rupees, before GST',
  quotedBy: 'Quoted by',
  minutes: 'Good for so many minutes',
} as const;
type QuoteField = keyof typeof quoteFields;

const directions = [
  { value: 'INR_PER_USDT', label: 'INR for a USDT' },
  { value: 'USDT_PER_INR', label: 'USDT for a rupee' },
];

/** The second person has to agree before the quote ends, so that stands in minutes. */
export function QuoteDraft({ settlement, onClose }: DraftProps) {
  const { merchantId, settlementId } = settlement;
  const [direction, setDirection] = useState('INR_PER_USDT');
  const [texts, setTexts] = useState<Readonly<Record<QuoteField, string>>>({
    ...{ rate: '', spreadBasisPoints: '0', feeMinor: '0', quotedBy: '', minutes: '60' },
  });
  const change = () => ({
    ...{ settlementId, direction, rate: texts.rate.trim(), quotedBy: texts.quotedBy.trim() },
    spreadBasisPoints: Number.parseInt(texts.spreadBasisPoints, 10),
    feeMinor: hundredthsOf(texts.feeMinor) ?? texts.feeMinor,
    quoteExpiresAt: new Date(
      Date.now() + 60_000 * Number.parseInt(texts.minutes, 10),
    ).toISOString(),
  });
  return (
    <DraftForm {...{ merchantId, change, onClose }} title="Log a quote" kind="settlement.convert">
      {(faults) => (
        <>
          <SelectField
            label="The rate says"
            options={directions}
            value={direction}
            onChange={(event) => setDirection(event.target.value)}
            fault={faults['direction']}
          />
          <div className="form-pair">
            {(Object.keys(quoteFields) as QuoteField[]).map((name) => (
              <Field
                key={name}
                label={quoteFields[name]}
                {...(name === 'quotedBy'
                  ? { maxLength: 100 }
                  : name === 'minutes'
                    ? { type: 'number', min: 1, max: 10_080 }
                    : { inputMode: 'decimal' as const })}
                required
                value={texts[name]}
                onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
                fault={faults[name] ?? faults[otherNames[name] ?? '']}
              />
            ))}
          </div>
        </>
      )}
    </DraftForm>
  );
}

/** As the room of settlements names them. */
const otherNames: Partial<Record<QuoteField, string>> = {
  spreadBasisPoints: 'spread',
  feeMinor: 'fee',
  minutes: 'quoteExpiresAt',
};

export function FailedDraft({ settlement, onClose }: DraftProps) {
  const { merchantId, settlementId } = settlement;
  const change = (reason: string) => ({ settlementId, reason });
  return (
    <DraftForm {...{ merchantId, change, onClose }} title="It has failed" kind="settlement.fail">
      {() => (
        <p>
          A transfer is recorded. Whoever calls it failed although it arrives pays twice, so
          somebody else looks as well; then the money goes back into the wallet.
        </p>
      )}
    </DraftForm>
  );
}

export function ReturnedDraft({ settlement, onClose }: DraftProps) {
  const { merchantId, settlementId, network } = settlement;
  const [reference, setReference] = useState('');
  const change = (reason: string) => ({ settlementId, reference, reason });
  return (
    <DraftForm {...{ merchantId, change, onClose }} title="It came back" kind="settlement.return">
      {(faults) => (
        <Field
          label={network === 'BANK' ? 'UTR of the transfer back' : 'Hash of the transfer back'}
          required
          value={reference}
          onChange={(event) => setReference(event.target.value)}
          fault={faults['reference'] ?? faults['transfer']}
        />
      )}
    </DraftForm>
  );
}
