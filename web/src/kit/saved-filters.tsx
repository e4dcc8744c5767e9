/** Filters that the reader keeps under a name. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Bookmark, X } from 'lucide-react';
import { useState, type SyntheticEvent } from 'react';
import type { SavedFilter } from '../../../src/console/answers/saved-filters.ts';
import { ApiRefusal, ask } from '../app/api.ts';
import { queryText, type Filters } from '../app/filters.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { say } from './toast.tsx';
import './saved-filters.css';

interface SavedFiltersProps {
  /** The list: `payments`, which stands at `/payments`. */
  readonly page: string;
  /** As they stand in the address of the page. */
  readonly filters: Filters;
}

export function SavedFilters({ page, filters }: SavedFiltersProps) {
  const query = sortedText(filters);
  const path = `/saved-filters/${page}`;
  const { data: kept = [] } = useQuery({
    queryKey: [path],
    queryFn: () => ask<readonly SavedFilter[]>(path),
  });
  const [isNaming, setNaming] = useState(false);
  const isKept = kept.some((one) => one.query === query);
  if (kept.length === 0 && query === '') return null;
  return (
    <div className="kept-filters">
      {kept.length > 0 && <span className="soft small">Kept filters</span>}
      {kept.map((one) => (
        <Kept key={one.filterId} {...{ page, path, kept: one }} isHere={one.query === query} />
      ))}
      {query !== '' && !isKept && (
        <Button
          kind="quiet"
          icon={<Bookmark size={15} aria-hidden />}
          onClick={() => setNaming(true)}
        >
          Keep this filter
        </Button>
      )}
      {isNaming && <Naming {...{ path, query }} onClose={() => setNaming(false)} />}
    </div>
  );
}

/** The same filters are the same text, in whichever order they were set. */
function sortedText(filters: Filters): string {
  return queryText(
    Object.fromEntries(Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1))),
  );
}

interface KeptProps {
  readonly page: string;
  readonly path: string;
  readonly kept: SavedFilter;
  readonly isHere: boolean;
}

function Kept({ page, path, kept, isHere }: KeptProps) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => ask(`${path}/${kept.filterId}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: [path] }),
    onError: (error) => say(error.message, 'bad'),
  });
  return (
    <span className="kept-filter">
      <button
        type="button"
        aria-pressed={isHere}
        onClick={() =>
          void navigate({
            to: `/${page}`,
            search: Object.fromEntries(new URLSearchParams(kept.query)),
          })
        }
      >
        {kept.name}
      </button>
      <button
        type="button"
        aria-label={`Forget the filter ${kept.name}`}
        onClick={() => remove.mutate()}
      >
        <X size={13} aria-hidden />
      </button>
    </span>
  );
}

interface NamingProps {
  readonly path: string;
  readonly query: string;
  readonly onClose: () => void;
}

function Naming({ path, query, onClose }: NamingProps) {
  const [name, setName] = useState('');
  const client = useQueryClient();
  const keep = useMutation({
    mutationFn: () =>
      ask<SavedFilter>(path, { method: 'POST', body: { name: name.trim(), query } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [path] });
      onClose();
    },
  });
  const refusal = keep.error instanceof ApiRefusal ? keep.error : undefined;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    keep.mutate();
  };
  return (
    <Dialog isOpen onClose={onClose} title="Keep this filter" note="Only you see it.">
      <form className="stack" onSubmit={submit}>
        <Field
          label="Name"
          value={name}
          required
          maxLength={60}
          autoFocus
          onChange={(event) => setName(event.target.value)}
          fault={refusal && (refusal.fields['name'] ?? refusal.message)}
        />
        <div className="row">
          <Button type="submit" kind="primary" isBusy={keep.isPending}>
            Keep
          </Button>
          <Button onClick={onClose}>Leave</Button>
        </div>
      </form>
    </Dialog>
  );
}
