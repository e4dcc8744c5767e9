import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import './copy.css';

/** A value in fixed-width letters with a button that copies it. */
export function Copied({ text, shown }: { readonly text: string; readonly shown?: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <span className="copied">
      <code>{shown ?? text}</code>
      <button type="button" aria-label={`Copy ${shown ?? text}`} onClick={() => void copy()}>
        {isCopied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      </button>
      <span className="unseen" role="status">
        {isCopied ? 'Copied' : ''}
      </span>
    </span>
  );
}
