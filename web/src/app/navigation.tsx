/** The way to the pages: a column at the left, and on a telephone a drawer that holds the focus while it is open. */
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { firstLetter } from '../kit/first-letter.ts';
import { useFocusBack } from '../kit/focus-back.ts';
import { maySee, pages } from './pages.ts';
import type { Page } from './page.ts';
import { useSession } from './session.ts';
import './navigation.css';

export function Brand() {
  const { brand, merchant } = useSession();
  return (
    <p className="brand">
      <span aria-hidden>{firstLetter(brand)}</span>
      <b>{merchant?.name ?? brand}</b>
    </p>
  );
}

export function Navigation({ onGo }: { readonly onGo?: () => void }) {
  const { permissions } = useSession();
  const groups = Map.groupBy(
    pages.filter((page) => page.nav !== undefined && maySee(page, permissions)),
    (page) => page.nav?.group ?? '',
  );
  return (
    <nav aria-label="Pages">
      {[...groups].map(([group, members]) => (
        <div key={group} className="nav-group">
          {group !== '' && <p>{group}</p>}
          {members.map((page) => (
            <NavLink key={page.path} page={page} {...(onGo && { onGo })} />
          ))}
        </div>
      ))}
    </nav>
  );
}

function NavLink({ page, onGo }: { readonly page: Page; readonly onGo?: () => void }) {
  const Icon = page.nav?.icon;
  return (
    <Link to={page.path} onClick={() => onGo?.()} activeOptions={{ includeSearch: false }}>
      {Icon !== undefined && <Icon size={16} aria-hidden />}
      {page.title}
    </Link>
  );
}

export function NavigationDrawer({
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
        <Dialog.Content className="drawer" aria-describedby={undefined} {...focus}>
          <header className="drawer-head">
            <Dialog.Title className="unseen">Pages</Dialog.Title>
            <Brand />
            <Dialog.Close className="button button-quiet" aria-label="Close">
              <X size={18} aria-hidden />
            </Dialog.Close>
          </header>
          <Navigation onGo={onClose} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
