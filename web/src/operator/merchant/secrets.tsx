import type { IssuedAnswer } from '../../../../src/console/answers/merchants.ts';
import { Button } from '../../kit/button.tsx';
import { Copied } from '../../kit/copy.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Facts } from '../../kit/panel.tsx';
import { When } from '../../kit/when.tsx';

interface SecretsProps {
  readonly issued: IssuedAnswer | null;
  readonly onClose: () => void;
}

/** What was made, this once. */
export function Secrets({ issued, onClose }: SecretsProps) {
  return (
    <Dialog
      isOpen={issued !== null}
      onClose={onClose}
      title="Keep these now"
      note="They are shown this once. Hand them to the merchant by a way that you both trust."
    >
      <div className="stack">
        <Facts
          rows={(issued?.secrets ?? []).map(({ name, value }) => [name, <Copied text={value} />])}
        />
        {issued?.oldEndsAt != null && (
          <p className="soft small">
            The one before is good until <When at={issued.oldEndsAt} />.
          </p>
        )}
        <div className="row">
          <Button kind="primary" onClick={onClose}>
            I have kept them
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
