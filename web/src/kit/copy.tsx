import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from './button.tsx';
import './copy.css';

/** A value in fixed-width letters with a button that copies it. */
export function Copied({ text, shown }: { readonly text: string; readonly shown?: string }) {
  const [isCopied, copy] = useCopy(text);
  return (
    <span className="copied">
      <code>{shown ?? text}</code>
      <button type="button" aria-label={`Copy ${shown ?? text}`} onClick={() => void copy()}>
        {isCopied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      </button>
      <Told isCopied={isCopied} />
    </span>
  );
}

interface CodeProps {
  readonly text: string;
  /** Names it for readers of screens. */
  readonly label: string;
  /** As it is shown, where that is easier to read than what is copied. */
  readonly shown?: string;
}

/** Several lines of code, with a button that copies all of them. */
export function Code({ text, label, shown }: CodeProps) {
  const [isCopied, copy] = useCopy(text);
  return (
    <div className="code-block">
      <pre tabIndex={0} role="region" aria-label={label}>
        {shown ?? text}
      </pre>
      <Button onClick={() => void copy()} aria-label={`Copy ${label}`}>
        {isCopied ? 'Copied' : 'Copy'}
      </Button>
      <Told isCopied={isCopied} />
    </div>
  );
}

function Told({ isCopied }: { readonly isCopied: boolean }) {
  return (
    <span className="unseen" role="status">
      {isCopied ? 'Copied' : ''}
    </span>
  );
}

function useCopy(text: string): readonly [boolean, () => Promise<void>] {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return [isCopied, copy];
}
