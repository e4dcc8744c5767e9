import type { ReactNode } from 'react';
import type { Action } from './use-action.ts';
import { Button } from './button.tsx';
import './form.css';

interface FormProps {
  readonly action: Action<[]>;
  readonly submit: string;
  readonly kind?: 'primary' | 'danger';
  readonly children: ReactNode;
}

/** Fields one below the other, what was refused as a whole, and the one thing to do. */
export function Form({ action, submit, kind = 'primary', children }: FormProps) {
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        action.run();
      }}
    >
      {children}
      <p className="fault small" role="alert" hidden={action.fault === null}>
        {action.fault}
      </p>
      <div className="row">
        <Button kind={kind} type="submit" isBusy={action.isBusy}>
          {submit}
        </Button>
      </div>
    </form>
  );
}
