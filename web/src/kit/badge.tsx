import type { ReactNode } from 'react';
import './badge.css';

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'plain';

/** A word that says a state; the tone repeats what the word says, and never says it alone. */
export function Badge({
  tone = 'plain',
  children,
}: {
  readonly tone?: Tone;
  readonly children: ReactNode;
}) {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}

const tones: Readonly<Record<string, Tone>> = {
  succeeded: 'good',
  completed: 'good',
  delivered: 'good',
  active: 'good',
  arrived: 'good',
  booked: 'good',
  failed: 'bad',
  rejected: 'bad',
  dead: 'bad',
  disabled: 'bad',
  reversed: 'warn',
  unknown: 'warn',
  late: 'warn',
  expired: 'warn',
  held: 'warn',
  cancelled: 'warn',
  voided: 'warn',
  stopped: 'warn',
  returned: 'warn',
  pending: 'info',
  processing: 'info',
  created: 'info',
  requested: 'info',
  converted: 'info',
  sent: 'info',
};

/** `payout_pending` is shown as "Payout pending". */
export function Status({ of }: { readonly of: string }) {
  const words = of.replaceAll('_', ' ');
  return (
    <Badge tone={tones[of] ?? 'plain'}>{words.charAt(0).toUpperCase() + words.slice(1)}</Badge>
  );
}
