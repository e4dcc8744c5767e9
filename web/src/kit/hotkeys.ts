import { useEffect, useRef } from 'react';

/** Keys by name (`/`, `j`, `mod+k`); none of them works while somebody is writing, but for those with `mod`. */
export function useHotkeys(keys: Readonly<Record<string, () => void>>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isMod = event.metaKey || event.ctrlKey;
      if (event.altKey || (!isMod && isWriting(event.target))) return;
      const action = latest.current[`${isMod ? 'mod+' : ''}${event.key}`];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input,textarea,select,[role=dialog] *');
}
