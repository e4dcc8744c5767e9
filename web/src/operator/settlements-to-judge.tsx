import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SettlementToJudge } from '../../../src/console/answers/drafts.ts';
import { ask } from '../app/api.ts';
import { useMay } from '../app/session.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { Form } from '../kit/form.tsx';
import { ListView, type Column } from '../kit/list.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import { Facts } from '../kit/panel.tsx';
import { Empty } from '../kit/state.tsx';
import { say } from '../kit/toast.tsx';
import { useAction } from '../kit/use-action.ts';
import { useList } from '../kit/use-list.ts';
import { When } from '../kit/when.tsx';

const path = '/settlements/to-judge';

export function SettlementsToJudge() {
  const mayJudge = useMay('drafts.approve');
  const pages = useList<SettlementToJudge>(path);
  const [chosen, setChosen] = useState<SettlementToJudge | null>(null);
  return (
    <>
      <ListView
        name="Settlements that wait"
        columns={[...columns, ...(mayJudge ? [decide(setChosen)] : [])]}
        pages={pages}
        keyOf={(row) => row.settlementId}
        empty={
          <Empty title="No settlement waits">Those that are approved go on by themselves.</Empty>
        }
      />
      {chosen !== null && <Judge settlement={chosen} onClose={() => setChosen(null)} />}
    </>
  );
}

const columns: readonly Column<SettlementToJudge>[] = [
  {
    name: 'Merchant',
    cell: (row) => <strong>{row.merchantName}</strong>,
    text: (row) => row.merchantName,
  },
  {
    name: 'Amount',
    cell: (row) => <Amount money={row.amount} />,
    text: (row) => moneyText(row.amount),
    align: 'end',
  },
  {
    name: 'To',
    cell: (row) => (
      <>
        {row.network} <code>{row.address}</code>
      </>
    ),
    text: (row) => `${row.network} ${row.address}`,
    isMinor: true,
  },
  { name: 'Asked for by', cell: (row) => row.requestedBy, text: (row) => row.requestedBy },
  {
    name: 'At',
    cell: (row) => <When at={row.requestedAt} />,
    text: (row) => row.requestedAt,
    isMinor: true,
  },
];

function decide(choose: (row: SettlementToJudge) => void): Column<SettlementToJudge> {
  return {
    name: 'Decide',
    align: 'end',
    cell: (row) =>
      row.isOwn ? (
        <span className="soft">somebody else</span>
      ) : (
        <Button aria-label={`Decide about ${row.merchantName}`} onClick={() => choose(row)}>
          Decide…
        </Button>
      ),
  };
}

interface JudgeProps {
  readonly settlement: SettlementToJudge;
  readonly onClose: () => void;
}

function Judge({ settlement, onClose }: JudgeProps) {
  const { merchantId, settlementId, amount, network, address, currency } = settlement;
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const act = async (verb: 'approve' | 'reject', body: object) => {
    await ask(`/settlements/${merchantId}/${settlementId}/${verb}`, { method: 'POST', body });
    await client.invalidateQueries({ queryKey: [path] });
    say(verb === 'approve' ? 'Approved.' : 'Rejected; the money is back in the wallet.');
    onClose();
  };
  const approve = useAction(() => act('approve', {}));
  const reject = useAction(() => act('reject', { reason }));
  return (
    <Dialog isOpen onClose={onClose} title={`Settlement of ${settlement.merchantName}`}>
      <div className="stack">
        <Facts
          rows={[
            ['Amount', <Amount money={amount} strong />],
            ['Arrives in', currency],
            ['To', `${network} ${address}`],
            ['Asked for by', settlement.requestedBy],
          ]}
        />
        <p className="fault small" role="alert" hidden={approve.fault === null}>
          {approve.fault}
        </p>
        <div className="row">
          <Button kind="primary" isBusy={approve.isBusy} onClick={() => approve.run()}>
            Approve
          </Button>
        </div>
        <Form action={reject} submit="Reject" kind="danger">
          <Field
            label="Why it is rejected"
            required
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            fault={reject.faults['reason']}
          />
        </Form>
      </div>
    </Dialog>
  );
}
