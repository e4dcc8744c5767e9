import type { ReactNode } from 'react';
import type { Tone } from './badge.tsx';
import './panel.css';

interface PanelProps {
  readonly title?: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  /** Rows and tables reach to its edges. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A titled part of a page. */
export function Panel({ title, note, actions, flush, children }: PanelProps) {
  return (
    <section className="panel">
      {(title !== undefined || actions !== undefined) && (
        <header className="panel-head">
          <div>
            {title !== undefined && <h2>{title}</h2>}
            {note !== undefined && <p className="soft small">{note}</p>}
          </div>
          {actions !== undefined && <div className="row push">{actions}</div>}
        </header>
      )}
      <div className={flush === true ? undefined : 'panel-body'}>{children}</div>
    </section>
  );
}

/** One figure with its name, and what it means. */
export function Figure(props: {
  readonly name: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  /** Draws the eye to a figure that somebody should look into. */
  readonly tone?: Tone | undefined;
}) {
  return (
    <div className={`panel figure figure-${props.tone ?? 'plain'}`}>
      <p className="soft small">{props.name}</p>
      <p className="figure-value number">{props.value}</p>
      {props.note !== undefined && <p className="soft small">{props.note}</p>}
    </div>
  );
}

/** Names on the left, values on the right. */
export function Facts({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function PageHead(props: {
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <header className="page-head">
      <div>
        <h1>{props.title}</h1>
        {props.note !== undefined && <p className="soft">{props.note}</p>}
      </div>
      {props.actions !== undefined && <div className="row push">{props.actions}</div>}
    </header>
  );
}
