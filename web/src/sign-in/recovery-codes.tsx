/** The ten codes, shown this once: copied, saved or printed before the person goes on. */
import { Copy, Download } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../kit/button.tsx';
import { saveFile } from '../kit/csv.ts';
import { CheckField } from '../kit/field.tsx';
import { say } from '../kit/toast.tsx';

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}

export function RecoveryCodes({ codes, onKept }: RecoveryCodesProps) {
  const [isKept, setKept] = useState(false);
  const text = `${codes.join('\n')}\n`;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    say('The codes are copied.');
  };
  return (
    <div className="door-form">
      <p className="soft">
        Each of these lets you in once, should your second factor be lost. They are not shown again.
      </p>
      <ul className="codes" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="row">
        <Button icon={<Copy size={15} aria-hidden />} onClick={() => void copy()}>
          Copy
        </Button>
        <Button
          icon={<Download size={15} aria-hidden />}
          onClick={() => saveFile('recovery-codes.txt', text, 'text/plain')}
        >
          Save as a file
        </Button>
      </div>
      <CheckField
        label="I have kept them in a safe place"
        checked={isKept}
        onChange={(event) => setKept(event.target.checked)}
      />
      <Button kind="primary" disabled={!isKept} onClick={onKept}>
        Continue
      </Button>
    </div>
  );
}
