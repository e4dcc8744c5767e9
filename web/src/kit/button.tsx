import { LoaderCircle } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import './button.css';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` once on a page, `danger` for what cannot be taken back; default `plain`. */
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly icon?: ReactNode;
  readonly isBusy?: boolean;
}

export function Button({ kind = 'plain', icon, isBusy, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`button button-${kind} ${rest.className ?? ''}`}
      disabled={rest.disabled === true || isBusy === true}
      aria-busy={isBusy}
    >
      {isBusy === true ? <LoaderCircle className="spin" size={16} aria-hidden /> : icon}
      {children}
    </button>
  );
}
