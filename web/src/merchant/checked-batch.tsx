/** A file that was checked: totals, every row with what is wrong or odd about it, and the one button that pays. */
import { useState } from 'react';
import type { CheckedBatchAnswer, CheckedRowAnswer } from '../../../src/console/answers/payouts.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { CheckField } from '../kit/field.tsx';
import { csvOf, saveFile } from '../kit/csv.ts';
import { Amount, moneyText } from '../kit/money.tsx';
import { Figure, Panel } from '../kit/panel.tsx';
import styles from './new-batch.module.css';

interface CheckedBatchProps {
  readonly checked: CheckedBatchAnswer;
  readonly isBusy: boolean;
  readonly fault: string | undefined;
  readonly onConfirm: () => void;
}

export function CheckedBatch({ checked, isBusy, fault, onConfirm }: CheckedBatchProps) {
  const { rows, goodRows, badRows, totals } = checked;
  const [knows, setKnows] = useState(false);
  const isCovered = totals.every((total) => total.isCovered);
  return (
    <>
      <div className="grid">
        <Figure name="Can be paid" value={goodRows} note={`of ${String(rows.length)} rows`} />
        {totals.map(({ amount, charges, total, isCovered: covered }) => (
          <Figure
            key={total.currency}
            name={`Leaves the wallet, ${total.currency}`}
            value={<Amount money={total} />}
            note={
              <>
                <Amount money={amount} /> and <Amount money={charges} /> fees with GST
                {!covered && <span className="fault"> — the wallet does not cover this</span>}
              </>
            }
          />
        ))}
        {badRows > 0 && <Figure name="Left out" value={badRows} note="rows with something wrong" />}
      </div>
      <Rows rows={rows} />
      <Panel title="Confirm">
        <div className="stack">
          {badRows > 0 && goodRows > 0 && (
            <CheckField
              label={`Pay the ${String(goodRows)} good rows and leave out ${String(badRows)}`}
              checked={knows}
              onChange={(event) => setKnows(event.target.checked)}
            />
          )}
          {goodRows === 0 && <p className="fault">No row of this file can be paid.</p>}
          {fault !== undefined && (
            <p className="fault" role="alert">
              {fault}
            </p>
          )}
          <div>
            <Button
              kind="primary"
              isBusy={isBusy}
              disabled={goodRows === 0 || !isCovered || (badRows > 0 && !knows)}
              onClick={onConfirm}
            >
              Pay {totals.map(({ amount }) => moneyText(amount)).join(' and ')} to {goodRows}
            </Button>
          </div>
        </div>
      </Panel>
    </>
  );
}

function Rows({ rows }: { readonly rows: readonly CheckedRowAnswer[] }) {
  const [onlyOdd, setOnlyOdd] = useState(false);
  const isOdd = ({ faults, marks }: CheckedRowAnswer) => faults.length + marks.length > 0;
  const odd = rows.filter(isOdd);
  const shown = onlyOdd ? odd : rows;
  const saveOdd = () => {
    const told = odd.map(({ line, faults, marks }) => [
      String(line),
      [...faults, ...marks].join(' '),
    ]);
    saveFile('rows-to-look-at.csv', csvOf([['line', 'what'], ...told]));
  };
  return (
    <Panel
      title="Rows"
      flush
      actions={
        odd.length > 0 && (
          <>
            <CheckField
              label={`Only the ${String(odd.length)} to look at`}
              checked={onlyOdd}
              onChange={(event) => setOnlyOdd(event.target.checked)}
            />
            <Button kind="quiet" onClick={saveOdd}>
              As CSV
            </Button>
          </>
        )
      }
    >
      <div className={styles['scroll']} tabIndex={0} role="region" aria-label="Rows of the file">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Beneficiary</th>
              <th scope="col" className="list-end">
                Amount
              </th>
              <th scope="col">Checked</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Row key={row.line} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Row({ row }: { readonly row: CheckedRowAnswer }) {
  const { line, name, to, amount, faults, marks } = row;
  return (
    <tr className={faults.length > 0 ? styles['bad'] : undefined}>
      <td className="number">{line}</td>
      <td>
        {name}
        <br />
        <span className="soft small number">{to}</span>
      </td>
      <td className="list-end number">
        {typeof amount === 'string' ? amount : <Amount money={amount} />}
      </td>
      <td>
        {faults.length + marks.length === 0 ? (
          <Badge tone="good">Good</Badge>
        ) : (
          <ul className={styles['told']}>
            {faults.map((fault) => (
              <li key={fault} className={styles['fault']}>
                {fault}
              </li>
            ))}
            {marks.map((mark) => (
              <li key={mark} className={styles['mark']}>
                {mark}
              </li>
            ))}
          </ul>
        )}
      </td>
    </tr>
  );
}
