import { useEffect, useRef, useState } from 'react';
import { ApiRefusal } from '../app/api.ts';
import { fetchFile, type Fetched } from './fetch-file.ts';
import { say } from './toast.tsx';

export interface Download {
  readonly isRunning: boolean;
  readonly fetched: Fetched;
  /** What was refused as a whole; null where a field of the form says it. */
  readonly fault: string | null;
  /** By field. */
  readonly faults: Readonly<Record<string, string>>;
  /** `url` with the base path of the site. */
  readonly start: (url: string) => void;
  readonly stop: () => void;
}

const nothing: Fetched = { kilobytes: 0, lines: 0 };

/** A file that takes its time: how much of it has come, and a way to stop it. Leaving the page stops it, too. */
export function useDownload(): Download {
  const running = useRef<AbortController>(undefined);
  const [isRunning, setRunning] = useState(false);
  const [fetched, setFetched] = useState(nothing);
  const [error, setError] = useState<Error | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const start = (url: string) => {
    if (isRunning) return;
    const controller = new AbortController();
    running.current = controller;
    setFetched(nothing);
    setError(null);
    setRunning(true);
    fetchFile(url, controller.signal, setFetched)
      .then((name) => say(`${name} is here`))
      .catch((thrown: unknown) => {
        if (controller.signal.aborted) say('Stopped: nothing was kept');
        else setError(thrown instanceof Error ? thrown : new Error(String(thrown)));
      })
      .finally(() => setRunning(false));
  };
  const faults = error instanceof ApiRefusal ? error.fields : {};
  const isOfFields = Object.keys(faults).length > 0;
  return {
    ...{ isRunning, fetched, faults, start },
    fault: error === null || isOfFields ? null : error.message,
    stop: () => running.current?.abort(),
  };
}
