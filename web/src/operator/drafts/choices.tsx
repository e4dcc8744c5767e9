import { CheckField } from '../../kit/field.tsx';
import './drafts.css';

interface ChoicesProps {
  readonly name: string;
  /** What no choice means. */
  readonly any: string;
  readonly known: readonly string[];
  /** Null: any. */
  readonly chosen: readonly string[] | null;
  readonly onChange: (chosen: readonly string[] | null) => void;
}

/** Some of a few names, or whatever there is. */
export function Choices({ name, any, known, chosen, onChange }: ChoicesProps) {
  const names = [...new Set([...known, ...(chosen ?? [])])];
  const toggle = (one: string) =>
    onChange(names.filter((each) => (each === one) !== (chosen?.includes(each) === true)));
  return (
    <fieldset className="choices">
      <legend>{name}</legend>
      <CheckField
        label={any}
        checked={chosen === null}
        onChange={(event) => onChange(event.target.checked ? null : names)}
      />
      {chosen !== null &&
        names.map((each) => (
          <CheckField
            key={each}
            label={each}
            checked={chosen.includes(each)}
            onChange={() => toggle(each)}
          />
        ))}
    </fieldset>
  );
}
