/** Filters that the reader keeps under a name. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Bookmark, X } from 'lucide-react';
import { useState, type SyntheticEvent } from 'react';
import type { SavedFilter } from '../../../src/console/answers/payments.ts';
import { ApiRefusal, ask } from '../app/api.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import { say } from '../kit/toast.tsx';
import css from './payments.module.css';

const path = '/saved-filters/payments';

/** `query`: what is filtered for now, as the query of the address; empty: nothing. */
export function SavedFilters({ query }: { readonly query: string }) {
  const { data: kept = [] } = useQuery({
    queryKey: [path],
    queryFn: () => ask<readonly SavedFilter[]>(path),
  });
  const [isNaming, setNaming] = useState(false);
  const isKept = kept.some((one) => one.query === query);
  if (kept.length === 0 && query === '') return null;
  return (
    <div className={css['kept']}>
      {kept.length > 0 && <span className="soft small">Kept filters</span>}
      {kept.map((one) => (
        <Kept key={one.filterId} kept={one} isHere={one.query === query} />
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
      {isNaming && <Naming query={query} onClose={() => setNaming(false)} />}
    </div>
  );
}

function Kept({ kept, isHere }: { readonly kept: SavedFilter; readonly isHere: boolean }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => ask(`${path}/${kept.filterId}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: [path] }),
    onError: (error) => say(error.message, 'bad'),
  });
  return (
    <span className={css['chip']}>
      <button
        type="button"
        aria-pressed={isHere}
        onClick={() =>
          void navigate({
            to: '/payments',
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

function Naming({ query, onClose }: { readonly query: string; readonly onClose: () => void }) {
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
