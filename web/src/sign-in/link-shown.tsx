import type { LinkAnswer } from '../../../src/console/answers/people.ts';
import { Copied } from '../kit/copy.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { When } from '../kit/when.tsx';

/** A one-time link, shown this once to whoever made it. */
export function LinkShown({
  link,
  onClose,
}: {
  readonly link: LinkAnswer | null;
  readonly onClose: () => void;
}) {
  return (
    <Dialog
      isOpen={link !== null}
      onClose={onClose}
      title="Hand over this link"
      note="It is not shown again, and whoever opens it first is let in."
    >
      {link !== null && (
        <div className="stack">
          <Copied text={link.url} />
          <p className="small soft">
            For {link.email}, until <When at={link.expiresAt} />.
          </p>
        </div>
      )}
    </Dialog>
  );
}
