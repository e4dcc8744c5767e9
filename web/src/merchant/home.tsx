/** What the wallets hold, what moved today, and what waits for somebody. */
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import type { HomeAnswer } from '../../../src/console/answers/wallet.ts';
import { ask } from '../app/api.ts';
import { useMay } from '../app/session.ts';
import { Status } from '../kit/badge.tsx';
import { Amount } from '../kit/money.tsx';
import { Figure, PageHead, Panel } from '../kit/panel.tsx';
import { Empty, Fault, Waiting } from '../kit/state.tsx';
import { When } from '../kit/when.tsx';
import { choresOf } from './chores.ts';
import { kindText } from './payment-columns.tsx';
import styles from './home.module.css';

export default function Home() {
  const found = useQuery({
    queryKey: ['home'],
    queryFn: () => ask<HomeAnswer>('/home'),
    refetchInterval: 10_000,
  });
  const mayPay = useMay('payouts.create');
  return (
    <>
      <PageHead
        title="Home"
        actions={
          mayPay && (
            <>
              <Link to="/batches/new" className="button button-plain">
                Pay from a file
              </Link>
              <Link to="/pay" className="button button-primary">
                New payout
              </Link>
            </>
          )
        }
      />
      {found.error !== null && found.data === undefined ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        <Waiting rows={6} />
      ) : (
        <Content home={found.data} />
      )}
    </>
  );
}

function Content({ home }: { readonly home: HomeAnswer }) {
  return (
    <div className="stack">
      <div className="grid">
        {home.balances.map(({ available, held }) => (
          <Figure
            key={available.currency}
            name={`Available in ${available.currency}`}
            value={<Amount money={available} />}
            note={
              <>
                <Amount money={held} /> held for payments under way
              </>
            }
          />
        ))}
        {home.today.map((flow) => (
          <Figure
            key={`in ${flow.in.currency}`}
            name={`In today, ${flow.in.currency}`}
            value={<Amount money={flow.in} />}
            note={`${flow.inCount} paid by customers`}
          />
        ))}
        {home.today.map((flow) => (
          <Figure
            key={`out ${flow.out.currency}`}
            name={`Out today, ${flow.out.currency}`}
            value={<Amount money={flow.out} />}
            note={`${flow.outCount} ${flow.outCount === '1' ? 'payout' : 'payouts'}, without fees`}
          />
        ))}
      </div>
      <div className={styles['columns']}>
        <LastPayments last={home.last} />
        <Chores {...home} />
      </div>
    </div>
  );
}

function Chores({ chores, since }: Pick<HomeAnswer, 'chores' | 'since'>) {
  const waiting = choresOf({ chores, since });
  return (
    <Panel title="Needs doing">
      {waiting.length === 0 ? (
        <p className="soft">Nothing waits for you.</p>
      ) : (
        <ul className={styles['chores']}>
          {waiting.map(({ text, to }) => (
            <li key={text}>
              <Link to={to}>{text}</Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function LastPayments({ last }: Pick<HomeAnswer, 'last'>) {
  return (
    <Panel title="Last payments" flush actions={<Link to="/payments">All payments</Link>}>
      {last.length === 0 ? (
        <Empty title="No payment yet">The first one will stand here.</Empty>
      ) : (
        <ul className={styles['payments']}>
          {last.map((payment) => (
            <li key={payment.paymentId}>
              <Link to="/payments/$paymentId" params={{ paymentId: payment.paymentId }}>
                <span className={styles['who']}>
                  {payment.party === '' ? kindText(payment) : payment.party}
                  <span className="soft small">
                    {kindText(payment)}, <When at={payment.createdAt} />
                  </span>
                </span>
                <Status of={payment.status} />
                <Amount money={payment.amount} />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
