/** One payout by hand: judged and priced while it is written, and sent once, however often the button is pressed. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type {
  OrderedPayoutAnswer,
  PayoutForm,
  PayoutMeansAnswer,
  PayoutQuoteAnswer,
} from '../../../src/console/answers/payouts.ts';
import { ApiRefusal, ask } from '../app/api.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Amount, moneyText } from '../kit/money.tsx';
import { Facts, PageHead, Panel } from '../kit/panel.tsx';
import { Fault, Waiting } from '../kit/state.tsx';
import { say } from '../kit/toast.tsx';
import { forgetFormKey, formKey } from './form-key.ts';
import { PayoutFields } from './payout-fields.tsx';
import { useSettled } from './use-settled.ts';
import styles from './payment.module.css';

const nothing: PayoutForm = {
  ...{ name: '', accountNumber: '', ifsc: '', vpa: '', mobile: '' },
  ...{ amount: '', reference: '' },
};

export default function NewPayout() {
  const means = useQuery({
    queryKey: ['payout means'],
    queryFn: () => ask<PayoutMeansAnswer>('/payouts/means'),
  });
  return (
    <>
      <PageHead
        title="New payout"
        note="From your wallet to a bank account, a UPI address or a mobile number."
        actions={
          <Link to="/batches/new" className="button button-plain">
            Pay from a file
          </Link>
        }
      />
      {means.data === undefined ? (
        means.error === null ? (
          <Waiting rows={6} />
        ) : (
          <Fault error={means.error} onRetry={() => void means.refetch()} />
        )
      ) : (
        <PayoutDesk means={means.data} />
      )}
    </>
  );
}

function PayoutDesk({ means }: { readonly means: PayoutMeansAnswer }) {
  const [form, setForm] = useState(nothing);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [isConfirming, setConfirming] = useState(false);
  const { quote, order } = usePayout(form);
  const told = order.error instanceof ApiRefusal ? order.error.fields : {};
  const faults = { ...quote?.faults, ...told };
  const shown = Object.fromEntries(
    Object.entries(faults).filter(([field]) => touched.has(field) || field in told),
  );
  const price = quote?.quote ?? null;
  return (
    <div className={styles['columns']}>
      <Panel title="Who is paid">
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            setTouched(new Set(Object.keys(form)));
            if (price !== null) setConfirming(true);
          }}
        >
          <PayoutFields
            {...{ form, means: means.means, faults: shown }}
            onChange={(change) => setForm({ ...form, ...change })}
            onLeave={(field) => setTouched(new Set([...touched, field]))}
          />
          <div>
            <Button type="submit" kind="primary" disabled={price === null}>
              Continue
            </Button>
          </div>
        </form>
      </Panel>
      <Price quote={price} available={means.available} />
      {price !== null && (
        <Confirmation
          {...{ form, price, isOpen: isConfirming, isBusy: order.isPending }}
          fault={order.error?.message}
          onClose={() => setConfirming(false)}
          onConfirm={() => order.mutate()}
        />
      )}
    </div>
  );
}

/** What the form would cost, a moment after the last letter, and the way to send it. */
function usePayout(form: PayoutForm) {
  const navigate = useNavigate();
  const settled = useSettled(form, 250);
  const asked = useQuery({
    queryKey: ['payout quote', settled],
    queryFn: () => ask<PayoutQuoteAnswer>('/payouts/quote', { method: 'POST', body: settled }),
    placeholderData: (before) => before,
  });
  const order = useMutation({
    mutationFn: () =>
      ask<OrderedPayoutAnswer>('/payouts', {
        method: 'POST',
        body: { ...form, formKey: formKey('payout') },
      }),
    onSuccess: ({ paymentId, transactionNumber, isRepeat }) => {
      forgetFormKey('payout');
      say(
        isRepeat ? `${transactionNumber} was ordered before` : `${transactionNumber} is on its way`,
      );
      void navigate({ to: '/payments/$paymentId', params: { paymentId } });
    },
  });
  // A price of other letters than those that stand there is no price.
  const isCurrent = settled === form && !asked.isPlaceholderData;
  return { quote: isCurrent ? asked.data : asked.data && { ...asked.data, quote: null }, order };
}

function Price({
  quote,
  available,
}: {
  readonly quote: PayoutQuoteAnswer['quote'];
  readonly available: PayoutMeansAnswer['available'];
}) {
  return (
    <Panel title="What it costs">
      {quote === null ? (
        <p className="soft">Fee and GST are shown here before anything is sent.</p>
      ) : (
        <PriceFacts quote={quote} />
      )}
      <hr className="rule" />
      <Facts
        rows={available.map((money) => [
          `Available, ${money.currency}`,
          <Amount key={money.currency} money={money} />,
        ])}
      />
    </Panel>
  );
}

function PriceFacts({ quote }: { readonly quote: NonNullable<PayoutQuoteAnswer['quote']> }) {
  return (
    <>
      <Facts
        rows={[
          ['Beneficiary gets', <Amount key="amount" money={quote.amount} />],
          ['Fee', <Amount key="fee" money={quote.fee} />],
          ['GST on the fee', <Amount key="gst" money={quote.gst} />],
          ['Leaves your wallet', <Amount key="total" money={quote.total} strong />],
        ]}
      />
      {!quote.isCovered && <p className="fault">The wallet does not cover this.</p>}
      {quote.marks.map((mark) => (
        <p key={mark} className={styles['mark']}>
          {mark}
        </p>
      ))}
    </>
  );
}

interface ConfirmationProps {
  readonly form: PayoutForm;
  readonly price: NonNullable<PayoutQuoteAnswer['quote']>;
  readonly isOpen: boolean;
  readonly isBusy: boolean;
  readonly fault: string | undefined;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

function Confirmation({ form, price, isOpen, isBusy, fault, ...act }: ConfirmationProps) {
  const to = [form.ifsc.toUpperCase(), form.accountNumber, form.vpa, form.mobile]
    .filter((part) => part !== '')
    .join(' ');
  return (
    <Dialog
      isOpen={isOpen}
      onClose={act.onClose}
      title={`Pay ${moneyText(price.amount)}?`}
      note={`To ${form.name === '' ? to : `${form.name}, ${to}`}. It cannot be called back once a bank has it.`}
    >
      <PriceFacts quote={price} />
      {fault !== undefined && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      <div className="row">
        <Button kind="primary" isBusy={isBusy} onClick={act.onConfirm}>
          Pay {moneyText(price.amount)}
        </Button>
        <Button onClick={act.onClose}>Back</Button>
      </div>
    </Dialog>
  );
}
