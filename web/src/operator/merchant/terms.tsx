import { useState } from 'react';
import type { FeePlanAnswer } from '../../../../src/console/answers/merchants.ts';
import { useMay } from '../../app/session.ts';
import { Button } from '../../kit/button.tsx';
import { Facts, Panel } from '../../kit/panel.tsx';
import { CapsDraft } from '../drafts/caps-draft.tsx';
import { FeeDraft } from '../drafts/fee-draft.tsx';
import { limitKeys, limitNames } from '../drafts/limit-names.ts';
import { LimitsDraft } from '../drafts/limits-draft.tsx';
import { SettlementTermsDraft } from '../drafts/settlement-terms-draft.tsx';
import { planFacts, rupees } from '../plan-facts.ts';
import type { PartProps } from './part.ts';

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
  const name = `Fee of ${title.toLowerCase()}`;
  return (
    <Panel title={name} actions={mayDraft && <Change onClick={() => setOpen(true)} />}>
      <Facts rows={planFacts(plan)} />
      {isOpen && (
        <FeeDraft
          title={name}
          merchantId={merchant.merchantId}
          start={{ service, fees: plan }}
          onClose={() => setOpen(false)}
        />
      )}
    </Panel>
  );
}

function RateLimits({ merchant: { merchantId, limits } }: PartProps) {
  const mayDraft = useMay('drafts.make');
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel title="Rate limits" actions={mayDraft && <Change onClick={() => setOpen(true)} />}>
      <Facts rows={limitKeys.map((key) => [limitNames[key], limits[key] ?? 'no limit'])} />
      {isOpen && (
        <LimitsDraft
          title="Rate limits"
          merchantId={merchantId}
          start={limits}
          onClose={() => setOpen(false)}
        />
      )}
    </Panel>
  );
}

function Caps({ merchant: { merchantId, xpayout } }: PartProps) {
  const mayDraft = useMay('drafts.make');
  const [isOpen, setOpen] = useState(false);
  if (xpayout === null) return null;
  const { orderCapMinor, dayCapMinor } = xpayout;
  return (
    <Panel title="Payout caps" actions={mayDraft && <Change onClick={() => setOpen(true)} />}>
      <Facts
        rows={[
          ['Of one payout', rupees(orderCapMinor)],
          ['Of a day', rupees(dayCapMinor)],
        ]}
      />
      {isOpen && (
        <CapsDraft
          title="Payout caps"
          merchantId={merchantId}
          start={{ orderCapMinor, dayCapMinor }}
          onClose={() => setOpen(false)}
        />
      )}
    </Panel>
  );
}

function Settlements({ merchant: { merchantId, settlements } }: PartProps) {
  const mayDraft = useMay('drafts.make');
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel title="Settlements" actions={mayDraft && <Change onClick={() => setOpen(true)} />}>
      <Facts
        rows={[
          ['Settlements', settlements.enabled ? 'on' : 'off'],
          ['Wait of a new address', `${String(settlements.coolingOffHours)} h`],
        ]}
      />
      {isOpen && (
        <SettlementTermsDraft
          title="Settlements"
          merchantId={merchantId}
          start={settlements}
          onClose={() => setOpen(false)}
        />
      )}
    </Panel>
  );
}

function Change({ onClick }: { readonly onClick: () => void }) {
  return <Button onClick={onClick}>Change…</Button>;
}
