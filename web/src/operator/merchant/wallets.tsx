import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { Status } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { Copied } from '../../kit/copy.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { SelectField } from '../../kit/field.tsx';
import { Form } from '../../kit/form.tsx';
import { Amount } from '../../kit/money.tsx';
import { Panel } from '../../kit/panel.tsx';
import { Empty } from '../../kit/state.tsx';
import { useTerms } from '../use-terms.ts';
import type { PartProps } from './part.ts';
import { useChange } from './use-merchant.ts';

/** The wallets of an owner, and a new one in a currency that it has none in. */
export function Wallets({ merchant }: PartProps) {
  const { wallets, kind } = merchant;
  const mayChange = useMay('merchants.change');
  const { data: terms } = useTerms();
  const [isOpening, setOpening] = useState(false);
  const has = new Set(wallets.map(({ available }) => available.currency));
  const others = (terms?.currencies ?? []).filter((each) => !has.has(each));
  // A processing profile acts for others and keeps nothing.
  const mayOpen = mayChange && kind !== 'processing' && others.length > 0;
  return (
    <Panel
      title="Wallets"
      flush
      actions={mayOpen && <Button onClick={() => setOpening(true)}>Open a wallet…</Button>}
    >
      {wallets.length === 0 ? (
        <Empty title="No wallet">
          {kind === 'processing' ? 'This profile acts for others.' : 'Open one to keep money in.'}
        </Empty>
      ) : (
        <WalletTable wallets={wallets} />
      )}
      {isOpening && (
        <OpenWallet
          merchantId={merchant.merchantId}
          currencies={others}
          onClose={() => setOpening(false)}
        />
      )}
    </Panel>
  );
}

function WalletTable({ wallets }: Pick<PartProps['merchant'], 'wallets'>) {
  return (
    <table className="difference" aria-label="Wallets">
      <thead>
        <tr>
          <th scope="col">Number</th>
          <th scope="col">Available</th>
          <th scope="col">Held</th>
        </tr>
      </thead>
      <tbody>
        {wallets.map(({ walletNo, available, held, status }) => (
          <tr key={walletNo}>
            <td>
              <Copied text={walletNo} /> {status !== 'active' && <Status of={status} />}
            </td>
            <td>
              <Amount money={available} strong />
            </td>
            <td>
              <Amount money={held} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface OpenWalletProps {
  readonly merchantId: string;
  /** In which there is none yet. */
  readonly currencies: readonly string[];
  readonly onClose: () => void;
}

function OpenWallet({ merchantId, currencies, onClose }: OpenWalletProps) {
  const [chosen, setChosen] = useState(currencies[0] ?? '');
  const open = useChange(merchantId, onClose);
  const action = {
    ...open,
    run: () => open.run('wallets', { currency: chosen }, `There is a wallet in ${chosen} now.`),
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Open a wallet"
      note="It begins empty, and it stays: a wallet is never taken away."
    >
      <Form action={action} submit="Open it">
        <SelectField
          label="Currency"
          options={currencies.map((each) => ({ value: each, label: each }))}
          value={chosen}
          onChange={(event) => setChosen(event.target.value)}
          fault={open.faults['currency']}
        />
      </Form>
    </Dialog>
  );
}
