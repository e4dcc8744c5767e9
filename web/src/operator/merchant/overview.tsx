import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { MerchantAnswer } from '../../../../src/console/answers/merchants.ts';
import { useMay } from '../../app/session.ts';
import { Button } from '../../kit/button.tsx';
import { Checklist } from '../../kit/checklist.tsx';
import { Copied } from '../../kit/copy.tsx';
import { Facts, Panel } from '../../kit/panel.tsx';
import { Empty } from '../../kit/state.tsx';
import { When } from '../../kit/when.tsx';
import type { PartProps } from './part.ts';
import { SwitchOff } from '../switch-off.tsx';
import { useChange } from './use-merchant.ts';
import { Wallets } from './wallets.tsx';

export function MerchantOverview({ merchant }: PartProps) {
  return (
    <div className="merchant-columns">
      <div className="stack">
        <Wallets merchant={merchant} />
        <State merchant={merchant} />
      </div>
      <Panel title="Steps to the first XPayout order">
        {merchant.xpayout === null ? (
          <Empty title="No XPayout key yet">Issue one under Credentials.</Empty>
        ) : (
          <Checklist steps={merchant.xpayout.checklist} />
        )}
      </Panel>
    </div>
  );
}

function State({ merchant }: PartProps) {
  const { merchantId, status, profile, createdAt, environment } = merchant;
  const mayChange = useMay('merchants.change');
  const maySwitch = useMay('switches.change');
  const change = useChange(merchantId);
  const [isSwitching, setSwitching] = useState(false);
  const isActive = status === 'active';
  const said = isActive ? 'Disabled; all of its sessions have ended.' : 'Enabled.';
  return (
    <Panel title="State">
      <Facts
        rows={[
          ['Id', <Copied text={merchantId} />],
          ['Environment', environment],
          ['Since', <When at={createdAt} />],
          ['Profile', profile === null ? 'none' : profile.userName],
          ['Settlements', settlementText(merchant)],
        ]}
      />
      <p className="fault small" role="alert" hidden={change.fault === null}>
        {change.fault}
      </p>
      <div className="row">
        {mayChange && (
          <Button
            kind={isActive ? 'danger' : 'primary'}
            isBusy={change.isBusy}
            onClick={() => change.run('status', { active: !isActive }, said)}
          >
            {isActive ? 'Disable' : 'Enable'}
          </Button>
        )}
        {maySwitch && !merchant.isSwitchedOff && (
          <Button onClick={() => setSwitching(true)}>Switch off</Button>
        )}
        {merchant.isSwitchedOff && <Link to="/switches">Switched off: see the switches</Link>}
      </div>
      {isSwitching && (
        <SwitchOff
          fixed={{ kind: 'merchant', name: merchantId }}
          onClose={() => setSwitching(false)}
        />
      )}
    </Panel>
  );
}

function settlementText({ settlements }: MerchantAnswer): string {
  const { enabled, coolingOffHours } = settlements;
  return enabled ? `on; a new address waits ${String(coolingOffHours)} h` : 'off';
}
