/** Says in front of the page that nobody is signed in any more, and leads to the sign-in and back. */
import { useEffect, useRef, useState } from 'react';
import { onSessionEnded } from '../app/api.ts';
import { basePath } from '../app/site.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';

export function SessionEnded() {
  const [isOpen, setOpen] = useState(false);
  /** Where it was closed, to copy something perhaps: a page that asks again every few seconds does not bring it back. */
  const closedAt = useRef<string | null>(null);
  useEffect(() => {
    onSessionEnded((isChange) => {
      if (isChange || closedAt.current !== location.pathname) setOpen(true);
    });
  }, []);
  const close = () => {
    closedAt.current = location.pathname;
    setOpen(false);
  };
  const signIn = () => {
    const next = encodeURIComponent(location.pathname + location.search);
    // A new document: nothing of whoever was signed in stays in memory.
    location.assign(`${basePath}/sign-in?next=${next}`);
  };
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title="Your session has ended"
      note="Sign in again, and you come back to this page. What is typed here and was not sent is gone then."
    >
      <div className="row">
        <Button kind="primary" onClick={signIn}>
          Sign in
        </Button>
      </div>
    </Dialog>
  );
}
