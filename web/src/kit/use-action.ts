import { useState } from 'react';
import { ApiRefusal } from '../app/api.ts';

export interface Action<Given extends readonly unknown[]> {
  readonly run: (...given: Given) => void;
  readonly isBusy: boolean;
  /** What was refused as a whole; null where a field of the form says it. */
  readonly fault: string | null;
  /** By field. */
  readonly faults: Readonly<Record<string, string>>;
}

/** Something a person begins and waits for: one at a time, and what went wrong is kept until it is tried again. */
export function useAction<Given extends readonly unknown[]>(
  work: (...given: Given) => Promise<void>,
): Action<Given> {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const run = (...given: Given) => {
    if (isBusy) return;
    setBusy(true);
    setError(null);
    work(...given)
      .catch((thrown: unknown) => setError(thrown instanceof Error ? thrown : new Error('')))
      .finally(() => setBusy(false));
  };
  const faults = error instanceof ApiRefusal ? error.fields : {};
  const isOfFields = Object.keys(faults).length > 0;
  return { run, isBusy, faults, fault: error === null || isOfFields ? null : error.message };
}
