/** How far a settlement has come on its way to the merchant. */
import { Check } from 'lucide-react';
import css from './settlement-track.module.css';

interface TrackProps {
  readonly settlement: {
    readonly status: string;
    /** In which it arrives. */
    readonly currency: string;
  };
}

const ways: Readonly<Record<string, readonly string[]>> = {
  INR: ['requested', 'approved', 'sent', 'completed'],
  USDT: ['requested', 'approved', 'converted', 'sent', 'completed'],
};

/** Those that ended elsewhere have no way to show: their status says where. */
export function SettlementTrack({ settlement }: TrackProps) {
  const way = ways[settlement.currency] ?? [];
  const at = way.indexOf(settlement.status);
  if (at < 0) return null;
  return (
    <ol className={css['track']} aria-label="How far it has come">
      {way.map((step, nth) => (
        <li
          key={step}
          className={nth <= at ? css['passed'] : undefined}
          aria-current={nth === at ? 'step' : undefined}
        >
          <span className={css['mark']} aria-hidden>
            {nth <= at && <Check size={12} />}
          </span>
          {step.charAt(0).toUpperCase() + step.slice(1)}
        </li>
      ))}
    </ol>
  );
}
