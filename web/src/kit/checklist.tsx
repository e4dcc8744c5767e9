/** What has been done of a list of steps, and what is open. */
import { Circle, CircleCheck } from 'lucide-react';
import type { ChecklistStepAnswer } from '../../../src/console/answers/access.ts';
import './checklist.css';

export function Checklist({ steps }: { readonly steps: readonly ChecklistStepAnswer[] }) {
  return (
    <ol className="checklist" aria-label="Checklist">
      {steps.map(({ step, what, done }) => (
        <li key={step}>
          {done ? (
            <CircleCheck className="done" size={16} aria-label="Done:" />
          ) : (
            <Circle size={16} aria-label="Open:" />
          )}
          <span className={done ? 'soft' : undefined}>{what}</span>
        </li>
      ))}
    </ol>
  );
}
