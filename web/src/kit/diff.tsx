import type { ReactNode } from 'react';
import './diff.css';

export interface Change {
  readonly name: string;
  /** Undefined: there was nothing, or there will be nothing. */
  readonly before: ReactNode;
  readonly after: ReactNode;
}

/** What a change would change, field by field. */
export function Diff({
  label,
  changes,
}: {
  readonly label: string;
  readonly changes: readonly Change[];
}) {
  return (
    <div className="list-scroll">
      <table className="plain diff" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Now</th>
            <th scope="col">Then</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ name, before, after }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{before === undefined ? <Nothing /> : <del>{before}</del>}</td>
              <td>{after === undefined ? <Nothing /> : <ins>{after}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Nothing() {
  return <span className="soft">none</span>;
}
