import { Dialog as Radix } from 'radix-ui';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFocusBack } from './focus-back.ts';
import './dialog.css';

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

/** A question in front of the page; Escape and the cross leave it, and the focus goes back to where it was. */
export function Dialog({ isOpen, onClose, title, note, children }: DialogProps) {
  const focus = useFocusBack(isOpen);
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-shade" />
        <Radix.Content
          className="dialog"
          {...focus}
          {...(note === undefined && { 'aria-describedby': undefined })}
        >
          <div className="dialog-head">
            <Radix.Title className="dialog-title">{title}</Radix.Title>
            <Radix.Close className="button button-quiet" aria-label="Close">
              <X size={18} aria-hidden />
            </Radix.Close>
          </div>
          {note !== undefined && <Radix.Description className="soft">{note}</Radix.Description>}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
