import { useState } from 'react';
import type { LimitsAnswer } from '../../../../src/console/answers/merchants.ts';
import { Field } from '../../kit/field.tsx';
import { DraftForm } from '../merchant/draft-form.tsx';
import type { ChangeFormProps } from './change-form.ts';
import { limitKeys, limitNames } from './limit-names.ts';

export function LimitsDraft({ start, ...rest }: ChangeFormProps<LimitsAnswer>) {
  const [texts, setTexts] = useState<Readonly<Record<keyof LimitsAnswer, string>>>({
    authenticationPerMinute: textOf(start.authenticationPerMinute),
    payoutPerMinute: textOf(start.payoutPerMinute),
    bulkPerMinute: textOf(start.bulkPerMinute),
    queryPerMinute: textOf(start.queryPerMinute),
  });
  const change = (): LimitsAnswer => ({
    authenticationPerMinute: limitOf(texts.authenticationPerMinute),
    payoutPerMinute: limitOf(texts.payoutPerMinute),
    bulkPerMinute: limitOf(texts.bulkPerMinute),
    queryPerMinute: limitOf(texts.queryPerMinute),
  });
  return (
    <DraftForm kind="merchant.limits" change={change} {...rest}>
      {(faults) => (
        <div className="form-pair">
          {limitKeys.map((key) => (
            <Field
              key={key}
              label={limitNames[key]}
              inputMode="numeric"
              pattern="\d*"
              placeholder="no limit"
              value={texts[key]}
              onChange={(event) => setTexts({ ...texts, [key]: event.target.value })}
              fault={faults[key]}
            />
          ))}
        </div>
      )}
    </DraftForm>
  );
}

function textOf(limit: number | null): string {
  return limit === null ? '' : String(limit);
}

function limitOf(text: string): number | null {
  return text === '' ? null : Number.parseInt(text, 10);
}
