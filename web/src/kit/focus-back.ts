import { useState } from 'react';

/**
 * For the content of a dialog: when it closes, the focus goes back to where it was. The library does so for a trigger of
 * its own alone, and none of ours has one. Looked at before anything of the dialog is drawn: a field in it may take the
 * focus as it appears.
 */
export function useFocusBack(isOpen: boolean) {
  const [before, setBefore] = useState<Element | null>(null);
  const [wasOpen, setWasOpen] = useState(false);
  if (isOpen !== wasOpen) {
    setWasOpen(isOpen);
    if (isOpen) setBefore(document.activeElement);
  }
  return {
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      if (before instanceof HTMLElement) before.focus();
    },
  };
}
