import { useFilters } from '../app/filters.ts';
import './parts.css';

export interface Part {
  readonly id: string;
  readonly name: string;
}

/** The parts of a page of which one is shown; which one stands in the address. */
export function Parts({
  label,
  parts,
}: {
  readonly label: string;
  readonly parts: readonly Part[];
}) {
  const [filters, change] = useFilters();
  const shown = filters['part'] ?? parts[0]?.id;
  return (
    <nav className="parts" aria-label={label}>
      {parts.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          aria-current={id === shown ? 'page' : undefined}
          onClick={() => change({ part: id })}
        >
          {name}
        </button>
      ))}
    </nav>
  );
}
