/** Goes to a page by a few letters of its name, or to a payment by its number. */
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { useFocusBack } from '../kit/focus-back.ts';
import type { Page } from './page.ts';
import { maySee, pages } from './pages.ts';
import { useSession } from './session.ts';
import { audience } from './site.ts';
import './palette.css';

export function Palette({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const focus = useFocusBack(isOpen);
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="dialog-shade" />
        <Dialog.Content className="palette" aria-describedby={undefined} {...focus}>
          <Dialog.Title className="unseen">Go to a page or a payment</Dialog.Title>
          <Choices onClose={onClose} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Choices({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const navigate = useNavigate();
  const { permissions } = useSession();
  const seen = pages.filter((page) => maySee(page, permissions));
  const payments = seen.find(({ path }) => path === '/payments');
  const go = (to: string, search: Record<string, string> = {}) => {
    onClose();
    void navigate({ to, search });
  };
  return (
    <Command label="Go to a page or a payment" loop>
      <Command.Input
        placeholder={payments === undefined ? 'Go to…' : 'A page, or the number of a payment…'}
        value={text}
        onValueChange={setText}
      />
      <Command.List>
        <Command.Empty>No page has such a name.</Command.Empty>
        {seen.filter(isInNavigation).map((page) => (
          <Choice key={page.path} page={page} onSelect={() => go(page.path)} />
        ))}
        {payments !== undefined && text.trim() !== '' && (
          <Command.Item
            forceMount
            value={`payment ${text}`}
            onSelect={() => go(payments.path, { [searchParam]: text.trim() })}
          >
            <Search size={16} aria-hidden />
            <span>
              Payments with <b>{text.trim()}</b>
            </span>
          </Command.Item>
        )}
      </Command.List>
    </Command>
  );
}

/** What the list of payments calls a search in its address. */
const searchParam = audience === 'operator' ? 'q' : 'search';

function isInNavigation(page: Page): boolean {
  return page.nav !== undefined;
}

function Choice({ page, onSelect }: { readonly page: Page; readonly onSelect: () => void }) {
  const Icon = page.nav?.icon;
  return (
    <Command.Item value={page.title} onSelect={onSelect}>
      {Icon !== undefined && <Icon size={16} aria-hidden />}
      {page.title}
      {page.nav?.group !== '' && <span className="soft small push">{page.nav?.group}</span>}
    </Command.Item>
  );
}
