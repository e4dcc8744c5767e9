import { Copied } from '../kit/copy.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Button } from '../kit/button.tsx';

interface SecretShownProps {
  readonly secret: string | undefined;
  readonly title: string;
  readonly onClose: () => void;
}

/** A secret, the only time that anybody sees it. */
export function SecretShown({ secret, title, onClose }: SecretShownProps) {
  return (
    <Dialog
      isOpen={secret !== undefined}
      onClose={onClose}
      title={title}
      note="Copy it now: it is shown this once, and we do not keep it readable."
    >
      <p>
        <Copied text={secret ?? ''} />
      </p>
      <div className="row">
        <Button kind="primary" onClick={onClose}>
          I have copied it
        </Button>
      </div>
    </Dialog>
  );
}
