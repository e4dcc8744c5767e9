import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useHotkeys } from './hotkeys.ts';
import './search-field.css';

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  /** Called when the writing pauses. */
  readonly onSearch: (text: string) => void;
}

const pauseMs = 180;

/** A field for a search; `/` puts the cursor into it. */
export function SearchField({ label, value, onSearch }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const [sent, setSent] = useState(value);
  const [seen, setSeen] = useState(value);
  // What comes from elsewhere, such as a kept filter, takes the place of what was written; our own words that come back do not.
  if (value !== seen) {
    setSeen(value);
    if (value !== sent) {
      setText(value);
      setSent(value);
    }
  }
  const field = useRef<HTMLInputElement>(null);
  const latest = useRef(onSearch);
  useEffect(() => {
    latest.current = onSearch;
  });
  useHotkeys({ '/': () => field.current?.focus() });
  useEffect(() => {
    if (text === sent) return;
    const timer = setTimeout(() => {
      setSent(text);
      latest.current(text);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [text, sent]);
  return (
    <div className="search-field">
      <Search size={16} aria-hidden />
      <input
        ref={field}
        type="search"
        className="input"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <kbd aria-hidden>/</kbd>
    </div>
  );
}
