/** The question for the second factor in front of a page; the request that met it goes on once it is answered. */
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { onStepUp } from '../app/api.ts';
import { Dialog } from '../kit/dialog.tsx';
import { Waiting } from '../kit/state.tsx';
import { signInQuery } from './state.ts';

const FactorForm = lazy(async () => ({ default: (await import('./factor-form.tsx')).FactorForm }));

export function StepUp() {
  const [isAsked, setAsked] = useState(false);
  const waiting = useRef<((isProven: boolean) => void)[]>([]);
  useEffect(() => {
    // Several requests may meet the question together; one answer is for all of them.
    onStepUp(
      () =>
        new Promise((resolve) => {
          waiting.current.push(resolve);
          setAsked(true);
        }),
    );
  }, []);
  const answer = (isProven: boolean) => {
    setAsked(false);
    for (const resolve of waiting.current.splice(0)) resolve(isProven);
  };
  return (
    <Dialog
      isOpen={isAsked}
      onClose={() => answer(false)}
      title="Is it still you?"
      note="This asks for your second factor again. It then holds for five minutes."
    >
      {isAsked && <Ways onProven={() => answer(true)} />}
    </Dialog>
  );
}

function Ways({ onProven }: { readonly onProven: () => void }) {
  const { data: state } = useQuery({ ...signInQuery, staleTime: 0 });
  if (state === undefined) return <Waiting rows={2} />;
  return (
    <Suspense fallback={<Waiting rows={2} />}>
      <FactorForm state={state} allowPaper={false} onProven={onProven} />
    </Suspense>
  );
}
