/** The next steps of a settlement: those that one person takes, and those that begin with a draft. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SettlementDetail, SettlementStep } from '../../../src/console/answers/settlements.ts';
import { ask } from '../app/api.ts';
import { useMay } from '../app/session.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { Form } from '../kit/form.tsx';
import { moneyText } from '../kit/money.tsx';
import { say } from '../kit/toast.tsx';
import { useAction } from '../kit/use-action.ts';
import { SettlementFailureDraft, SettlementReturnDraft } from './drafts/settlement-back-draft.tsx';
import { SettlementQuoteDraft } from './drafts/settlement-quote-draft.tsx';

interface ActsProps {
  readonly detail: SettlementDetail;
  /** Of the settlement, at the API. */
  readonly path: string;
}

const labels: Readonly<Record<SettlementStep, string>> = {
  approve: 'Approve…',
  reject: 'Reject…',
  convert: 'Log a quote…',
  record: 'Record the transfer…',
  complete: 'It has arrived…',
  withdraw: 'Withdraw it…',
  fail: 'It has failed…',
  return: 'It came back…',
};

const drafted: readonly SettlementStep[] = ['convert', 'fail', 'return'];
const forward: readonly SettlementStep[] = ['approve', 'record', 'complete'];

export function SettlementActs({ detail, path }: ActsProps) {
  const mayDo = {
    judge: useMay('drafts.approve'),
    draft: useMay('drafts.make'),
    act: useMay('settlements.act'),
  };
  const [chosen, choose] = useState<SettlementStep>();
  const may = (step: SettlementStep) => {
    if (step === 'approve' || step === 'reject') return mayDo.judge && !detail.isOwn;
    return drafted.includes(step) ? mayDo.draft : mayDo.act;
  };
  const close = () => choose(undefined);
  return (
    <>
      {detail.steps.filter(may).map((step) => (
        <Button
          key={step}
          kind={forward.includes(step) ? 'primary' : 'plain'}
          onClick={() => choose(step)}
        >
          {labels[step]}
        </Button>
      ))}
      {chosen !== undefined &&
        (drafted.includes(chosen) ? (
          <Drafting step={chosen} detail={detail} onClose={close} />
        ) : (
          <Taking step={chosen} detail={detail} path={path} onClose={close} />
        ))}
    </>
  );
}

/** The form of a step that takes two people. */
function Drafting({ step, detail, onClose }: Omit<TakingProps, 'path'>) {
  const { merchantId, settlementId } = detail.settlement;
  const about = { merchantId, onClose };
  if (step === 'fail')
    return (
      <SettlementFailureDraft
        title="It has failed"
        start={{ settlementId, reason: '' }}
        {...about}
      />
    );
  if (step === 'return')
    return (
      <SettlementReturnDraft
        title="It came back"
        start={{ settlementId, reference: '', reason: '' }}
        {...about}
      />
    );
  return (
    <SettlementQuoteDraft
      title="Log a quote"
      start={{
        ...{ settlementId, rate: '', direction: 'INR_PER_USDT', spreadBasisPoints: 0 },
        ...{ feeMinor: '0', quotedBy: '', quoteExpiresAt: '' },
      }}
      {...about}
    />
  );
}

interface Words {
  readonly title: string;
  readonly note: string;
  readonly submit: string;
  readonly done: string;
  readonly isDanger?: true;
}

function wordsOf(step: SettlementStep, { settlement }: SettlementDetail): Words {
  const { network, address } = settlement;
  const amount = moneyText(settlement.amount);
  switch (step) {
    case 'approve':
      return {
        title: 'Approve it',
        note: `You agree that ${amount} goes to ${network} ${address}. The money stays held until it has arrived.`,
        ...{ submit: 'Approve', done: 'Approved.' },
      };
    case 'record':
      return {
        title: 'Record the transfer',
        note: `Write down the transfer of ${amount} that was made outside. One transfer settles once, for ever.`,
        ...{ submit: 'Record it', done: 'The transfer is recorded.' },
      };
    case 'complete':
      return {
        title: 'It has arrived',
        note: `${amount} leaves the wallet for good, and is booked.`,
        ...{ submit: 'Complete it', done: 'Completed and booked.' },
      };
    case 'reject':
      return {
        title: 'Reject it',
        note: `${amount} goes back into the wallet at once.`,
        ...{ submit: 'Reject', done: 'Rejected; the money is back in the wallet.', isDanger: true },
      };
    default:
      return {
        title: 'Withdraw it',
        note: `Nothing was sent: ${amount} goes back into the wallet at once.`,
        ...{
          submit: 'Withdraw',
          done: 'Withdrawn; the money is back in the wallet.',
          isDanger: true,
        },
      };
  }
}

interface TakingProps extends ActsProps {
  readonly step: SettlementStep;
  readonly onClose: () => void;
}

function Taking({ step, detail, path, onClose }: TakingProps) {
  const words = wordsOf(step, detail);
  const client = useQueryClient();
  const [texts, setTexts] = useState({ transfer: '', sentAt: '', reason: '' });
  const take = useAction(async () => {
    await ask(`${path}/${step}`, { method: 'POST', body: bodyOf(step, texts) });
    say(words.done);
    onClose();
    await client.invalidateQueries();
  });
  const field = (name: keyof typeof texts) => ({
    value: texts[name],
    onChange: (event: { readonly target: { readonly value: string } }) =>
      setTexts({ ...texts, [name]: event.target.value }),
    fault: take.faults[name],
  });
  return (
    <Dialog isOpen onClose={onClose} title={words.title} note={words.note}>
      <Form
        action={take}
        submit={words.submit}
        kind={words.isDanger === true ? 'danger' : 'primary'}
      >
        {step === 'record' && (
          <>
            <Field
              label={detail.settlement.network === 'BANK' ? 'UTR' : 'Transaction hash'}
              required
              {...field('transfer')}
            />
            <Field
              label="Sent at"
              hint="Empty: now. It was sent after the request, and before the quote ended."
              type="datetime-local"
              {...field('sentAt')}
            />
          </>
        )}
        {words.isDanger === true && (
          <Field
            label="Why"
            hint="The merchant reads it."
            required
            maxLength={200}
            {...field('reason')}
          />
        )}
      </Form>
    </Dialog>
  );
}

/** The reader's own time becomes an instant. */
function bodyOf(
  step: SettlementStep,
  {
    transfer,
    sentAt,
    reason,
  }: { readonly transfer: string; readonly sentAt: string; readonly reason: string },
) {
  if (step === 'record')
    return { transfer, ...(sentAt !== '' && { sentAt: new Date(sentAt).toISOString() }) };
  return reason === '' ? {} : { reason };
}
