/** Goes to a page by a few letters of its name. */
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { maySee, pages } from './pages.ts';
import { useSession } from './session.ts';
import './palette.css';

export function Palette({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const { permissions } = useSession();
  const reachable = pages.filter((page) => page.nav !== undefined && maySee(page, permissions));
  const go = (path: string) => {
    onClose();
    void navigate({ to: path });
  };
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="dialog-shade" />
        <Dialog.Content className="palette" aria-describedby={undefined}>
          <Dialog.Title className="unseen">Go to a page</Dialog.Title>
          <Command label="Go to a page">
            <Command.Input placeholder="Go to…" />
            <Command.List>
              <Command.Empty>No page has such a name.</Command.Empty>
              {reachable.map((page) => (
                <Command.Item key={page.path} onSelect={() => go(page.path)}>
                  {page.title}
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
