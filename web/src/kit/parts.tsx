import { useEffect, useRef } from 'react';
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
  const nav = useRef<HTMLElement>(null);
  // On a telephone the row is wider than the page. Only the row is moved.
  useEffect(() => {
    const row = nav.current;
    const chosen = row?.querySelector<HTMLElement>('[aria-current]');
    if (row && chosen) row.scrollLeft = chosen.offsetLeft - row.offsetLeft - chosen.offsetWidth / 2;
  }, [shown]);
  return (
    <nav ref={nav} className="parts" aria-label={label}>
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
