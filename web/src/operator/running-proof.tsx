/** What a journal did to each account that it touches, and that all of it together comes to nothing. */
import type { TouchedLine } from '../../../src/console/answers/payment.ts';
import { accountName } from '../kit/account-name.ts';
import { Badge } from '../kit/badge.tsx';
import { Amount } from '../kit/money.tsx';
import css from './running-proof.module.css';

export function RunningProof({ touched }: { readonly touched: readonly TouchedLine[] }) {
  const lines = touched.map((line) => ({ ...line, change: changeOf(line) }));
  const sums = Object.entries(Object.groupBy(lines, ({ change }) => change.currency)).map(
    ([currency, its = []]) => ({
      currency,
      minor: its.reduce((sum, { change }) => sum + BigInt(change.minor), 0n).toString(),
    }),
  );
  return (
    <div className="list-scroll" role="region" aria-label="Before and after" tabIndex={0}>
      <table className={`plain ${css['proof'] ?? ''}`}>
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col" className="list-end">
              Change
            </th>
            <th scope="col" className="list-end">
              Before, and after
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ account, before, change, after }) => (
            <tr key={account}>
              <th scope="row" className="row-head">
                {accountName(account)}
              </th>
              <td className="list-end">
                <Amount money={change} strong />
              </td>
              <td className="list-end">
                <p className="soft">
                  <Amount money={before} />
                </p>
                <Amount money={after} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {sums.map((sum) => (
            <tr key={sum.currency}>
              <th scope="row" className="row-head">
                Together
              </th>
              <td className="list-end">
                <Amount money={sum} strong />
              </td>
              <td className="list-end">
                <Badge tone={sum.minor === '0' ? 'good' : 'bad'}>
                  {sum.minor === '0' ? 'Nothing' : 'Not nothing'}
                </Badge>
              </td>
            </tr>
          ))}
        </tfoot>
      </table>
    </div>
  );
}

function changeOf({ before, after }: TouchedLine) {
  return {
    minor: (BigInt(after.minor) - BigInt(before.minor)).toString(),
    currency: after.currency,
  };
}
