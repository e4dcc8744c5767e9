import type { DifferenceRow } from '../../../../src/console/answers/drafts.ts';
import '../merchant/merchant.css';

interface DifferenceProps {
  readonly rows: readonly DifferenceRow[];
  readonly label?: string;
}

/** Both sides of a change; what differs is marked by more than its colour. */
export function Difference({ rows, label = 'What changes' }: DifferenceProps) {
  return (
    <table className="difference" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Now</th>
          <th scope="col">Then</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, from, to, isChanged }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{isChanged && from !== null ? <del>{from}</del> : (from ?? '—')}</td>
            <td>{isChanged && to !== null ? <ins>{to}</ins> : (to ?? '—')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
