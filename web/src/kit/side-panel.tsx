import { Dialog as Radix } from 'radix-ui';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DialogProps } from './dialog.tsx';
import './side-panel.css';

interface SidePanelProps extends DialogProps {
  /** Buttons that stay at the foot while the content scrolls. */
  readonly actions?: ReactNode;
}

/** More about one thing beside the list it stands in; over the whole width on a telephone. */
export function SidePanel({ isOpen, onClose, title, note, actions, children }: SidePanelProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-shade" />
        <Radix.Content
          className="side-panel"
          {...(note === undefined && { 'aria-describedby': undefined })}
        >
          <header className="side-panel-head">
            <div>
              <Radix.Title className="dialog-title">{title}</Radix.Title>
              {note !== undefined && (
                <Radix.Description className="soft small">{note}</Radix.Description>
              )}
            </div>
            <Radix.Close className="button button-quiet" aria-label="Close">
              <X size={18} aria-hidden />
            </Radix.Close>
          </header>
          <div className="side-panel-body">{children}</div>
          {actions !== undefined && <footer className="side-panel-foot row">{actions}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
