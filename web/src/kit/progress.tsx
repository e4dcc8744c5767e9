import './progress.css';

interface ProgressProps {
  /** What is being done: `Proving the books`. */
  readonly label: string;
  readonly done: number;
  /** Undefined while nobody knows how much there is. */
  readonly total?: number | undefined;
}

/** How far long work has come. */
export function Progress({ label, done, total }: ProgressProps) {
  const isKnown = total !== undefined && total > 0;
  return (
    <div className="progress">
      <p className="row small">
        <span>{label}</span>
        <span className="soft number push">
          {isKnown ? `${String(done)} of ${String(total)}` : done > 0 ? String(done) : ''}
        </span>
      </p>
      <progress aria-label={label} {...(isKnown && { value: Math.min(done, total), max: total })} />
    </div>
  );
}
