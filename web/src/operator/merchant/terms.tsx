import { useState } from 'react';
import type { FeePlanAnswer, LimitsAnswer } from '../../../../src/console/answers/merchants.ts';
import { useMay } from '../../app/session.ts';
import { Button } from '../../kit/button.tsx';
import { decimalOf, hundredthsOf } from '../../kit/decimal-text.ts';
import { CheckField, Field } from '../../kit/field.tsx';
import { moneyText } from '../../kit/money.tsx';
import { Facts, Panel } from '../../kit/panel.tsx';
import type { PartProps } from '../merchant.tsx';
import { DraftForm } from './draft-form.tsx';
import { FeeDraft } from './fee-draft.tsx';

const rupees = (minor: string | null) =>
  minor === null ? 'none' : moneyText({ minor, currency: 'INR' });
const percent = (basisPoints: number) => `${decimalOf(String(basisPoints))} %`;

export function MerchantTerms({ merchant }: PartProps) {
  return (
    <div className="merchant-columns">
      <Plan title="Payouts" service="payout" plan={merchant.fees} merchant={merchant} />
      <Plan title="Pay-ins" service="payin" plan={merchant.payinFees} merchant={merchant} />
      <RateLimits merchant={merchant} />
      <Caps merchant={merchant} />
      <Settlements merchant={merchant} />
    </div>
  );
}

interface PlanProps extends PartProps {
  readonly title: string;
  readonly service: 'payout' | 'payin';
  readonly plan: FeePlanAnswer;
}

function Plan({ title, service, plan, merchant }: PlanProps) {
  const mayDraft = useMay('drafts.make');
  const [isOpen, setOpen] = useState(false);
  const slabs = plan.slabs.map(
    ({ fromMinor, basisPoints, flatMinor }) =>
      `from ${rupees(fromMinor)}: ${percent(basisPoints)} + ${rupees(flatMinor)}`,
  );
  return (
    <Panel
      title={`Fee of ${title.toLowerCase()}`}
      actions={mayDraft && <Button onClick={() => setOpen(true)}>Change…</Button>}
    >
      <Facts
        rows={[
          ['Rate', percent(plan.basisPoints)],
          ['Flat part', rupees(plan.flatMinor)],
          ['Lowest', rupees(plan.minimumMinor)],
          ['Highest', rupees(plan.maximumMinor)],
          ['GST on the fee', percent(plan.gstBasisPoints)],
          ['Slabs', slabs.join('; ') || 'none'],
        ]}
      />
      {isOpen && (
        <FeeDraft
          title={`Fee of ${title.toLowerCase()}`}
          service={service}
          plan={plan}
          merchantId={merchant.merchantId}
          onClose={() => setOpen(false)}
        />
      )}
    </Panel>
  );
}

const limitNames = {
  authenticationPerMinute: 'Sign-ins per minute',
  payoutPerMinute: 'Payouts per minute',
  bulkPerMinute: 'Bulk payouts per minute',
  queryPerMinute: 'Queries per minute',
} as const satisfies Record<keyof LimitsAnswer, string>;
const limitKeys = Object.keys(limitNames) as (keyof LimitsAnswer)[];

function RateLimits({ merchant: { merchantId, limits } }: PartProps) {
  const mayDraft = useMay('drafts.make');
  const [texts, setTexts] = useState<Record<string, string> | null>(null);
  const begin = () =>
    setTexts(Object.fromEntries(limitKeys.map((key) => [key, limits[key]?.toString() ?? ''])));
  const limitOf = (text: string | undefined) =>
    text === undefined || text === '' ? null : Number.parseInt(text, 10);
  return (
    <Panel title="Rate limits" actions={mayDraft && <Button onClick={begin}>Change…</Button>}>
      <Facts rows={limitKeys.map((key) => [limitNames[key], limits[key] ?? 'no limit'])} />
      {texts !== null && (
        <DraftForm
          title="Rate limits"
          kind="merchant.limits"
          merchantId={merchantId}
          change={() => Object.fromEntries(limitKeys.map((key) => [key, limitOf(texts[key])]))}
          onClose={() => setTexts(null)}
        >
          {(faults) => (
            <div className="form-pair">
              {limitKeys.map((key) => (
                <Field
                  key={key}
                  label={limitNames[key]}
                  inputMode="numeric"
                  pattern="\d*"
                  placeholder="no limit"
                  value={texts[key] ?? ''}
                  onChange={(event) => setTexts({ ...texts, [key]: event.target.value })}
                  fault={faults[key]}
                />
              ))}
            </div>
          )}
        </DraftForm>
      )}
    </Panel>
  );
}

function Caps({ merchant: { merchantId, xpayout } }: PartProps) {
  const mayDraft = useMay('drafts.make');
  const [texts, setTexts] = useState<{ readonly order: string; readonly day: string } | null>(null);
  if (xpayout === null) return null;
  const { orderCapMinor, dayCapMinor } = xpayout;
  const textOf = (minor: string | null) => (minor === null ? '' : decimalOf(minor));
  const minorOf = (text: string) => (text.trim() === '' ? null : (hundredthsOf(text) ?? text));
  const begin = () => setTexts({ order: textOf(orderCapMinor), day: textOf(dayCapMinor) });
  return (
    <Panel title="Payout caps" actions={mayDraft && <Button onClick={begin}>Change…</Button>}>
      <Facts
        rows={[
          ['Of one payout', rupees(orderCapMinor)],
          ['Of a day', rupees(dayCapMinor)],
        ]}
      />
      {texts !== null && (
        <DraftForm
          title="Payout caps"
          kind="xpayout.caps"
          merchantId={merchantId}
          change={() => ({
            orderCapMinor: minorOf(texts.order),
            dayCapMinor: minorOf(texts.day),
          })}
          onClose={() => setTexts(null)}
        >
          {(faults) => (
            <div className="form-pair">
              <Field
                label="Of one payout, in rupees"
                placeholder="none"
                value={texts.order}
                onChange={(event) => setTexts({ ...texts, order: event.target.value })}
                fault={faults['orderCapMinor']}
              />
              <Field
                label="Of a day, in rupees"
                placeholder="none"
                value={texts.day}
                onChange={(event) => setTexts({ ...texts, day: event.target.value })}
                fault={faults['dayCapMinor']}
              />
            </div>
          )}
        </DraftForm>
      )}
    </Panel>
  );
}

function Settlements({ merchant: { merchantId, settlements } }: PartProps) {
  const mayDraft = useMay('drafts.make');
  const [terms, setTerms] = useState<{ readonly on: boolean; readonly hours: string } | null>(null);
  const { enabled, coolingOffHours } = settlements;
  const begin = () => setTerms({ on: enabled, hours: String(coolingOffHours) });
  return (
    <Panel title="Settlements" actions={mayDraft && <Button onClick={begin}>Change…</Button>}>
      <Facts
        rows={[
          ['Settlements', enabled ? 'on' : 'off'],
          ['Wait of a new address', `${String(coolingOffHours)} h`],
        ]}
      />
      {terms !== null && (
        <DraftForm
          title="Settlements"
          kind="settlement.terms"
          merchantId={merchantId}
          change={() => ({ enabled: terms.on, coolingOffHours: Number.parseInt(terms.hours, 10) })}
          onClose={() => setTerms(null)}
        >
          {(faults) => (
            <>
              <CheckField
                label="The merchant may be settled"
                checked={terms.on}
                onChange={(event) => setTerms({ ...terms, on: event.target.checked })}
              />
              <Field
                label="Hours that a new address waits"
                inputMode="numeric"
                pattern="\d{1,3}"
                required
                value={terms.hours}
                onChange={(event) => setTerms({ ...terms, hours: event.target.value })}
                fault={faults['coolingOffHours']}
              />
            </>
          )}
        </DraftForm>
      )}
    </Panel>
  );
}
