import { useNavigate, useSearch } from '@tanstack/react-router';

export type Filters = Readonly<Record<string, string | undefined>>;

/** What narrows the page, as it stands in the address, and how to change it; an empty value takes a filter away. */
export function useFilters(): readonly [Filters, (change: Filters) => void] {
  const filters: Filters = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (some: Filters) => {
    void navigate({
      to: '.',
      search: (before: Filters) => ({ ...before, ...some }),
      replace: true,
    });
  };
  return [filters, change];
}

/** As the query of an address; fields without a value are left out. */
export function queryText(filters: Filters): string {
  const given = Object.entries(filters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  return new URLSearchParams(given).toString();
}
