import type { ReactNode } from 'react';
import { firstLetter } from '../kit/first-letter.ts';
import './sign-in.css';

interface FrameProps {
  readonly brand: string;
  readonly title: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

/** One card in the middle of the page, as on every page before the sign-in. */
export function Frame({ brand, title, note, children }: FrameProps) {
  return (
    <main className="door">
      <div className="door-card">
        <p className="door-brand">
          <span aria-hidden>{firstLetter(brand)}</span>
          {brand}
        </p>
        <div className="panel">
          <div className="panel-body">
            <header className="door-head">
              <h1>{title}</h1>
              {note !== undefined && <p className="soft">{note}</p>}
            </header>
            {children}
          </div>
        </div>
      </div>
    </main>
  );
}

/** What was refused, where readers of screens hear it. */
export function Refused({ text }: { readonly text: string | null }) {
  return (
    <p className="fault small" role="alert" hidden={text === null}>
      {text}
    </p>
  );
}
