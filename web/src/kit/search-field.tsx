import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useHotkeys } from './hotkeys.ts';
import './field.css';
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
  const [held, setHeld] = useState({ value, asked: value });
  const field = useRef<HTMLInputElement>(null);
  const latest = useRef(onSearch);
  useEffect(() => {
    latest.current = onSearch;
  });
  // A search that the page has from elsewhere, such as a kept filter, takes the place of what is written here.
  if (value !== held.value) {
    if (value !== held.asked) setText(value);
    setHeld({ value, asked: value });
  }
  useHotkeys({ '/': () => field.current?.focus() });
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => {
      setHeld((before) => ({ ...before, asked: text }));
      latest.current(text);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [text, value]);
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
