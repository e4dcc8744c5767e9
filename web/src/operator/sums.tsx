/** How an amount comes about, line by line, and what that did to the accounts. */
import type { AccountBalance, SumLine } from '../../../src/console/answers/payment.ts';
import { accountName } from '../kit/account-name.ts';
import { Badge } from '../kit/badge.tsx';
import { Amount } from '../kit/money.tsx';
import { Panel } from '../kit/panel.tsx';
import css from './payment.module.css';

export function SumsPanel({ lines }: { readonly lines: readonly SumLine[] }) {
  return (
    <Panel title="How the sums come about">
      <dl className={css['sums']}>
        {lines.map(({ label, amount, how, isTotal }) => (
          <div key={label} className={isTotal ? css['total'] : undefined}>
            <dt>
              {label}
              {how !== null && <span className="soft small">{how}</span>}
            </dt>
            <dd>
              <Amount money={amount} strong={isTotal} />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

interface BalancesProps {
  readonly rows: readonly AccountBalance[];
  readonly isBalanced: boolean;
}

export function BalancesPanel({ rows, isBalanced }: BalancesProps) {
  return (
    <Panel
      title="What it did to the accounts"
      note="All that is booked; holds move nothing."
      actions={
        <Badge tone={isBalanced ? 'good' : 'bad'}>
          {isBalanced ? 'Comes to zero' : 'Does not balance'}
        </Badge>
      }
    >
      {rows.length === 0 ? (
        <p className="soft">Nothing is booked yet.</p>
      ) : (
        <dl className={css['sums']}>
          {rows.map(({ account, change }) => (
            <div key={`${account} ${change.currency}`}>
              <dt>{accountName(account)}</dt>
              <dd>
                <Amount money={change} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
